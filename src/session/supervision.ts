import { FrameTimeout, type RunOptions } from './types.js';

const FIRST_PING_MS = 500;
const MAX_PING_MS = 5_000;
/** The loop answered nothing for this long although it was asked: the connection is dead. */
const SILENCE_MS = 30_000;
/** Time between the polite and the final signal. */
const GRACE_MS = 1_000;
/** A frame that outlives its killing for this long is given up together with its shell. */
const GIVE_UP_MS = 4_000;

/** What supervising a frame needs of the shell that runs it. */
interface FrameControl {
  signal(name: 'TERM' | 'KILL'): void;
  ping(): void;
  /** Milliseconds since the shell was last heard. */
  silentFor(): number;
  /** Gives the whole shell up. */
  abandon(reason: string): void;
}

/**
 * Watches one frame until it ends: asks the loop now and then whether it still runs (so that a frame whose own
 * shell was killed is noticed, and a dead connection too), and ends its processes at the deadline or on
 * cancelling. Resolves and rejects like the frame, except that a killed frame rejects with FrameTimeout or
 * with the signal's reason once its processes are gone.
 */
export function supervise<T>(
  results: Promise<T>,
  control: FrameControl,
  { timeoutMs, signal }: Pick<RunOptions, 'timeoutMs' | 'signal'>,
): Promise<T> {
  let verdict: Error | undefined;
  const timers = new Set<NodeJS.Timeout>();
  const later = (ms: number, action: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      action();
    }, ms);
    timers.add(timer);
  };

  const ping = (interval: number) => {
    if (control.silentFor() > SILENCE_MS) {
      return control.abandon(`no answer for ${SILENCE_MS / 1000} seconds`);
    }
    control.ping();
    later(interval, () => ping(Math.min(interval * 2, MAX_PING_MS)));
  };
  const kill = (reason: Error) => {
    if (verdict) return;
    verdict = reason;
    control.signal('TERM');
    for (const ms of [20, 100, 300]) later(ms, () => control.ping());
    later(GRACE_MS, () => {
      control.signal('KILL');
      ping(100);
    });
    later(GIVE_UP_MS, () => control.abandon('a killed command does not end'));
  };
  const cancel = () => kill(asError(signal?.reason));

  later(FIRST_PING_MS, () => ping(FIRST_PING_MS * 2));
  if (timeoutMs !== undefined) {
    later(timeoutMs, () =>
      kill(new FrameTimeout(`the command did not end within ${timeoutMs / 1000} seconds`)),
    );
  }
  if (signal?.aborted) cancel();
  else signal?.addEventListener('abort', cancel, { once: true });

  const settle = () => {
    for (const timer of timers) clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
    // Members of the group that ignored the polite signal and outlived the frame's own shell.
    if (verdict) control.signal('KILL');
  };
  return results.then(
    (value) => {
      settle();
      if (verdict) throw verdict;
      return value;
    },
    (error: unknown) => {
      settle();
      throw verdict ?? error;
    },
  );
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('cancelled', { cause: reason });
}
