import type { Reporter, RunEvent } from '../../events/events.js';

/** Holds events back until the real reporter is loaded, so that its libraries are only read when needed. */
export class LazyReporter implements Reporter {
  private readonly waiting: RunEvent[] = [];
  private readonly loaded: Promise<void>;
  private inner: Reporter | undefined;

  constructor(load: () => Promise<Reporter>) {
    this.loaded = load().then((reporter) => {
      this.inner = reporter;
      for (const event of this.waiting) reporter.on(event);
    });
  }

  on(event: RunEvent): void {
    if (this.inner) this.inner.on(event);
    else this.waiting.push(event);
  }

  async settled(): Promise<void> {
    await this.loaded;
    await this.inner?.settled?.();
  }

  async end(): Promise<void> {
    await this.loaded;
    await this.inner?.end();
  }
}
