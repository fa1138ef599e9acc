import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reporter, RunEvent } from '../../events/events.js';
import { Display } from '../ansible/display.js';
import { configuredFormat, type ResultFormat } from '../ansible/resultFormat.js';
import type { ReporterOptions } from '../options.js';

/** The callback `tree`: the last result of each host in a file of its name, as JSON. */
export class TreeReporter implements Reporter {
  private readonly display: Display;
  private readonly format: ResultFormat;

  constructor(private readonly options: ReporterOptions) {
    this.display = new Display(options);
    this.format = configuredFormat({ ...options, resultFormat: 'json', prettyResults: undefined });
  }

  on(event: RunEvent): void {
    if (event.kind !== 'result' || event.result.status === 'skipped') return;
    const { treeDirectory, gate } = this.options;
    try {
      mkdirSync(treeDirectory, { recursive: true });
      writeFileSync(join(treeDirectory, event.host), gate.mask(this.format(event.result.value, {})));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.display.warning(`Unable to write to ${event.host}'s file: ${reason}`);
    }
  }

  async end(): Promise<void> {}
}
