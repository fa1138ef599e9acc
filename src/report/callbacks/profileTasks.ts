import type { Reporter, RunEvent, TaskInfo } from '../../events/events.js';
import { Display } from '../ansible/display.js';
import type { ReporterOptions } from '../options.js';
import { taskPath } from '../taskPath.js';
import { type Clock, filledLine, Stopwatch, timeLine } from './stopwatch.js';

interface Timed {
  readonly task: TaskInfo;
  startedAt: number;
  elapsed: number;
}

/** The callback `profile_tasks`: the time at each task, and at the end the tasks that took longest. */
export class ProfileTasksReporter implements Reporter {
  private readonly display: Display;
  private readonly watch: Stopwatch;
  private readonly tasks = new Map<string, Timed>();
  private current: Timed | undefined;

  constructor(
    private readonly options: ReporterOptions,
    private readonly now: Clock = Date.now,
  ) {
    this.display = new Display(options);
    this.watch = new Stopwatch(now);
  }

  on(event: RunEvent): void {
    if (event.kind === 'task-start') this.begin(event.task);
    else if (event.kind === 'run-end' || event.kind === 'playbook-end') this.summary();
  }

  async end(): Promise<void> {}

  private begin(task: TaskInfo): void {
    this.display.line(this.watch.line());
    this.stop();
    const timed = this.tasks.get(task.id) ?? { task, startedAt: 0, elapsed: 0 };
    timed.startedAt = this.now();
    this.tasks.set(task.id, timed);
    this.current = timed;
  }

  private stop(): void {
    if (this.current) this.current.elapsed += this.now() - this.current.startedAt;
    this.current = undefined;
  }

  private summary(): void {
    this.display.line(this.watch.line());
    this.display.line(filledLine('', '='));
    this.stop();
    const { order, limit } = this.options.profileTasks;
    const sign = order === 'ascending' ? 1 : order === 'descending' ? -1 : 0;
    const sorted = [...this.tasks.values()].sort((a, b) => sign * (a.elapsed - b.elapsed));
    for (const { task, elapsed } of sorted.slice(0, limit)) {
      this.display.line(timeLine(task.name, elapsed, this.display.columns));
      if (this.options.verbosity >= 2 && task.span)
        this.display.line(`${taskPath(task)} `.padEnd(this.display.columns, '-'));
    }
  }
}
