import { requireDefined } from './defined.js';
import { PyObject, type Value } from './types.js';

/** Python's `bool(v)`: empty strings, lists, dicts, 0 and None are false. Throws for an Undefined. */
export function truthy(value: Value): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof PyObject) {
    requireDefined(value);
    return value.pyTruth();
  }
  if (typeof value === 'number') return value !== 0;
  return Boolean(value);
}
