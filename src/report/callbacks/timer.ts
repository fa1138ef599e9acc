import type { Reporter, RunEvent } from '../../events/events.js';
import { Display } from '../ansible/display.js';
import type { ReporterOptions } from '../options.js';
import type { Clock } from './stopwatch.js';

/** The callback `timer`: how long the run took. */
export class TimerReporter implements Reporter {
  private readonly begin: number;
  private readonly display: Display;

  constructor(
    options: ReporterOptions,
    private readonly now: Clock = Date.now,
  ) {
    this.display = new Display(options);
    this.begin = now();
  }

  on(event: RunEvent): void {
    if (event.kind !== 'run-end' && event.kind !== 'playbook-end') return;
    const seconds = Math.floor((this.now() - this.begin) / 1000);
    const hours = Math.floor(seconds / 3600) % 24;
    const time = `${hours} hours, ${Math.floor(seconds / 60) % 60} minutes, ${seconds % 60} seconds`;
    this.display.line(`Playbook run took ${Math.floor(seconds / 86_400)} days, ${time}`);
  }

  async end(): Promise<void> {}
}
