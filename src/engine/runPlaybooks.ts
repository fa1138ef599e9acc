import type { Play } from '../playbook/ast.js';
import { runPlay } from './playRun.js';
import type { Run } from './run.js';

/** Exit codes as ansible-playbook's. */
export const EXIT = { ok: 0, error: 1, failed: 2, unreachable: 4, badOption: 5, interrupted: 99, unexpected: 250 } as const;

/**
 * Runs plays in order and ends with the recap. Returns the exit code. A cancelled run (the signal) still gets its
 * recap; anything else that goes wrong in the engine is thrown after it.
 */
export async function runPlaybooks(run: Run, playbooks: readonly { readonly file: string; readonly plays: readonly Play[] }[]): Promise<number> {
  const { sink, options, signal } = run.parts;
  sink({ kind: 'run-start', playbooks: playbooks.map((each) => each.file), check: options.check, diff: options.diff });
  try {
    await runAll(run, playbooks.flatMap((each) => each.plays));
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    sink({
      kind: 'run-end',
      stats: run.stats.hosts,
      interrupted: signal.aborted,
      ...(run.customStats.size > 0 && { custom: run.customStats }),
    });
    await run.sessions.close();
  }
  if (signal.aborted) return EXIT.interrupted;
  if (run.unreachable.size > 0) return EXIT.unreachable;
  return run.failed.size > 0 ? EXIT.failed : EXIT.ok;
}

async function runAll(run: Run, plays: readonly Play[]): Promise<void> {
  for (const play of plays) {
    run.parts.signal.throwIfAborted();
    if (!(await runPlay(run, play))) return;
  }
}
