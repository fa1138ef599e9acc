import { LineWriter } from './lineWriter.js';
import { unprintable } from './scalarStyle.js';

/** Writes texts in each of YAML's styles. */
export class ScalarWriter extends LineWriter {
  protected tagged(tag: string, text: string): void {
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

  protected literal(text: string): void {
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

  protected plain(text: string, mayFold: boolean): void {
    if (!this.whitespace && text !== '') this.put(' ');
    this.words(text, mayFold, false);
    this.whitespace = false;
    this.indention = false;
  }

  protected singleQuoted(text: string, mayFold: boolean): void {
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

  protected doubleQuoted(text: string, mayFold: boolean): void {
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
