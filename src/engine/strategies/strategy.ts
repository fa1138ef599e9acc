import { fail } from '../../diag/diagnostic.js';
import type { SourceSpan } from '../../diag/span.js';
import { didYouMean } from '../../diag/suggest.js';
import { shortAction } from '../../value/pluginName.js';
import type { PlayBatch } from '../playBatch.js';
import { free, hostPinned } from './free.js';
import { linear } from './linear.js';

/** Decides which host takes which task when (Ansible documentation, "Controlling playbook execution: strategies"). */
export interface Strategy {
  /** Hosts go on without waiting for each other, so results of different tasks mix. */
  readonly independent: boolean;
  /** Tasks that fail stop at the debugger. */
  readonly debugging?: boolean;
  /** Brings all hosts of a batch to the end. Rejects when the run is cancelled or the playbook itself is wrong. */
  run(batch: PlayBatch): Promise<void>;
}

const STRATEGIES: ReadonlyMap<string, Strategy> = new Map([
  ['linear', linear],
  ['debug', { ...linear, debugging: true }],
  ['free', free],
  ['host_pinned', hostPinned],
]);

/** The strategy of a name, short or fully qualified. Throws DiagnosticError for one that does not exist. */
export function findStrategy(name: string, span: SourceSpan | undefined): Strategy {
  const short = shortAction(name);
  const found = STRATEGIES.get(short);
  if (found) return found;
  fail('unknown-strategy', `Invalid play strategy specified: ${name}`, {
    span,
    fix: didYouMean(short, STRATEGIES.keys()) ?? `use ${[...STRATEGIES.keys()].join(', ')}`,
  });
}
