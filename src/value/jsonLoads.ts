import { valueError } from './errors.js';
import { toInt } from './numbers.js';
import { Dict, toFloat, type Value } from './types.js';

/**
 * Python's `json.loads`: keeps 1 and 1.0 apart, ints of any size, accepts NaN and Infinity. Throws a ValueError
 * with line, column and offset.
 */
export function loads(text: string): Value {
  const reader = new JsonReader(text);
  return reader.readAll();
}

const number = /(-?(?:0|[1-9]\d*))(\.\d+)?([eE][-+]?\d+)?/y;
const plainText = /"([^"\\\x00-\x1f]*)"/y;
const constants: readonly (readonly [string, Value])[] = [
  ['null', null],
  ['true', true],
  ['false', false],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
];

class JsonReader {
  private at = 0;

  constructor(private readonly text: string) {}

  readAll(): Value {
    const value = this.value();
    this.skip();
    if (this.at < this.text.length) this.fail('Extra data');
    return value;
  }

  private value(): Value {
    this.skip();
    const char = this.text[this.at];
    if (char === '"') return this.string();
    if (char === '{') return this.object();
    if (char === '[') return this.array();
    for (const [word, value] of constants) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    number.lastIndex = this.at;
    const match = number.exec(this.text);
    if (!match) return this.fail('Expecting value');
    this.at += match[0].length;
    return match[2] === undefined && match[3] === undefined
      ? toInt(BigInt(match[1]!))
      : toFloat(Number(match[0]));
  }

  private array(): Value[] {
    const items: Value[] = [];
    this.at++;
    if (this.take(']')) return items;
    for (;;) {
      items.push(this.value());
      if (this.take(']')) return items;
      if (!this.take(',')) this.fail("Expecting ',' delimiter");
    }
  }

  private object(): Dict {
    const dict = new Dict();
    this.at++;
    if (this.take('}')) return dict;
    for (;;) {
      this.skip();
      if (this.text[this.at] !== '"') this.fail('Expecting property name enclosed in double quotes');
      const key = this.string();
      if (!this.take(':')) this.fail("Expecting ':' delimiter");
      dict.set(key, this.value());
      if (this.take('}')) return dict;
      if (!this.take(',')) this.fail("Expecting ',' delimiter");
    }
  }

  private string(): string {
    plainText.lastIndex = this.at;
    const plain = plainText.exec(this.text);
    if (plain) {
      this.at += plain[0].length;
      return plain[1]!;
    }
    const start = this.at;
    let end = start + 1;
    while (this.text[end] !== '"') {
      const char = this.text[end];
      if (char === undefined) this.fail('Unterminated string starting at', start);
      if (char! < ' ') this.fail('Invalid control character at', end);
      if (char === '\\') end += this.escapeLength(end);
      else end++;
    }
    this.at = end + 1;
    return JSON.parse(this.text.slice(start, this.at)) as string;
  }

  private escapeLength(at: number): number {
    const next = this.text[at + 1] ?? '';
    if (next === 'u') {
      return /^[\da-fA-F]{4}$/.test(this.text.slice(at + 2, at + 6))
        ? 6
        : this.fail('Invalid \\uXXXX escape', at + 1);
    }
    return '"\\/bfnrt'.includes(next) && next !== '' ? 2 : this.fail('Invalid \\escape', at);
  }

  private take(char: string): boolean {
    this.skip();
    if (this.text[this.at] !== char) return false;
    this.at++;
    return true;
  }

  private skip(): void {
    while (' \t\n\r'.includes(this.text[this.at] ?? 'x')) this.at++;
  }

  private fail(problem: string, at = this.at): never {
    const before = this.text.slice(0, at);
    const line = before.split('\n').length;
    const column = at - before.lastIndexOf('\n');
    return valueError(`${problem}: line ${line} column ${column} (char ${at})`);
  }
}
