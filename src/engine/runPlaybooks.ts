import type { HostStats } from '../events/events.js';
import type { Play } from '../playbook/ast.js';
import type { Value } from '../value/types.js';
import { DebuggerQuit } from './debug/taskDebugger.js';
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

/** A playbook as it was named, with its plays. */
interface Playbook {
  readonly file: string;
  readonly plays: readonly Play[];
}

/**
 * Runs plays in order and ends with the recap, before which (also between playbooks) `beforeRecap` is called. Returns the exit code. A cancelled run (the signal) still gets its
 * recap. Throws PlaybookError, without a recap, for what is wrong with the playbook rather than with a host.
 */
export async function runPlaybooks(
  run: Run,
  playbooks: readonly Playbook[],
  beforeRecap: (playbook: string) => void = () => {},
): Promise<number> {
  const { sink, options, signal } = run.parts;
  sink({
    kind: 'run-start',
    playbooks: playbooks.map((each) => each.file),
    check: options.check,
    diff: options.diff,
  });
  let current: string | undefined;
  try {
    await runAll(run, playbooks, (file) => {
      if (current !== undefined) {
        beforeRecap(current);
        sink({ kind: 'playbook-end', ...totals(run) });
      }
      current = file;
    });
  } catch (error) {
    if (error instanceof DebuggerQuit) return EXIT.interrupted;
    if (!signal.aborted) throw new PlaybookError(error);
  } finally {
    await run.background.settled();
    await run.sessions.close();
  }
  if (current !== undefined) beforeRecap(current);
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
  playbooks: readonly Playbook[],
  enter: (playbook: string) => void,
): Promise<void> {
  const { sink, signal, options, inventory, store } = run.parts;
  if (options.flushCache) for (const host of inventory.hosts.keys()) store.state(host).clearFacts();
  const failed = new Set<string>();
  for (const { file, plays } of playbooks) {
    enter(file);
    sink({ kind: 'playbook-start', file, plays: plays.length });
    for (const play of plays) {
      signal.throwIfAborted();
      const goesOn = await runPlay(run, play);
      if (options.independentPlays) move(run.failed, failed);
      else if (!goesOn) return;
    }
    // Playbooks build on each other: none starts once a host is out.
    if (!options.independentPlays && run.failed.size + run.unreachable.size > 0) return;
  }
  move(failed, run.failed);
}

function move(from: Set<string>, to: Set<string>): void {
  for (const each of from) to.add(each);
  from.clear();
}
