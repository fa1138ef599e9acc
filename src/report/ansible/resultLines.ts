import { renderDiagnostic } from '../../diag/render.js';
import type { RunEvent, TaskInfo, TaskResult } from '../../events/events.js';
import { shortAction } from '../../value/pluginName.js';
import type { Dict } from '../../value/types.js';
import { diffText } from '../diffText.js';
import { failureLines } from '../failureText.js';
import type { ReporterOptions } from '../options.js';
import type { Role } from '../palette.js';
import { taskPath } from '../taskPath.js';
import { flag, isAlwaysVerbose } from './alwaysVerbose.js';
import type { Display } from './display.js';
import { debugResult } from './dumpResult.js';
import type { ResultFormat } from './resultFormat.js';

const INCLUDES: ReadonlySet<string> = new Set([
  'include',
  'include_tasks',
  'include_role',
  'import_tasks',
  'import_role',
]);
/** Modules whose results would drown the rest. */
const NEVER_VERBOSE: ReadonlySet<string> = new Set(['setup', 'gather_facts']);

/** The lines of task results, items and retries. */
export class ResultLines {
  /** `showTask` prints the task's banner unless it is already there. */
  constructor(
    private readonly options: ReporterOptions,
    private readonly display: Display,
    private readonly showTask: (task: TaskInfo) => void,
    private readonly format: ResultFormat,
  ) {}

  result(task: TaskInfo, host: string, result: TaskResult): void {
    const isLoop = !result.noLog && result.value.has('results');
    if (result.status === 'skipped') this.skipped(task, host, result);
    else if (result.status === 'failed') this.failed(task, host, result, isLoop);
    else if (result.status === 'unreachable') this.unreachable(task, host, result);
    else this.good(task, host, result, isLoop);
  }

  item(task: TaskInfo, host: string, result: TaskResult): void {
    const label = `(item=${result.noLog ? 'None' : (result.item ?? 'None')})`;
    if (result.status === 'skipped') {
      if (!this.options.displaySkippedHosts) return;
      this.showTask(task);
      this.display.line(`skipping: [${host}] => ${label} ${this.verbose(task, result)}`, 'skip');
    } else if (result.status === 'failed' || result.status === 'unreachable') {
      this.showTask(task);
      this.display.resultWarnings(result.value);
      this.bad(`failed: [${hostLabel(host, result)}] ${label} => ${this.dump(task, result)}`, 'error');
      this.explain(task, result);
    } else {
      if (isInclude(task) || (result.status === 'ok' && !this.options.displayOkHosts)) return;
      this.diffs(task, result);
      this.showTask(task);
      const line = `${result.status}: [${hostLabel(host, result)}] => ${label}${this.verbose(task, result)}`;
      this.display.line(line, result.status);
    }
  }

  retry(event: Extract<RunEvent, { kind: 'retry' }>): void {
    const left = `FAILED - RETRYING: [${event.host}]: ${event.task.name} (${event.retriesLeft} retries left).`;
    const result = this.options.verbosity > 2 ? `Result was: ${this.json(event.task, event.value)}` : '';
    this.display.line(left + result, 'debug');
  }

  taskPath(task: TaskInfo): void {
    if (task.span) this.display.line(`task path: ${taskPath(task)}`, 'debug');
  }

  private good(task: TaskInfo, host: string, result: TaskResult, isLoop: boolean): void {
    if (isInclude(task)) {
      this.showTask(task);
      return;
    }
    const status = result.status === 'changed' ? 'changed' : 'ok';
    if (status === 'ok' && !this.options.displayOkHosts) return;
    this.diffs(task, result);
    this.showTask(task);
    this.display.resultWarnings(result.value);
    if (!isLoop)
      this.display.line(`${status}: [${hostLabel(host, result)}]${this.verbose(task, result)}`, status);
  }

  private skipped(task: TaskInfo, host: string, result: TaskResult): void {
    if (!this.options.displaySkippedHosts) return;
    this.showTask(task);
    this.display.line(`skipping: [${host}]${this.verbose(task, result)}`, 'skip');
  }

  private failed(task: TaskInfo, host: string, result: TaskResult, isLoop: boolean): void {
    this.showTask(task);
    this.display.exception(result.value);
    this.display.resultWarnings(result.value);
    // of a failed loop over debug the message of the whole is shown too
    const whole = !isLoop || (shortAction(task.action) === 'debug' && result.value.has('msg'));
    if (whole) {
      if (this.options.verbosity < 2 && this.options.showTaskPathOnFailure) this.taskPath(task);
      this.bad(`fatal: [${hostLabel(host, result)}]: FAILED! => ${this.dump(task, result)}`, 'error');
    }
    if (result.ignored) this.display.line('...ignoring', 'skip');
    else if (whole) this.explain(task, result);
  }

  private unreachable(task: TaskInfo, host: string, result: TaskResult): void {
    this.showTask(task);
    this.bad(
      `fatal: [${hostLabel(host, result)}]: UNREACHABLE! => ${this.dump(task, result)}`,
      'unreachable',
    );
    if (result.ignored) this.display.line('...ignoring', 'skip');
  }

  private bad(line: string, role: Role): void {
    this.display.line(line, role, this.options.displayFailedStderr);
  }

  private explain(task: TaskInfo, result: TaskResult): void {
    if (!this.options.explainFailures || result.ignored) return;
    for (const line of failureLines(task, result)) this.bad(line, 'error');
    for (const finding of result.diagnostics ?? []) {
      const text = renderDiagnostic(finding, this.options.readSource);
      this.bad(text.replace(/^/gm, '    '), 'error');
    }
  }

  private diffs(task: TaskInfo, result: TaskResult): void {
    if (result.noLog || result.diffs.length === 0 || result.status !== 'changed') return;
    const text = diffText(result.diffs, this.display.paint, this.options.diffContext);
    if (text === '') return;
    this.showTask(task);
    this.display.line(text);
  }

  /** ` => {…}` where the verbosity or the module asks for it. */
  private verbose(task: TaskInfo, result: TaskResult): string {
    if (NEVER_VERBOSE.has(shortAction(task.action)) || flag(result.value, '_ansible_verbose_override'))
      return '';
    return this.options.verbosity > 0 || isAlwaysVerbose(task, result.value)
      ? ` => ${this.dump(task, result)}`
      : '';
  }

  private dump(task: TaskInfo, result: TaskResult): string {
    return this.json(task, result.value);
  }

  private json(task: TaskInfo, value: Dict): string {
    const own = shortAction(task.action) === 'debug' ? debugResult(value) : value;
    const shown = this.display.withoutWarnings(own);
    shown.delete('results');
    return this.format(shown, { always: isAlwaysVerbose(task, value) });
  }
}

function isInclude(task: TaskInfo): boolean {
  return INCLUDES.has(shortAction(task.action));
}

/** `host`, or `host -> delegate(address)`. */
function hostLabel(host: string, result: TaskResult): string {
  const delegate = result.delegatedTo;
  if (delegate === undefined || delegate === host) return host;
  const address = result.delegatedAddress;
  return `${host} -> ${delegate}${address === undefined || address === delegate ? '' : `(${address})`}`;
}
