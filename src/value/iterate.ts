import { chars, textLength } from './codePoints.js';
import { requireDefined } from './defined.js';
import { typeError } from './errors.js';
import { pyTypeName } from './typeName.js';
import { PyObject, type Value } from './types.js';

/** Python's `iter(v)`: items of a list, keys of a dict, characters of a text. Throws a TypeError for other values. */
export function iterate(value: Value): Iterable<Value> {
  if (Array.isArray(value)) return value;
  if (typeof value === 'string') return chars(value);
  if (value instanceof PyObject) {
    requireDefined(value);
    const items = value.pyIterate();
    if (items) return items;
  }
  return typeError(`'${pyTypeName(value)}' object is not iterable`);
}

/** The items as a new list. */
export function toList(value: Value): Value[] {
  return Array.from(iterate(value));
}

/** true when `iterate` accepts the value. */
export function isIterable(value: Value): boolean {
  if (Array.isArray(value) || typeof value === 'string') return true;
  return value instanceof PyObject && value.pyIterate() !== undefined;
}

/** Python's `len(v)`; texts count code points. Throws a TypeError for values without a length. */
export function length(value: Value): number {
  if (typeof value === 'string') return textLength(value);
  if (Array.isArray(value)) return value.length;
  if (value instanceof PyObject) {
    requireDefined(value);
    const size = value.pyLength();
    if (size !== undefined) return size;
  }
  return typeError(`object of type '${pyTypeName(value)}' has no len()`);
}
