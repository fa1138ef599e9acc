import type { Reporter, RunEvent, TaskInfo, TaskResult } from '../../events/events.js';
import { Display } from '../ansible/display.js';
import { configuredFormat, type ResultFormat } from '../ansible/resultFormat.js';
import type { ReporterOptions } from '../options.js';

/** A callback that shows the results of hosts and nothing around them: no headings, no recap. */
export abstract class ResultReporter implements Reporter {
  protected readonly display: Display;
  protected readonly format: ResultFormat;
  /** The result at hand is that of a whole loop. */
  protected loop = false;

  constructor(protected readonly options: ReporterOptions) {
    this.display = new Display(options);
    this.format = configuredFormat(options);
  }

  on(event: RunEvent): void {
    if (event.kind === 'result') {
      this.loop = event.loop;
      this.result(event.task, event.host, event.result);
    } else if (event.kind === 'message') this.display.message(event.level, event.text);
    else if (event.kind === 'diagnostic') this.display.diagnostic(event.diagnostic);
  }

  async end(): Promise<void> {}

  protected abstract result(task: TaskInfo, host: string, result: TaskResult): void;
}

/** The word for a result that is no failure, and the role of its colour. */
export function goodState(
  status: TaskResult['status'],
): readonly ['CHANGED', 'changed'] | readonly ['SUCCESS', 'ok'] {
  return status === 'changed' ? ['CHANGED', 'changed'] : ['SUCCESS', 'ok'];
}
