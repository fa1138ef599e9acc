import { negate } from './arithmetic.js';
import { isIterable } from './iterate.js';
import { isHashable, toKey } from './keys.js';
import { numberLiteral } from './numberLiteral.js';
import { PySet } from './pySet.js';
import { Dict, Tuple, type Value } from './types.js';

const pythonNames: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['None', null],
  ['True', true],
  ['False', false],
]);

const names: ReadonlyMap<string, Value> = new Map<string, Value>([
  ...pythonNames,
  ['null', null],
  ['true', true],
  ['false', false],
]);

/**
 * Reads a Python literal: numbers, text, lists, tuples, dicts, sets, None, True and False, and JSON's
 * null, true and false as Ansible accepts them (unless `jsonNames` is false). Returns undefined when the text is
 * anything else.
 */
export function parsePythonLiteral(
  text: string,
  options: { readonly jsonNames?: boolean } = {},
): Value | undefined {
  const reader = new LiteralReader(text, options.jsonNames === false ? pythonNames : names);
  try {
    return reader.readAll();
  } catch (error) {
    if (error instanceof NotALiteral) return undefined;
    throw error;
  }
}

class NotALiteral extends Error {}

class LiteralReader {
  private at = 0;
  private depth = 0;
  /** A member of a set or a key that cannot be one: an error, though only when all of the text is a literal. */
  private unhashable: Value | undefined;

  constructor(
    private readonly text: string,
    private readonly names: ReadonlyMap<string, Value>,
  ) {}

  readAll(): Value {
    const value = this.value();
    this.skip();
    if (this.at < this.text.length) throw new NotALiteral();
    if (this.unhashable !== undefined) toKey(this.unhashable);
    return value;
  }

  private value(): Value {
    this.skip();
    const char = this.text[this.at];
    if (char === undefined || this.depth > 200) throw new NotALiteral();
    if (char === '[') return this.items(']').values;
    if (char === '{') return this.braces();
    if (char === '(') return this.parentheses();
    if (char === '-' || char === '+') {
      this.at++;
      const operand = this.value();
      if (typeof operand === 'boolean' || operand === null || isIterable(operand)) throw new NotALiteral();
      return char === '-' ? negate(operand) : operand;
    }
    const word = /^[A-Za-z_]\w*/.exec(this.text.slice(this.at, this.at + 8))?.[0];
    if (/^["']/.test(char) || (word && /^[uUrRbB]{1,2}$/.test(word))) return this.strings();
    if (word !== undefined) {
      const value = this.names.get(word);
      if (value === undefined) throw new NotALiteral();
      this.at += word.length;
      return value;
    }
    return this.number();
  }

  private items(close: string): { values: Value[]; trailingComma: boolean } {
    this.at++;
    this.depth++;
    const values: Value[] = [];
    let trailingComma = false;
    while (!this.take(close)) {
      if (values.length > 0 && !trailingComma) throw new NotALiteral();
      values.push(this.value());
      trailingComma = this.take(',');
    }
    this.depth--;
    return { values, trailingComma };
  }

  private parentheses(): Value {
    const { values, trailingComma } = this.items(')');
    return values.length === 1 && !trailingComma ? values[0]! : new Tuple(values);
  }

  private braces(): Value {
    this.at++;
    this.depth++;
    const dict = new Dict();
    const set: Value[] = [];
    let first = true;
    let comma = false;
    while (!this.take('}')) {
      if (!first && !comma) throw new NotALiteral();
      const key = this.hashable(this.value());
      if (first ? this.take(':') : set.length === 0 && this.take(':')) dict.set(toKey(key), this.value());
      else if (dict.size > 0) throw new NotALiteral();
      else set.push(key);
      first = false;
      comma = this.take(',');
    }
    this.depth--;
    return set.length > 0 ? new PySet(set) : dict;
  }

  private hashable(key: Value): Value {
    if (Array.isArray(key) || key instanceof Dict) throw new NotALiteral();
    if (isHashable(key)) return key;
    this.unhashable ??= key;
    return null;
  }

  private strings(): string {
    let out = this.string();
    for (;;) {
      const before = this.at;
      this.skip();
      if (!/^(?:[uUrR]?["'])/.test(this.text.slice(this.at, this.at + 2))) {
        this.at = before;
        return out;
      }
      out += this.string();
    }
  }

  private string(): string {
    const opening = /^([uUrR]?)('''|"""|'|")/.exec(this.text.slice(this.at, this.at + 4));
    if (!opening) throw new NotALiteral();
    const [whole, prefix, quote] = opening as unknown as [string, string, string];
    const raw = /r/i.test(prefix);
    const start = this.at + whole.length;
    let end = start;
    while (!this.text.startsWith(quote, end)) {
      if (end >= this.text.length || (quote.length === 1 && this.text[end] === '\n')) throw new NotALiteral();
      end += this.text[end] === '\\' ? 2 : 1;
    }
    this.at = end + quote.length;
    const body = this.text.slice(start, end);
    return raw ? body : unescapePython(body);
  }

  private number(): Value {
    const match =
      /^(?:0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?)/.exec(
        this.text.slice(this.at),
      );
    const value = match ? numberLiteral(match[0]) : undefined;
    if (value === undefined) throw new NotALiteral();
    this.at += match![0].length;
    if (/^\w/.test(this.text[this.at] ?? '')) throw new NotALiteral();
    return value;
  }

  private take(char: string): boolean {
    this.skip();
    if (this.text[this.at] !== char) return false;
    this.at++;
    return true;
  }

  private skip(): void {
    while (/\s/.test(this.text[this.at] ?? 'x')) this.at++;
  }
}

/** The letters that stand for control characters behind a backslash. */
export const CONTROL_ESCAPES = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
} as const;

const simple: Readonly<Record<string, string>> = {
  ...CONTROL_ESCAPES,
  '\n': '',
};

/** Resolves the backslash escapes of a Python text literal's body; unknown ones stay as they are. */
export function unescapePython(body: string): string {
  if (!body.includes('\\')) return body;
  return body.replace(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g,
    (whole, x?: string, u?: string, long?: string, octal?: string, char?: string) => {
      const hex = x ?? u ?? long;
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      if (char === '\\' || char === "'" || char === '"') return char;
      if (char === 'x' || char === 'u' || char === 'U' || char === 'N') throw new NotALiteral();
      return simple[char!] ?? whole;
    },
  );
}
