import type { HostStats } from '../events/events.js';
import type { Play } from '../playbook/ast.js';
import type { Value } from '../value/types.js';
import { runPlay } from './playRun.js';
import type { Run } from './run.js';

/** Exit codes as ansible-playbook's. */
export const EXIT = {
  ok: 0,
  error: 1,
  usage: 2,
  failed: 2,
  unreachable: 4,
  parser: 4,
  badOption: 5,
  interrupted: 99,
  unexpected: 250,
} as const;

/**
 * Runs plays in order and ends with the recap. Returns the exit code. A cancelled run (the signal) still gets its
 * recap. Throws PlaybookError, without a recap, for what is wrong with the playbook rather than with a host.
 */
export async function runPlaybooks(
  run: Run,
  playbooks: readonly { readonly file: string; readonly plays: readonly Play[] }[],
): Promise<number> {
  const { sink, options, signal } = run.parts;
  sink({
    kind: 'run-start',
    playbooks: playbooks.map((each) => each.file),
    check: options.check,
    diff: options.diff,
  });
  try {
    await runAll(run, playbooks);
  } catch (error) {
    if (!signal.aborted) throw new PlaybookError(error);
  } finally {
    await run.background.settled();
    await run.sessions.close();
  }
  sink({
    kind: 'run-end',
    interrupted: signal.aborted,
    ...totals(run),
  });
  if (signal.aborted) return EXIT.interrupted;
  if (run.unreachable.size > 0) return EXIT.unreachable;
  return run.failed.size > 0 ? EXIT.failed : EXIT.ok;
}

/** What the recap shows. */
function totals(run: Run): { stats: ReadonlyMap<string, HostStats>; custom?: Value } {
  const { data } = run.customStats;
  return { stats: run.stats.hosts, ...(data.size > 0 && { custom: data }) };
}

/** The playbook turned out to be wrong while it ran; `cause` says how. */
export class PlaybookError extends Error {
  override readonly name = 'PlaybookError';
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

async function runAll(
  run: Run,
  playbooks: readonly { readonly file: string; readonly plays: readonly Play[] }[],
): Promise<void> {
  const { sink, signal, options, inventory, store } = run.parts;
  if (options.flushCache) for (const host of inventory.hosts.keys()) store.state(host).clearFacts();
  for (const [i, { file, plays }] of playbooks.entries()) {
    if (i > 0) sink({ kind: 'playbook-end', ...totals(run) });
    sink({ kind: 'playbook-start', file, plays: plays.length });
    for (const play of plays) {
      signal.throwIfAborted();
      if (!(await runPlay(run, play))) return;
    }
  }
}
