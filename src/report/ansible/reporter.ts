import { basename } from 'node:path';
import type { HostStats, Reporter, RunEvent, TaskInfo } from '../../events/events.js';
import { pyStr } from '../../value/repr.js';
import { Dict, type Value } from '../../value/types.js';
import type { ReporterOptions } from '../options.js';
import { recapLines } from '../recap.js';
import { argumentText } from './argumentText.js';
import { Display } from './display.js';
import { configuredFormat, type ResultFormat } from './resultFormat.js';
import { ResultLines } from './resultLines.js';

type EventOf<K extends RunEvent['kind']> = Extract<RunEvent, { kind: K }>;

/** Prints a run exactly as ansible-playbook 2.14's default callback does. */
export class AnsibleReporter implements Reporter {
  private readonly display: Display;
  private readonly results: ResultLines;
  private check = false;
  private independent = false;
  private current: TaskInfo | undefined;
  private shownTask: string | undefined;

  /** `format` is the form of results; the default is the one the options ask for. */
  constructor(
    private readonly options: ReporterOptions,
    private readonly format: ResultFormat = configuredFormat(options),
  ) {
    this.display = new Display(options);
    this.results = new ResultLines(options, this.display, (task) => this.showTask(task), format);
  }

  on(event: RunEvent): void {
    switch (event.kind) {
      case 'run-start':
        this.runStart(event);
        break;
      case 'playbook-start':
        if (this.options.verbosity > 1) {
          this.display.banner(`PLAYBOOK: ${basename(event.file)}`);
          this.display.verbose(`${event.plays} plays in ${event.file}`);
        }
        break;
      case 'play-start':
        this.independent = event.independent ?? false;
        this.display.banner(`PLAY${event.name === '' ? '' : ` [${event.name}]`}${this.marker(this.check)}`);
        break;
      case 'play-no-hosts':
        if (event.reason === 'none-matched') this.display.line('skipping: no hosts matched', 'skip');
        else this.display.banner('NO MORE HOSTS LEFT');
        break;
      case 'task-start':
        this.current = event.task;
        if (this.independent) break; // headings come with the results, which mix
        this.shownTask = undefined; // every start has a heading, also of a task that hosts take one by one
        if (this.options.displaySkippedHosts && this.options.displayOkHosts) this.showTask(event.task);
        break;
      case 'host-task-start':
        if (this.options.showPerHostStart)
          this.display.line(` [started TASK: ${event.task.name} on ${event.host}]`, 'ok');
        break;
      case 'retry':
        this.results.retry(event);
        break;
      case 'async':
        this.async(event);
        break;
      case 'item-result':
        this.results.item(event.task, event.host, event.result);
        break;
      case 'result':
        this.results.result(event.task, event.host, event.result);
        break;
      case 'include':
        this.include(event);
        break;
      case 'notify':
        if (this.options.verbosity > 1)
          this.display.line(`NOTIFIED HANDLER ${event.handler} for ${event.host}`, 'verbose');
        break;
      case 'diagnostic':
        this.display.diagnostic(event.diagnostic);
        break;
      case 'message':
        this.display.message(event.level, event.text);
        break;
      case 'playbook-end':
      case 'run-end':
        this.recap(event.stats, event.custom);
        break;
      case 'host-output':
      case 'connecting':
        break;
    }
  }

  async end(): Promise<void> {}

  private runStart(event: EventOf<'run-start'>): void {
    this.check = event.check;
    const { verbosity, configFile } = this.options;
    if (verbosity > 0)
      this.display.verbose(
        configFile === undefined
          ? 'No config file found; using defaults'
          : `Using ${configFile} as config file`,
      );
    if (event.check && this.options.checkModeMarkers) this.display.banner('DRY RUN');
  }

  private showTask(task: TaskInfo): void {
    if (this.shownTask === task.id) return;
    this.shownTask = task.id;
    const kind = task.handler ? 'RUNNING HANDLER' : 'TASK';
    this.display.banner(
      `${kind} [${task.name.trim()}${this.argumentsOf(task)}]${this.marker(task.checkMode)}`,
    );
    if (this.options.verbosity >= 2) this.results.taskPath(task);
  }

  private argumentsOf(task: TaskInfo): string {
    if (!this.options.displayArguments || task.noLog) return '';
    return ` ${argumentText(task)}`;
  }

  private marker(check: boolean): string {
    return check && this.options.checkModeMarkers ? ' [CHECK MODE]' : '';
  }

  private async(event: EventOf<'async'>): void {
    const words = `ASYNC ${event.phase.toUpperCase()} on ${event.host}: jid=${event.jid}`;
    const state = ` started=${event.started} finished=${event.finished}`;
    this.display.line(event.phase === 'poll' ? words + state : words, 'debug');
  }

  private include(event: EventOf<'include'>): void {
    if (this.current) this.showTask(this.current);
    const label = event.label === undefined ? '' : ` => (item=${event.label})`;
    this.display.line(`included: ${event.file} for ${event.hosts.join(', ')}${label}`, 'skip');
  }

  private recap(stats: ReadonlyMap<string, HostStats>, custom: Value | undefined): void {
    this.display.banner('PLAY RECAP');
    for (const line of recapLines(stats, this.display.paint)) this.display.line(line);
    this.display.line('');
    if (this.options.showCustomStats && custom instanceof Dict && custom.size > 0) {
      this.customStats(custom);
    }
    if (this.check && this.options.checkModeMarkers) this.display.banner('DRY RUN');
  }

  private customStats(stats: Dict): void {
    this.display.banner('CUSTOM STATS: ');
    const lineOf = (name: string, value: unknown): void => {
      const json =
        value instanceof Dict ? this.format(value, { indent: 1 }).replaceAll('\n', '') : String(value);
      this.display.line(`\t${name}: ${json}`);
    };
    for (const name of [...stats.keys()].map(pyStr).sort())
      if (name !== '_run') lineOf(name, stats.get(name));
    if (stats.has('_run')) {
      this.display.line('');
      lineOf('RUN', stats.get('_run'));
    }
    this.display.line('');
  }
}
