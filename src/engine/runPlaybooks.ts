import type { Play } from '../playbook/ast.js';
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
    stats: run.stats.hosts,
    interrupted: signal.aborted,
    ...(run.customStats.data.size > 0 && { custom: run.customStats.data }),
  });
  if (signal.aborted) return EXIT.interrupted;
  if (run.unreachable.size > 0) return EXIT.unreachable;
  return run.failed.size > 0 ? EXIT.failed : EXIT.ok;
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
  const { sink, options, signal } = run.parts;
  for (const { file, plays } of playbooks) {
    if (options.verbosity >= 2) {
      sink({ kind: 'message', level: 'info', text: `${plays.length} plays in ${file}` });
    }
    for (const play of plays) {
      signal.throwIfAborted();
      if (!(await runPlay(run, play))) return;
    }
  }
}
