import type { Diagnostic } from '../../diag/diagnostic.js';
import { renderDiagnostic } from '../../diag/render.js';
import { pyStr } from '../../value/repr.js';
import { Dict } from '../../value/types.js';
import type { ReporterOptions } from '../options.js';
import { type Paint, painter, type Role } from '../palette.js';
import { textWidth } from '../textWidth.js';
import { wrapText } from '../wrapText.js';

/** Writes lines, banners and warnings the way ansible-playbook does. Each distinct warning appears once. */
export class Display {
  readonly paint: Paint;
  /** The width of banners and warnings. */
  readonly columns: number;
  private readonly warned = new Set<string>();

  constructor(private readonly options: ReporterOptions) {
    this.paint = painter(options.color, options.colors);
    this.columns = Math.max(79, (options.terminalColumns ?? 0) - 1);
  }

  /** One text and a newline (none is added when it ends with one), to stdout unless told otherwise. */
  line(text: string, role?: Role, stderr = false): void {
    const body = text.endsWith('\n') ? text.slice(0, -1) : text;
    const masked = this.options.gate.mask(body);
    const write = stderr ? this.options.err : this.options.out;
    write(`${role === undefined ? masked : this.paint(masked, role)}\n`);
  }

  /** An empty line, the text, and stars up to the width of the terminal. */
  banner(text: string): void {
    const stars = Math.max(3, this.columns - textWidth(text.trim()));
    this.line(`\n${text.trim()} ${'*'.repeat(stars)}`);
  }

  /** What only `-v` shows. */
  verbose(text: string): void {
    this.line(text, 'verbose', this.options.verboseToStderr);
  }

  /** Masked before it is broken into lines: a secret may hold blanks. */
  warning(text: string): void {
    const wrapped = `${wrapText(this.options.gate.mask(`[WARNING]: ${text}`), this.columns).join('\n')}\n`;
    if (this.isNew(wrapped)) this.line(wrapped, 'warn', true);
  }

  deprecation(text: string): void {
    const wrapped = wrapText(this.options.gate.mask(`[DEPRECATION WARNING]: ${text}`), this.columns).join(
      '\n',
    );
    if (this.isNew(wrapped)) this.line(wrapped, 'deprecate', true);
  }

  /** A message of the engine. */
  message(level: 'warning' | 'deprecation' | 'info', text: string): void {
    if (level === 'warning') this.warning(text);
    else if (level === 'info') this.line(text);
    else if (this.options.deprecationWarnings) this.deprecation(text);
  }

  /** A finding, with its place. */
  diagnostic(finding: Diagnostic): void {
    const text = renderDiagnostic(finding, this.options.readSource);
    if (finding.severity === 'error') this.line(text.replace(/^error: /, 'ERROR! '), 'error', true);
    else this.line(text.replace(/^(warning|hint): /, '[WARNING]: '), 'warn', true);
  }

  /** The warnings in a result, unless they are switched off. */
  resultWarnings(value: Dict): void {
    const warnings = value.get('warnings');
    if (!this.options.actionWarnings || !Array.isArray(warnings)) return;
    for (const text of warnings) this.warning(pyStr(text));
  }

  /** A result without the warnings that resultWarnings shows. */
  withoutWarnings(value: Dict): Dict {
    const rest = new Dict(value);
    for (const key of this.options.actionWarnings ? ['warnings', 'deprecations'] : []) rest.delete(key);
    return rest;
  }

  /** The traceback of a module that broke: its last line, the whole of it from `-vvv` on. */
  exception(value: Dict): void {
    const trace = value.get('exception');
    if (typeof trace !== 'string') return;
    const intro =
      'An exception occurred during task execution. To see the full traceback, use -vvv. The error was: ';
    const last = trace.trim().split('\n').at(-1) ?? '';
    const text = this.options.verbosity < 3 ? intro + last : `The full traceback is:\n${trace}`;
    this.line(text, 'error', this.options.displayFailedStderr);
  }

  private isNew(text: string): boolean {
    if (this.warned.has(text)) return false;
    this.warned.add(text);
    return true;
  }
}
