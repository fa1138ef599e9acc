export { loads } from './jsonLoads.js';

import { requireDefined } from './defined.js';
import { typeError } from './errors.js';
import { pyStr } from './repr.js';
import { sortValues } from './sort.js';
import { pyTypeName } from './typeName.js';
import { Dict, Float, floatRepr, type Key, type PyObject, Tuple, type Value } from './types.js';

/** Options of Python's `json.dumps`. */
export interface DumpsOptions {
  /** Spaces (or text) per level; undefined keeps everything on one line. */
  readonly indent?: number | string | undefined;
  readonly sortKeys?: boolean;
  /** Escape everything outside ASCII. Default true. */
  readonly ensureAscii?: boolean;
  /** Default `, ` and `: `; with an indent the item separator loses its blank. */
  readonly separators?: readonly [item: string, key: string] | undefined;
  /** JSON text of a value JSON has not, or undefined. */
  readonly fallback?: (value: PyObject) => Value | undefined;
}

/** Python's `json.dumps`. Throws a TypeError for values JSON cannot hold. */
export function dumps(value: Value, options: DumpsOptions = {}): string {
  const indent =
    typeof options.indent === 'number' ? ' '.repeat(Math.max(0, options.indent)) : options.indent;
  const [item, key] = options.separators ?? [indent === undefined ? ', ' : ',', ': '];
  const ascii = options.ensureAscii ?? true;

  function write(node: Value, newline: string): string {
    if (typeof node === 'string') return quote(node, ascii);
    if (node === null || typeof node !== 'object') return scalar(node);
    if (Array.isArray(node)) return list(node, newline);
    if (node instanceof Tuple) return list(node.items, newline);
    if (node instanceof Dict) return dict(node, newline);
    if (node instanceof Float) return scalar(node);
    requireDefined(node);
    const replaced = options.fallback?.(node);
    if (replaced === undefined) typeError(`Object of type ${pyTypeName(node)} is not JSON serializable`);
    return write(replaced, newline);
  }

  function list(items: readonly Value[], newline: string): string {
    return wrap(
      '[',
      items.map((entry) => write(entry, deeper(newline))),
      ']',
      newline,
    );
  }

  function dict(node: Dict, newline: string): string {
    const keys = options.sortKeys ? (sortValues(node.keys()) as Key[]) : [...node.keys()];
    const inner = deeper(newline);
    const entries = keys.map((name) => quote(keyText(name), ascii) + key + write(node.get(name)!, inner));
    return wrap('{', entries, '}', newline);
  }

  function wrap(open: string, entries: readonly string[], close: string, newline: string): string {
    if (entries.length === 0) return open + close;
    if (indent === undefined) return open + entries.join(item) + close;
    const inner = deeper(newline);
    return open + inner + entries.join(item + inner) + newline + close;
  }

  function deeper(newline: string): string {
    return newline + (indent ?? '');
  }

  return write(value, '\n');
}

function scalar(value: null | boolean | number | bigint | Float): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  const number = value instanceof Float ? value.value : value;
  if (typeof number === 'bigint' || Number.isFinite(number)) return pyStr(value);
  return Number.isNaN(number) ? 'NaN' : number > 0 ? 'Infinity' : '-Infinity';
}

function keyText(key: Key): string {
  if (typeof key === 'string') return key;
  return typeof key === 'number' && !Number.isInteger(key) ? floatRepr(key) : scalar(key);
}

function quote(text: string, ascii: boolean): string {
  const quoted = JSON.stringify(text);
  if (!ascii) return quoted;
  return quoted.replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
