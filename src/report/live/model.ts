import type { RunEvent, Status, TaskInfo, TaskResult } from '../../events/events.js';
import { failureSummary } from '../failureText.js';

/** A host that is at work on the current task. */
export interface Busy {
  readonly host: string;
  readonly task: TaskInfo;
  /** Milliseconds on the clock given to the model. */
  readonly since: number;
  /** What is waited for, or the last line of output. */
  activity: string;
}

/** A host that failed, as shown while the run goes on. */
export interface Failure {
  readonly host: string;
  readonly task: TaskInfo;
  readonly result: TaskResult;
  readonly summary: string;
}

type Counts = Record<Status, number>;

/** Everything the live view knows about the current task; fed by events, read by the frame. */
export class LiveModel {
  task: TaskInfo | undefined;
  play = '';
  startedAt = 0;
  hostCount = 0;
  counts: Counts = emptyCounts();
  readonly busy = new Map<string, Busy>();
  /** Failures of the current task that are not ignored. */
  failures: Failure[] = [];
  private readonly connecting = new Set<string>();

  /** Lines are cut to the terminal's width later, and of a secret that was cut the half would be shown: `mask` comes first. */
  constructor(
    private readonly now: () => number,
    private readonly mask: (text: string) => string = (text) => text,
  ) {}

  /** Number of hosts that have finished the current task. */
  get done(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }

  on(event: RunEvent): void {
    switch (event.kind) {
      case 'play-start':
        this.play = event.name;
        break;
      case 'task-start':
        this.begin(event.task, event.hosts.length);
        break;
      case 'connecting':
        this.connecting.add(event.host);
        this.note(event.host, 'connecting');
        break;
      case 'host-task-start':
        this.start(event.task, event.host);
        break;
      case 'host-output':
        this.note(event.host, lastLine(event.text));
        break;
      case 'retry':
        this.note(event.host, `failed, ${event.retriesLeft} retries left`);
        break;
      case 'item-result':
        this.note(
          event.host,
          `${event.result.status}: ${event.result.noLog ? '(hidden)' : (event.result.item ?? '')}`,
        );
        break;
      case 'result':
        this.finish(event.task, event.host, event.result);
        break;
    }
  }

  private begin(task: TaskInfo, hosts: number): void {
    this.task = task;
    this.startedAt = this.now();
    this.hostCount = hosts;
    this.counts = emptyCounts();
    this.failures = [];
  }

  private start(task: TaskInfo, host: string): void {
    const activity = this.connecting.has(host) ? 'connecting' : '';
    this.busy.set(host, { host, task, since: this.now(), activity });
  }

  private note(host: string, activity: string): void {
    const busy = this.busy.get(host);
    if (busy && activity !== '') busy.activity = this.mask(activity);
  }

  private finish(task: TaskInfo, host: string, result: TaskResult): void {
    this.busy.delete(host);
    this.connecting.delete(host);
    const bad = result.status === 'failed' || result.status === 'unreachable';
    if (task.id === this.task?.id) this.counts[bad && result.ignored ? 'ok' : result.status]++;
    if (bad && !result.ignored)
      this.failures.push({ host, task, result, summary: this.mask(failureSummary(result.value)) });
  }
}

function emptyCounts(): Counts {
  return { ok: 0, changed: 0, failed: 0, skipped: 0, unreachable: 0 };
}

function lastLine(text: string): string {
  return text
    .trimEnd()
    .split(/[\r\n]/)
    .at(-1)!
    .trim();
}
