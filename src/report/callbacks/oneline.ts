import type { TaskInfo, TaskResult } from '../../events/events.js';
import { pyStr } from '../../value/repr.js';
import type { Dict } from '../../value/types.js';
import { isAlwaysVerbose } from '../ansible/alwaysVerbose.js';
import { printsOutput } from '../ansible/noJson.js';
import { goodState, ResultReporter } from './resultReporter.js';

/** The callback `oneline`: what `minimal` shows, on a line a result. */
export class OnelineReporter extends ResultReporter {
  protected result(task: TaskInfo, host: string, result: TaskResult): void {
    const { status, value } = result;
    if (status === 'skipped') this.display.line(`${host} | SKIPPED`, 'skip');
    else if (status === 'unreachable')
      this.display.line(`${host} | UNREACHABLE!: ${pyStr(value.get('msg') ?? '')}`, 'unreachable');
    else if (status === 'failed') {
      this.display.exception(value);
      this.display.line(`${host} | FAILED! => ${this.dump(task, value)}`, 'error');
    } else {
      const [state, role] = goodState(status);
      const text = printsOutput(task) && !value.has('ansible_job_id') ? outputText(value, state) : undefined;
      this.display.line(`${host} | ${text ?? `${state} => ${this.dump(task, value)}`}`, role);
    }
  }

  private dump(task: TaskInfo, value: Dict): string {
    return this.format(value, { indent: 0, always: !this.loop && isAlwaysVerbose(task, value) }).replaceAll(
      '\n',
      '',
    );
  }
}

function outputText(value: Dict, caption: string): string {
  const escaped = (key: string): string =>
    pyStr(value.get(key) ?? '')
      .replaceAll('\n', '\\n')
      .replaceAll('\r', '\\r');
  const errors = escaped('stderr');
  const rest = errors === '' ? '' : ` (stderr) ${errors}`;
  return `${caption} | rc=${pyStr(value.get('rc') ?? -1)} | (stdout) ${escaped('stdout')}${rest}`;
}
