import { DefaultRenderer, Listr, ListrLogger, ProcessOutput } from 'listr2';
import { renderDiagnostic } from '../../diag/render.js';
import type { Reporter, RunEvent, TaskInfo, TaskResult } from '../../events/events.js';
import { dumps } from '../../value/json.js';
import { shortAction } from '../../value/pluginName.js';
import { pyStr } from '../../value/repr.js';
import { diffText } from '../diffText.js';
import { failureLines } from '../failureText.js';
import type { ReporterOptions } from '../options.js';
import { type Paint, painter } from '../palette.js';
import { recapLines } from '../recap.js';
import { DiffGroups } from './diffGroups.js';
import { frameLines, headLine } from './frame.js';
import { type Failure, LiveModel } from './model.js';

/** Milliseconds between two redraws: often enough to look alive, rare enough to cost nothing. */
const REDRAW = 200;
/** Failures shown in full at the end. */
const DETAILED = 50;

/** listr2's own renderer, whatever standard output is: that it is wanted was decided before. */
class ChosenRenderer extends DefaultRenderer {
  static override nonTTY = true;
}

interface Shown {
  setTitle(title: string): void;
  finish(failed: boolean): void;
}

/**
 * A live view for terminals: finished tasks scroll away as one line each, the current one shows which hosts
 * are at work on what. Ends with the failures and the recap.
 */
