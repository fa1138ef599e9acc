import type { Reporter, RunEvent, TaskInfo } from '../../events/events.js';
import { Display } from '../ansible/display.js';
import type { ReporterOptions } from '../options.js';
import { type Clock, filledLine, Stopwatch } from './stopwatch.js';

/** What the tasks of one key took together, in milliseconds; the first of them. */
interface Profile {
  readonly task: TaskInfo;
  elapsed: number;
}

/** A callback that shows the time at each task, and at the end a summary of what took how long. */
export abstract class ProfileReporter implements Reporter {
  protected readonly display: Display;
  /** By key, in the order of their beginning. */
  protected readonly profiles = new Map<string, Profile>();
  private readonly watch: Stopwatch;
  private current: { readonly profile: Profile; readonly startedAt: number } | undefined;

  constructor(
    protected readonly options: ReporterOptions,
    private readonly now: Clock = Date.now,
  ) {
    this.display = new Display(options);
    this.watch = new Stopwatch(now);
  }

  on(event: RunEvent): void {
    if (event.kind === 'task-start') this.begin(event.task);
    else if (event.kind === 'run-end' || event.kind === 'playbook-end') this.finish();
  }

  async end(): Promise<void> {}

  /** Tasks with the same key are counted together. */
  protected abstract keyOf(task: TaskInfo): string;

  /** Shows the profiles, below the line that divides them from the run. */
  protected abstract summary(): void;

  private begin(task: TaskInfo): void {
    this.display.line(this.watch.line());
    this.stop();
    const key = this.keyOf(task);
    const profile = this.profiles.get(key) ?? { task, elapsed: 0 };
    this.profiles.set(key, profile);
    this.current = { profile, startedAt: this.now() };
  }

  private stop(): void {
    if (this.current) this.current.profile.elapsed += this.now() - this.current.startedAt;
    this.current = undefined;
  }

  private finish(): void {
    this.display.line(this.watch.line());
    this.display.line(filledLine('', '='));
    this.stop();
    this.summary();
  }
}
