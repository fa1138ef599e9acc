import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, extname, join, relative } from 'node:path';
import type { Reporter, RunEvent, TaskInfo, TaskResult } from '../../events/events.js';
import { shortAction } from '../../value/pluginName.js';
import { pyStr } from '../../value/repr.js';
import type { Dict } from '../../value/types.js';
import { argumentText } from '../ansible/argumentText.js';
import { configuredFormat, type ResultFormat } from '../ansible/resultFormat.js';
import type { ReporterOptions } from '../options.js';
import { taskPath } from '../taskPath.js';
import { type TestCase, testSuitesXml } from './junitXml.js';
import type { Clock } from './stopwatch.js';

type Status = 'ok' | 'failed' | 'skipped' | 'included';

interface Record {
  readonly host: string;
  readonly status: Status;
  readonly finishedAt: number;
  readonly result: Dict | undefined;
  readonly included: string;
}

interface Recorded {
  readonly task: TaskInfo;
  readonly play: string;
  /** With its arguments, unless they are hidden. */
  readonly name: string;
  readonly startedAt: number;
  readonly hosts: Map<string, Record>;
}

/**
 * The callback `junit`: a file of test cases, one for each task and host, in JUNIT_OUTPUT_DIR. What counts as a
 * failure and how cases are named follows the JUNIT_* variables as Ansible's callback does.
 */
export class JunitReporter implements Reporter {
  private readonly format: ResultFormat;
  private readonly tasks = new Map<string, Recorded>();
  private playbook = '';
  private play = '';
  private current: Recorded | undefined;

  constructor(
    private readonly options: ReporterOptions,
    private readonly now: Clock = Date.now,
  ) {
    this.format = configuredFormat({ ...options, resultFormat: 'json', prettyResults: undefined });
  }

  on(event: RunEvent): void {
    switch (event.kind) {
      case 'playbook-start':
        this.playbook = basename(event.file, extname(event.file));
        break;
      case 'play-start':
        this.play = event.name;
        break;
      case 'task-start':
        this.begin(event.task);
        break;
      case 'include':
        this.finish(this.current, 'include', 'included', undefined, event.file);
        break;
      case 'result':
        this.result(event.task, event.host, event.result);
        break;
      case 'playbook-end':
      case 'run-end':
        this.write();
        break;
    }
  }

  async end(): Promise<void> {}

  private begin(task: TaskInfo): void {
    const args = this.options.junit.hideTaskArguments || task.noLog ? '' : argumentText(task);
    const known = this.tasks.get(task.id);
    this.current = known ?? {
      task,
      play: this.play,
      name: args === '' ? task.name.trim() : `${task.name.trim()} ${args}`,
      startedAt: this.now(),
      hosts: new Map(),
    };
    this.tasks.set(task.id, this.current);
  }

  private result(task: TaskInfo, host: string, result: TaskResult): void {
    const { failOnIgnore, failOnChange } = this.options.junit;
    const recorded = this.tasks.get(task.id);
    if (result.status === 'unreachable') return;
    if (result.status === 'skipped') this.finish(recorded, host, 'skipped', result.value);
    else {
      const failed = result.status === 'failed' && (!result.ignored || failOnIgnore);
      const changed = failOnChange && result.status === 'changed';
      this.finish(recorded, host, failed || changed ? 'failed' : 'ok', result.value);
    }
  }

  /** Names of tasks may say that a failure is expected, or turn the result round. */
  private finish(
    recorded: Recorded | undefined,
    host: string,
    status: Status,
    result: Dict | undefined,
    included = '',
  ): void {
    if (!recorded) return;
    let counted = status;
    if (status === 'failed' && recorded.name.includes('EXPECTED FAILURE')) counted = 'ok';
    else if (recorded.name.includes('TOGGLE RESULT')) counted = turned(status);
    if (!recorded.name.startsWith(this.options.junit.testCasePrefix) && counted !== 'failed') return;
    const before = recorded.hosts.get(host)?.included;
    const text = before === undefined ? included : `${before}\n${included}`;
    recorded.hosts.set(host, { host, status: counted, finishedAt: this.now(), result, included: text });
  }

  private write(): void {
    const { outputDirectory, includeSetupTasks } = this.options.junit;
    const cases = [...this.tasks.values()]
      .filter(({ task }) => includeSetupTasks || shortAction(task.action) !== 'setup')
      .flatMap((recorded) => [...recorded.hosts.values()].map((record) => this.testCase(recorded, record)));
    mkdirSync(outputDirectory, { recursive: true });
    const file = join(outputDirectory, `${this.playbook}-${this.now() / 1000}.xml`);
    writeFileSync(file, this.options.gate.mask(testSuitesXml(this.playbook, cases)));
  }

  private testCase(recorded: Recorded, record: Record): TestCase {
    const { result, status } = record;
    const base = {
      name: `[${record.host}] ${recorded.play}: ${recorded.name}`,
      classname: this.className(recorded.task),
      seconds: (record.finishedAt - recorded.startedAt) / 1000,
    };
    if (status === 'included' || !result) return { ...base, output: record.included };
    const output = this.format(result, { indent: 0 });
    if (status === 'ok') return { ...base, output };
    if (status === 'skipped') return { ...base, skipped: pyStr(result.get('skip_reason') ?? 'skipped') };
    const trace = result.get('exception');
    if (trace !== undefined) {
      const text = pyStr(trace);
      return { ...base, error: { message: text.trim().split('\n').at(-1) ?? '', output: text } };
    }
    const message = result.has('msg') ? pyStr(result.get('msg')!) : `rc=${pyStr(result.get('rc') ?? 0)}`;
    return { ...base, failure: { message, output } };
  }

  private className(task: TaskInfo): string {
    const { taskRelativePath, replaceOutOfTreePath, taskClass } = this.options.junit;
    let name = taskPath(task);
    if (taskRelativePath !== '' && task.span) name = relative(taskRelativePath, name);
    if (replaceOutOfTreePath !== undefined && name.startsWith('../'))
      name = replaceOutOfTreePath + basename(name);
    return taskClass ? name.replace(/\.yml:[0-9]+$/, '') : name;
  }
}

function turned(status: Status): Status {
  return status === 'failed' ? 'ok' : status === 'ok' ? 'failed' : status;
}
