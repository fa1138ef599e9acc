import type { Reporter } from '../../events/events.js';

/** The callback `null`: no output at all. */
export class QuietReporter implements Reporter {
  on(): void {}

  async end(): Promise<void> {}
}
