import type { HostStats, Reporter, RunEvent, TaskInfo, TaskResult } from '../../events/events.js';
import { compareText } from '../../value/codePoints.js';
import { Dict, type Value } from '../../value/types.js';
import { Display } from '../ansible/display.js';
import { sortedJson } from '../ansible/dumpResult.js';
import type { ReporterOptions } from '../options.js';
import { placeOf, taskPath } from '../taskPath.js';
import type { Clock } from './stopwatch.js';

/** The callback `ansible.posix.json`: one JSON document about the run, when it is over. */
export class AnsibleJsonReporter implements Reporter {
  private readonly display: Display;
  private readonly plays: Dict[] = [];
  /** Entries of tasks that hosts take one by one, by task and host. */
  private readonly single = new Map<string, Dict>();
  private independent = false;

  constructor(
    private readonly options: ReporterOptions,
    private readonly now: Clock = Date.now,
  ) {
    this.display = new Display(options);
  }

  on(event: RunEvent): void {
    switch (event.kind) {
      case 'play-start': {
        this.independent = event.independent ?? false;
        const play = Dict.of({
          name: event.name,
          id: `play-${this.plays.length + 1}`,
          path: placeOf(event.span),
          duration: this.begun(),
        });
        this.plays.push(Dict.of({ play, tasks: [] }));
        break;
      }
      case 'task-start':
        if (!this.independent) this.add(event.task);
        break;
      case 'host-task-start':
        if (this.independent) this.single.set(`${event.task.id} ${event.host}`, this.add(event.task));
        break;
      case 'result':
        this.result(event.task, event.host, event.result);
        break;
      case 'message':
        if (event.level !== 'info') this.display.message(event.level, event.text);
        break;
      case 'diagnostic':
        this.display.diagnostic(event.diagnostic);
        break;
      case 'playbook-end':
      case 'run-end':
        this.finish(event.stats, event.custom);
        break;
    }
  }

  async end(): Promise<void> {}

  private get tasks(): Value[] {
    return (this.plays.at(-1)?.get('tasks') ?? []) as Value[];
  }

  private add(task: TaskInfo): Dict {
    const path = taskPath(task);
    const info = Dict.of({ name: task.name, id: task.id, path, duration: this.begun() });
    const entry = Dict.of({ task: info, hosts: new Dict() });
    this.tasks.push(entry);
    return entry;
  }

  private result(task: TaskInfo, host: string, { status, value }: TaskResult): void {
    const entry = this.single.get(`${task.id} ${host}`) ?? this.tasks.at(-1);
    if (!(entry instanceof Dict)) return;
    const shown = new Dict(value);
    for (const key of ['failed', 'skipped']) shown.delete(key);
    if (status === 'failed' || status === 'skipped') shown.set(status, true);
    shown.set('action', task.action);
    (entry.get('hosts') as Dict).set(host, shown);
    const end = this.time();
    for (const holder of [entry.get('task'), this.plays.at(-1)?.get('play')])
      ((holder as Dict).get('duration') as Dict).set('end', end);
  }

  private finish(stats: ReadonlyMap<string, HostStats>, custom: Value | undefined): void {
    const own = new Dict(custom instanceof Dict && this.options.showCustomStats ? custom : []);
    const run = own.get('_run') ?? new Dict();
    own.delete('_run');
    const output = Dict.of({
      plays: this.plays,
      stats: new Dict(
        [...stats].sort(([a], [b]) => compareText(a, b)).map(([host, one]) => [host, counters(one)]),
      ),
      custom_stats: own,
      global_custom_stats: run,
    });
    const { jsonIndent } = this.options;
    this.display.line(sortedJson(output, jsonIndent > 0 ? jsonIndent : undefined, true));
  }

  private begun(): Dict {
    return Dict.of({ start: this.time() });
  }

  private time(): string {
    return new Date(this.now()).toISOString().replace('Z', '000Z');
  }
}

function counters(stats: HostStats): Dict {
  const { failed, ...rest } = stats;
  return Dict.of({ ...rest, failures: failed });
}
