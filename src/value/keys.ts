import { typeError } from './errors.js';
import { Markup } from './markup.js';
import { pyRepr } from './repr.js';
import { pyTypeName } from './typeName.js';
import { type Dict, Float, type Key, PyObject, Tuple, type Value } from './types.js';

/** true for values that can be dict keys. */
export function isHashable(value: Value): boolean {
  if (value instanceof Tuple) return value.items.every(isHashable);
  return !Array.isArray(value) && !(value instanceof PyObject && !value.hashable);
}

/** The key under which a Dict stores a value: an integral float as its int, a tuple as its repr. Throws when unhashable. */
export function toKey(value: Value): Key {
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Markup) return value.text;
  if (value instanceof Float)
    return Number.isSafeInteger(value.value) ? value.value + 0 : BigInt(value.value);
  if (!isHashable(value)) typeError(`unhashable type: '${pyTypeName(value)}'`);
  return pyRepr(value);
}

/** The key of the dict that equals `value` (True finds 1 and 1 finds True), or undefined when there is none. */
export function findKey(dict: Dict, value: Value): Key | undefined {
  if (!isHashable(value)) return undefined;
  const key = toKey(value);
  if (dict.has(key)) return key;
  const twin = typeof key === 'boolean' ? Number(key) : key === 0 || key === 1 ? key === 1 : undefined;
  return twin !== undefined && dict.has(twin) ? twin : undefined;
}
