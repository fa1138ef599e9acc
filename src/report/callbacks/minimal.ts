import type { TaskInfo, TaskResult } from '../../events/events.js';
import { shortAction } from '../../value/pluginName.js';
import { pyStr } from '../../value/repr.js';
import type { Dict } from '../../value/types.js';
import { isAlwaysVerbose } from '../ansible/alwaysVerbose.js';
import { debugResult } from '../ansible/dumpResult.js';
import { printsOutput } from '../ansible/noJson.js';
import { diffText } from '../diffText.js';
import { goodState, ResultReporter } from './resultReporter.js';

/** The callback `minimal`: `host | STATE => result`, for commands their output; no headings and no recap. */
export class MinimalReporter extends ResultReporter {
  protected result(task: TaskInfo, host: string, result: TaskResult): void {
    const { value } = result;
    if (result.status === 'skipped') {
      this.display.line(`${host} | SKIPPED`, 'skip');
      return;
    }
    if (result.status === 'unreachable') {
      this.display.line(`${host} | UNREACHABLE! => ${this.dump(task, value)}`, 'unreachable');
      return;
    }
    const differences = diffText(result.diffs, this.display.paint, this.options.diffContext);
    if (differences !== '' && !result.noLog) this.display.line(differences);
    if (result.status === 'failed') this.failed(task, host, value);
    else this.good(task, host, result);
  }

  private failed(task: TaskInfo, host: string, value: Dict): void {
    this.display.exception(value);
    this.display.resultWarnings(value);
    if (printsOutput(task) && !value.has('module_stderr'))
      this.display.line(outputText(host, value, 'FAILED'), 'error');
    else this.display.line(`${host} | FAILED! => ${this.dump(task, value)}`, 'error');
  }

  private good(task: TaskInfo, host: string, { status, value }: TaskResult): void {
    const [state, role] = goodState(status);
    this.display.resultWarnings(value);
    if (printsOutput(task) && !value.has('ansible_job_id'))
      this.display.line(outputText(host, value, state), role);
    else {
      const isDebug = shortAction(task.action) === 'debug';
      this.display.line(
        `${host} | ${state} => ${this.dump(task, isDebug ? debugResult(value) : value)}`,
        role,
      );
    }
  }

  private dump(task: TaskInfo, value: Dict): string {
    return this.format(this.display.withoutWarnings(value), {
      indent: 4,
      always: !this.loop && isAlwaysVerbose(task, value),
    });
  }
}

function outputText(host: string, value: Dict, caption: string): string {
  const text = ['stdout', 'stderr', 'msg'].map((key) => pyStr(value.get(key) ?? '')).join('');
  return `${host} | ${caption} | rc=${pyStr(value.get('rc') ?? -1)} >>\n${text}\n`;
}
