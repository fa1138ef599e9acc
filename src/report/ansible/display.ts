import type { ReporterOptions } from '../options.js';
import { type Paint, painter, type Role } from '../palette.js';
import { textWidth } from '../textWidth.js';
import { wrapText } from '../wrapText.js';

/** Writes lines, banners and warnings the way ansible-playbook does. Each distinct warning appears once. */
export class Display {
  readonly paint: Paint;
  private readonly columns: number;
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

  warning(text: string): void {
    const wrapped = `${wrapText(`[WARNING]: ${text}`, this.columns).join('\n')}\n`;
    if (this.isNew(wrapped)) this.line(wrapped, 'warn', true);
  }

  deprecation(text: string): void {
    const wrapped = wrapText(`[DEPRECATION WARNING]: ${text}`, this.columns).join('\n');
    if (this.isNew(wrapped)) this.line(wrapped, 'deprecate', true);
  }

  private isNew(text: string): boolean {
    if (this.warned.has(text)) return false;
    this.warned.add(text);
    return true;
  }
}