export class LiveReporter implements Reporter {
  private readonly model: LiveModel;
  private readonly paint: Paint;
  private readonly diffs = new DiffGroups();
  private readonly failures: Failure[] = [];
  private readonly output: ProcessOutput;
  private current: Shown | undefined;
  /** The current task is no longer drawn: somebody was asked something. */
  private aside = false;
  private said = '';
  private timer: NodeJS.Timeout | undefined;
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly options: ReporterOptions,
    stream: NodeJS.WriteStream = process.stdout,
    private readonly now: () => number = Date.now,
  ) {
    this.model = new LiveModel(now, (text) => options.gate.mask(text));
    this.paint = painter(options.color, options.colors);
    this.output = new ProcessOutput(stream, stream);
  }

  on(event: RunEvent): void {
    if (event.kind === 'task-start' || event.kind === 'play-start' || event.kind === 'run-end')
      this.closeTask();
    this.model.on(event);
    switch (event.kind) {
      case 'play-start':
        this.print(`\nPLAY [${event.name}]  ${event.hosts.length} hosts\n`);
        break;
      case 'play-no-hosts':
        this.print(event.reason === 'none-matched' ? 'no hosts matched\n' : 'no hosts left\n');
        break;
      case 'task-start':
        this.openTask();
        break;
      case 'conversation':
        if (event.open) this.leaveTerminal();
        break;
      case 'item-result':
      case 'result':
        this.collect(event.task, event.host, event.result);
        break;
      case 'diagnostic':
        this.say(renderDiagnostic(event.diagnostic, this.options.readSource));
        break;
      case 'message':
        this.say(event.level === 'info' ? event.text : this.paint(`${event.level}: ${event.text}`, 'warn'));
        break;
      case 'run-end':
        this.conclude(event);
        break;
    }
  }

  settled(): Promise<void> {
    return this.queue;
  }

  async end(): Promise<void> {
    this.closeTask();
    await this.queue;
  }

  private openTask(): void {
    let finish: (failed: boolean) => void = () => undefined;
    const over = new Promise<void>((resolve, reject) => {
      finish = (failed) => (failed ? reject(new Error('failed')) : resolve());
    });
    over.catch(() => undefined);
    let title = this.frame();
    let draw: (text: string) => void = () => undefined;
    this.current = {
      setTitle: (text) => {
        title = text;
        draw(text);
      },
      finish,
    };
    this.enqueue(() =>
      this.runTask(title, over, (show) => {
        draw = show;
        show(title);
      }),
    );
    this.timer = setInterval(() => this.current?.setTitle(this.frame()), REDRAW);
    this.timer.unref();
  }

  private async runTask(
    title: string,
    over: Promise<void>,
    started: (show: (text: string) => void) => void,
  ): Promise<void> {
    const task = (_: unknown, view: { title: string | undefined }): Promise<void> => {
      started((text) => {
        view.title = text;
      });
      return over;
    };
    await new Listr([{ title, task }], {
      exitOnError: false,
      registerSignalListeners: false,
      collectErrors: false,
      renderer: ChosenRenderer,
      rendererOptions: {
        collapseErrors: false,
        showErrorMessage: false,
        formatOutput: 'truncate',
        logger: new ListrLogger({ processOutput: this.output, useIcons: true, toStderr: [] }),
      },
    }).run();
  }

  /** Stops drawing for the rest of the task: what is typed stands below what is said, and no redraw erases it. */
  private leaveTerminal(): void {
    if (!this.current) return;
    this.finishDrawing();
    this.aside = true;
  }

  private closeTask(): void {
    if (this.current) this.finishDrawing();
    else if (this.aside) this.print(`${this.summary().join('\n')}\n`);
    else return;
    this.aside = false;
    this.failures.push(...this.model.failures);
    this.print(this.said + this.diffs.take());
    this.said = '';
  }

  private finishDrawing(): void {
    clearInterval(this.timer);
    this.current?.setTitle(this.options.gate.mask(this.summary().join('\n')));
    this.current?.finish(this.model.failures.length > 0);
    this.current = undefined;
  }

  /** What is left of a task on the screen: its counts and its failures. */
  private summary(): string[] {
    const failed = this.model.failures.map(({ host, summary }) =>
      this.paint(`  ${host}: ${summary}`, 'error'),
    );
    const shown = failed.length > 10 ? [...failed.slice(0, 10), `  … ${failed.length - 10} more`] : failed;
    return [headLine(this.model, this.now(), this.paint), ...shown];
  }

  private frame(): string {
    const size = { columns: this.options.terminalColumns ?? 80, rows: this.options.terminalRows ?? 24 };
    return this.options.gate.mask(frameLines(this.model, size, this.now(), this.paint).join('\n'));
  }

  /** Keeps what a result has to say besides its status: debug output and differences. */
  private collect(task: TaskInfo, host: string, result: TaskResult): void {
    if (result.noLog) return;
    if (result.status === 'changed' && result.diffs.length > 0) {
      const text = diffText(result.diffs, this.paint, this.options.diffContext);
      if (text !== '') this.diffs.add(host, text);
    }
    const isDebug = shortAction(task.action) === 'debug';
    if (isDebug && result.status === 'ok' && !result.value.has('results'))
      this.diffs.add(host, debugText(result));
  }

  /** Shows a text at once between tasks, else when the current one is over. */
  private say(text: string): void {
    if (this.current) this.said += `${text}\n`;
    else this.print(`${text}\n`);
  }

  private conclude(event: Extract<RunEvent, { kind: 'run-end' }>): void {
    const lines: string[] = [];
    if (this.failures.length > 0) lines.push('', this.paint('FAILED', 'error'));
    for (const { host, task, result, summary } of this.failures.slice(0, DETAILED)) {
      lines.push(this.paint(`${host}: ${task.name}: ${summary}`, 'error'), ...failureLines(task, result));
      for (const finding of result.diagnostics ?? [])
        lines.push(renderDiagnostic(finding, this.options.readSource));
    }
    lines.push(
      '',
      event.interrupted ? 'RECAP (interrupted)' : 'RECAP',
      ...recapLines(event.stats, this.paint),
      '',
    );
    this.print(lines.join('\n'));
  }

  private print(text: string): void {
    if (text === '') return;
    this.enqueue(async () => this.options.out(this.options.gate.mask(text)));
  }

  private enqueue(work: () => Promise<void>): void {
    this.queue = this.queue.then(work);
  }
}

function debugText(result: TaskResult): string {
  const message = result.value.get('msg');
  if (message !== undefined) return `  ${pyStr(message).replaceAll('\n', '\n  ')}`;
  const shown = [...result.value].filter(
    ([key]) => !/^(_ansible_.*|changed|failed|skipped|invocation)$/.test(String(key)),
  );
  return shown
    .map(
      ([key, value]) =>
        `  ${key}: ${dumps(value, { indent: 2, ensureAscii: false, fallback: pyStr }).replaceAll('\n', '\n  ')}`,
    )
    .join('\n');
}
