import type { Reporter, RunEvent } from '../../events/events.js';

/** Several reporters of one run, told in order. */
export class ReporterGroup implements Reporter {
  constructor(private readonly members: readonly Reporter[]) {}

  on(event: RunEvent): void {
    for (const member of this.members) member.on(event);
  }

  async settled(): Promise<void> {
    for (const member of this.members) await member.settled?.();
  }

  async end(): Promise<void> {
    for (const member of this.members) await member.end();
  }
}
