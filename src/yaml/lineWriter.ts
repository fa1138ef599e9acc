import { textLength } from '../value/codePoints.js';

/** Writes text in lines with libyaml's rules of white space, indentation and the folding of long lines. */
export class LineWriter {
  private out = '';
  protected column = 0;
  protected indent = -1;
  /** The last thing written was white space. */
  protected whitespace = true;
  /** Only indentation and indicators stand on this line so far. */
  protected indention = true;

  constructor(
    protected readonly step: number,
    protected readonly width: number,
  ) {}

  finish(): string {
    this.indent = -1;
    this.newline();
    return this.out;
  }

  /** Writes text, turning a single blank beyond the width into a line break; `inQuotes` spares the outermost blanks. */
  protected words(text: string, mayFold: boolean, inQuotes: boolean): void {
    const chars = Array.from(text);
    for (const [i, char] of chars.entries()) {
      const alone = char === ' ' && chars[i - 1] !== ' ' && chars[i + 1] !== ' ';
      const inner = !inQuotes || (i > 0 && i < chars.length - 1);
      if (alone && inner && mayFold && this.column > this.width) this.newline();
      else this.put(char);
      if (char !== ' ') this.indention = false;
    }
  }

  protected deepen(flow: boolean, indentless: boolean): void {
    if (this.indent < 0) this.indent = flow ? this.step : 0;
    else if (!indentless) this.indent += this.step;
  }

  protected indicator(text: string, needsSpace: boolean, isSpace: boolean, isIndention: boolean): void {
    if (needsSpace && !this.whitespace) this.put(' ');
    this.put(text);
    this.whitespace = isSpace;
    this.indention &&= isIndention;
  }

  protected newline(): void {
    const indent = Math.max(0, this.indent);
    if (!this.indention || this.column > indent || (this.column === indent && !this.whitespace))
      this.lineBreak('\n');
    this.put(' '.repeat(Math.max(0, indent - this.column)));
    this.whitespace = true;
    this.indention = true;
  }

  protected lineBreak(char: string): void {
    this.out += char;
    this.column = 0;
  }

  protected put(text: string): void {
    this.out += text;
    this.column += textLength(text);
  }
}
