import { textLength } from '../value/codePoints.js';
import { analyseScalar, readsBackAsText, unprintable } from './scalarStyle.js';

/** A tree ready to be written: the flow style of each collection is decided. */
export type Node =
  | {
      readonly kind: 'scalar';
      readonly text: string;
      readonly isText: boolean;
      /** Written as a literal block where libyaml allows it. */
      readonly block?: boolean;
    }
  /** Text in lines of its own behind a tag: `!vault |`. */
  | { readonly kind: 'tagged'; readonly tag: string; readonly text: string }
  | { readonly kind: 'sequence'; readonly items: readonly Node[]; readonly flow: boolean }
  | {
      readonly kind: 'mapping';
      readonly entries: readonly (readonly [Node, Node])[];
      readonly flow: boolean;
    };

type Scalar = Extract<Node, { kind: 'scalar' }>;

/**
 * Writes one YAML document as libyaml does: same indentation (lists inside mappings are not indented), quoting
 * and folding of long lines at `width` columns.
 */
export function emitDocument(root: Node, indent: number, width: number): string {
  const step = indent > 1 && indent < 10 ? indent : 2;
  const limit = width >= 0 && width <= step * 2 ? 80 : width < 0 ? Number.POSITIVE_INFINITY : width;
  const emitter = new Emitter(step, limit);
  emitter.node(root, 'root');
  return emitter.finish();
}

type Context = 'root' | 'sequence' | 'mapping' | 'key';

class Emitter {
  private out = '';
  private column = 0;
  private indent = -1;
  private flowLevel = 0;
  /** The last thing written was white space. */
  private whitespace = true;
  /** Only indentation and indicators stand on this line so far. */
  private indention = true;

  constructor(
    private readonly step: number,
    private readonly width: number,
  ) {}

  finish(): string {
    this.indent = -1;
    this.newline();
    return this.out;
  }

  node(node: Node, context: Context): void {
    if (node.kind === 'scalar') this.scalar(node, context === 'key');
    else if (node.kind === 'tagged') this.tagged(node.tag, node.text);
    else if (node.kind === 'sequence') this.sequence(node.items, node.flow, context);
    else this.mapping(node.entries, node.flow);
  }

  private sequence(items: readonly Node[], flow: boolean, context: Context): void {
    if (this.flowLevel > 0 || flow || items.length === 0) {
      this.flowItems('[', ']', items, (item) => this.node(item, 'sequence'));
      return;
    }
    const outer = this.indent;
    this.deepen(false, context === 'mapping' && !this.indention);
    for (const item of items) {
      this.newline();
      this.indicator('-', true, false, true);
      this.node(item, 'sequence');
    }
    this.indent = outer;
  }

  private mapping(entries: readonly (readonly [Node, Node])[], flow: boolean): void {
    if (this.flowLevel > 0 || flow || entries.length === 0) {
      this.flowItems('{', '}', entries, (entry) => this.entry(entry));
      return;
    }
    const outer = this.indent;
    this.deepen(false, false);
    for (const entry of entries) {
      this.newline();
      this.entry(entry);
    }
    this.indent = outer;
  }

  private entry([key, value]: readonly [Node, Node]): void {
    if (isSimpleKey(key)) {
      this.node(key, 'key');
      this.indicator(':', false, false, false);
    } else {
      this.indicator('?', true, false, true);
      this.node(key, 'mapping');
      const block = this.flowLevel === 0;
      if (block || this.column > this.width) this.newline();
      this.indicator(':', true, false, block);
    }
    this.node(value, 'mapping');
  }

  private flowItems<T>(open: string, close: string, items: readonly T[], write: (item: T) => void): void {
    const outer = this.indent;
    this.indicator(open, true, true, false);
    this.deepen(true, false);
    this.flowLevel++;
    for (const [i, item] of items.entries()) {
      if (i > 0) this.indicator(',', false, false, false);
      if (this.column > this.width) this.newline();
      write(item);
    }
    this.flowLevel--;
    this.indent = outer;
    this.indicator(close, false, false, false);
  }

  private scalar({ text, isText, block }: Scalar, isKey: boolean): void {
    const outer = this.indent;
    this.deepen(true, false);
    const analysis = analyseScalar(text);
    const plainAllowed = this.flowLevel > 0 ? analysis.flowPlain : analysis.blockPlain;
    const emptyKey = text === '' && (this.flowLevel > 0 || isKey);
    if (block) {
      if (!isKey && this.flowLevel === 0 && analysis.block) this.literal(text);
      else this.doubleQuoted(text, !isKey);
    } else if (isKey && analysis.multiline) this.doubleQuoted(text, false);
    else if (!isText || (plainAllowed && !emptyKey && readsBackAsText(text))) this.plain(text, !isKey);
    else if (analysis.singleQuoted) this.singleQuoted(text, !isKey);
    else this.doubleQuoted(text, !isKey);
    this.indent = outer;
  }

