import type { ModuleOutcome } from '../module/types.js';
import { Dict } from '../value/types.js';

/**
 * Runs a module within the seconds of the `timeout` keyword; 0: no limit. When they are over, the signal given to the
 * module fires, which ends what it runs on the target, and the task fails.
 */
export async function withinTime(
  action: string,
  seconds: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<ModuleOutcome>,
): Promise<ModuleOutcome> {
  if (seconds <= 0) return work(signal);
  const late = new AbortController();
  const both = AbortSignal.any([signal, late.signal]);
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<ModuleOutcome>((resolve) => {
    timer = setTimeout(() => {
      const msg = `The ${action} action failed to execute in the expected time frame (${seconds}) and was terminated`;
      resolve({ value: Dict.of({ changed: false, failed: true, msg }), diffs: [], effects: [] });
      late.abort(new Error(msg));
    }, seconds * 1000);
  });
  try {
    const running = work(both);
    // What a module that was given up says afterwards is of no interest.
    running.catch(() => undefined);
    return await Promise.race([over, running]);
  } finally {
    clearTimeout(timer);
  }
}
