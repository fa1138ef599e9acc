import type { Reporter, RunEvent, TaskInfo } from '../../events/events.js';
import { Display } from '../ansible/display.js';
import type { ReporterOptions } from '../options.js';
import { type Clock, filledLine, Stopwatch, timeLine } from './stopwatch.js';

const WIDTH = 79;

/** The callback `profile_roles`: the time at each task, and at the end what each role (or module) took. */
export class ProfileRolesReporter implements Reporter {
  private readonly display: Display;
  private readonly watch: Stopwatch;
  private readonly totals = new Map<string, number>();
  private current: { readonly name: string; readonly startedAt: number } | undefined;

  constructor(
    options: ReporterOptions,
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
    this.current = { name: task.role ?? task.action, startedAt: this.now() };
  }

  private stop(): void {
    if (!this.current) return;
    const { name, startedAt } = this.current;
    this.totals.set(name, (this.totals.get(name) ?? 0) + this.now() - startedAt);
    this.current = undefined;
  }

  private summary(): void {
    this.display.line(this.watch.line());
    this.display.line(filledLine('', '='));
    this.stop();
    const sorted = [...this.totals].sort(([, a], [, b]) => b - a);
    for (const [name, elapsed] of sorted) this.display.line(timeLine(name, elapsed, WIDTH));
    const total = sorted.reduce((sum, [, elapsed]) => sum + elapsed, 0);
    this.display.line(filledLine('', '~'));
    this.display.line(timeLine('total', total, WIDTH));
  }
}