  private tagged(tag: string, text: string): void {
    const outer = this.indent;
    this.deepen(true, false);
    this.indicator(tag, true, false, false);
    this.indicator(text.endsWith('\n') ? '|' : '|-', true, false, false);
    for (const line of text.replace(/\n$/, '').split('\n')) {
      this.lineBreak('\n');
      this.put(' '.repeat(this.indent) + line);
    }
    this.indention = false;
    this.whitespace = false;
    this.indent = outer;
  }

  private literal(text: string): void {
    const ending = /[\r\n\x85\u2028\u2029]$/.test(text)
      ? /^[\r\n\x85\u2028\u2029]$|[\r\n\x85\u2028\u2029]{2}$/.test(text)
        ? '+'
        : ''
      : '-';
    const hint = /^[ \r\n\x85\u2028\u2029]/.test(text) ? String(this.step) : '';
    this.indicator(`|${hint}${ending}`, true, false, false);
    this.lineBreak('\n');
    this.indention = true;
    this.whitespace = true;
    let breaks = true;
    for (const char of text) {
      if (/[\r\n\x85\u2028\u2029]/.test(char)) {
        this.lineBreak(char);
        this.indention = true;
        breaks = true;
        continue;
      }
      if (breaks) this.newline();
      this.put(char);
      this.indention = false;
      breaks = false;
    }
  }

  private plain(text: string, mayFold: boolean): void {
    if (!this.whitespace && text !== '') this.put(' ');
    this.words(text, mayFold, false);
    this.whitespace = false;
    this.indention = false;
  }

  private singleQuoted(text: string, mayFold: boolean): void {
    this.indicator("'", true, false, false);
    let breaks = false;
    for (const part of text.split(/([\r\n\x85\u2028\u2029]+)/)) {
      if (part === '') continue;
      if (/^[\r\n\x85\u2028\u2029]/.test(part)) {
        if (part.startsWith('\n')) this.lineBreak('\n');
        for (const char of part) this.lineBreak(char);
        this.indention = true;
        breaks = true;
        continue;
      }
      if (breaks) this.newline();
      breaks = false;
      this.words(part.replaceAll("'", "''"), mayFold, true);
    }
    if (breaks) this.newline();
    this.indicator("'", false, false, false);
    this.whitespace = false;
    this.indention = false;
  }

  /** Writes text, turning a single blank beyond the width into a line break; `inQuotes` spares the outermost blanks. */
  private words(text: string, mayFold: boolean, inQuotes: boolean): void {
    const chars = Array.from(text);
    for (const [i, char] of chars.entries()) {
      const alone = char === ' ' && chars[i - 1] !== ' ' && chars[i + 1] !== ' ';
      const inner = !inQuotes || (i > 0 && i < chars.length - 1);
      if (alone && inner && mayFold && this.column > this.width) this.newline();
      else this.put(char);
      if (char !== ' ') this.indention = false;
    }
  }

  private doubleQuoted(text: string, mayFold: boolean): void {
    this.indicator('"', true, false, false);
    const chars = Array.from(text);
    for (const [i, char] of chars.entries()) {
      if (char === '"' || char === '\\' || unprintable.test(char) || /[\n\x85\u2028\u2029]/.test(char)) {
        this.put(escapeChar(char));
      } else if (
        char === ' ' &&
        mayFold &&
        chars[i - 1] !== ' ' &&
        i > 0 &&
        i < chars.length - 1 &&
        this.column > this.width
      ) {
        this.newline();
        if (chars[i + 1] === ' ') this.put('\\');
      } else this.put(char);
    }
    this.indicator('"', false, false, false);
    this.whitespace = false;
    this.indention = false;
  }

  private deepen(flow: boolean, indentless: boolean): void {
    if (this.indent < 0) this.indent = flow ? this.step : 0;
    else if (!indentless) this.indent += this.step;
  }

  private indicator(text: string, needsSpace: boolean, isSpace: boolean, isIndention: boolean): void {
    if (needsSpace && !this.whitespace) this.put(' ');
    this.put(text);
    this.whitespace = isSpace;
    this.indention &&= isIndention;
  }

  private newline(): void {
    const indent = Math.max(0, this.indent);
    if (!this.indention || this.column > indent || (this.column === indent && !this.whitespace))
      this.lineBreak('\n');
    this.put(' '.repeat(Math.max(0, indent - this.column)));
    this.whitespace = true;
    this.indention = true;
  }

  private lineBreak(char: string): void {
    this.out += char;
    this.column = 0;
  }

  private put(text: string): void {
    this.out += text;
    this.column += textLength(text);
  }
}

/** libyaml's limit: a one-line scalar key of at most 128 bytes. */
function isSimpleKey(key: Node): boolean {
  if (key.kind !== 'scalar') return false;
  return !analyseScalar(key.text).multiline && Buffer.byteLength(key.text) <= 128;
}

const named: Readonly<Record<string, string>> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\x85': 'N',
  '\xa0': '_',
  '\u2028': 'L',
  '\u2029': 'P',
};

function escapeChar(char: string): string {
  const short = named[char];
  if (short !== undefined) return `\\${short}`;
  const hex = char.codePointAt(0)!.toString(16).toUpperCase();
  if (hex.length <= 2) return `\\x${hex.padStart(2, '0')}`;
  return hex.length <= 4 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
