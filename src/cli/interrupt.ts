import { setMaxListeners } from 'node:events';
import { EXIT } from '../engine/runPlaybooks.js';

/** The first Ctrl-C (or TERM) cancels the run, which still prints its recap; the second ends the program. */
export function cancelOnInterrupt(): AbortSignal {
  const controller = new AbortController();
  // every host at work listens
  setMaxListeners(0, controller.signal);
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort(new Error('interrupted'));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}
