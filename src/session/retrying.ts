import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectionError } from '../connection/connection.js';

const LONGEST_PAUSE_SECONDS = 30;
/** Refusals that another attempt would only repeat, at the risk of a locked account. */
const FINAL = /permission denied|host key/i;

/**
 * Connects, and tries up to `retries` times again after a failure: at once, then after 1, 3, 7, … seconds, 30 at most.
 * Rejects with the last ConnectionError.
 */
export async function retrying<T>(
  retries: number,
  signal: AbortSignal,
  attempt: () => Promise<T>,
): Promise<T> {
  for (let done = 0; ; done += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (done >= retries || signal.aborted) throw error;
      if (!(error instanceof ConnectionError) || FINAL.test(error.message)) throw error;
      const pause = Math.min(2 ** done - 1, LONGEST_PAUSE_SECONDS);
      // A session that is closed meanwhile says why it could not be reached.
      await sleep(pause * 1000, undefined, { signal }).catch(() => Promise.reject(error));
    }
  }
}
