import { chars, compareText, textLength } from './codePoints.js';
import { pyRepr, pyStr } from './repr.js';
import { Dict, PyObject, Tuple, type Value } from './types.js';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&#39;',
  '"': '&#34;',
};

/** The text with `& < > ' "` as HTML entities. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>'"]/g, (char) => entities[char]!);
}

/** Until the first Markup is made there is none to look for in values. */
let made = false;

/** Text that is safe as HTML, markupsafe's subclass of str: what is added to it is escaped first. */
export class Markup extends PyObject {
  readonly pyType = 'Markup';

  constructor(readonly text: string) {
    super();
    made = true;
  }

  /** The value as HTML: Markup as it is, everything else as escaped text. */
  static escape(value: Value): Markup {
    return value instanceof Markup ? value : new Markup(escapeHtml(pyStr(value)));
  }

  pyRepr(): string {
    return `Markup(${pyRepr(this.text)})`;
  }
  override pyStr(): string {
    return this.text;
  }
  override pyTruth(): boolean {
    return this.text !== '';
  }
  /** The characters, which are plain text. */
  override pyIterate(): Iterable<Value> {
    return chars(this.text);
  }
  override pyLength(): number {
    return textLength(this.text);
  }
  override pyItem(key: Value): Value | undefined {
    if (typeof key !== 'number') return undefined;
    const char = chars(this.text).at(key);
    return char === undefined ? undefined : new Markup(char);
  }
  override pyEquals(other: Value): boolean {
    return plainText(other) === this.text;
  }
  override pyCompare(other: Value): number | undefined {
    const text = plainText(other);
    return typeof text === 'string' ? compareText(this.text, text) : undefined;
  }
  override pyBinary(operator: string, other: Value): Value | undefined {
    if (operator !== '+' || typeof plainText(other) !== 'string') return undefined;
    return new Markup(this.text + Markup.escape(other).text);
  }
  override pyBinaryRight(operator: string, other: Value): Value | undefined {
    if (operator !== '+' || typeof other !== 'string') return undefined;
    return new Markup(escapeHtml(other) + this.text);
  }
}

/** Markup as plain text; other values unchanged. */
export function plainText(value: Value): Value {
  return value instanceof Markup ? value.text : value;
}

/** The value without any Markup, also within lists, tuples and dicts; itself when it holds none. */
export function withoutMarkup(value: Value): Value {
  if (!made || value === null || typeof value !== 'object') return value;
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return plainItems(value) ?? value;
  if (value instanceof Tuple) {
    const items = plainItems(value.items);
    return items ? new Tuple(items) : value;
  }
  if (!(value instanceof Dict)) return value;
  const items = plainItems([...value.values()]);
  return items ? new Dict(Array.from(value.keys(), (key, i) => [key, items[i]!] as const)) : value;
}

/** The items without Markup; undefined when they hold none. */
function plainItems(items: readonly Value[]): Value[] | undefined {
  const plain = items.map(withoutMarkup);
  return plain.some((item, i) => item !== items[i]) ? plain : undefined;
}
