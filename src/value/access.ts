import { chars } from './codePoints.js';
import { requireDefined } from './defined.js';
import { typeError, valueError } from './errors.js';
import { findKey } from './keys.js';
import { Markup } from './markup.js';
import { intOf } from './numbers.js';
import { pyTypeName } from './typeName.js';
import { Dict, PyObject, Tuple, type Value } from './types.js';

/**
 * Python's `v[key]`, or undefined when there is no such element (Jinja makes an Undefined of it): negative
 * indexes count from the end, a wrong kind of key finds nothing.
 */
export function getItem(value: Value, key: Value): Value | undefined {
  requireDefined(value);
  if (value instanceof Dict) {
    if (typeof key === 'string') return value.get(key);
    const found = findKey(value, key);
    return found === undefined ? undefined : value.get(found);
  }
  const items = sequenceOf(value);
  if (!items) return value instanceof PyObject ? value.pyItem(key) : undefined;
  const index = intOf(key);
  if (index === undefined) return undefined;
  return items[Number(index) < 0 ? items.length + Number(index) : Number(index)];
}

/** Python's `v[start:stop:step]`; None or undefined bounds are open. Texts give text, tuples tuples, lists lists. */
export function slice(value: Value, start?: Value, stop?: Value, step?: Value): Value {
  if (value instanceof Markup) return new Markup(slice(value.text, start, stop, step) as string);
  requireDefined(value);
  const items = sequenceOf(value);
  if (value instanceof Dict) return typeError("unhashable type: 'slice'");
  if (!items) return typeError(`'${pyTypeName(value)}' object is not subscriptable`);
  const stride = bound(step) ?? 1;
  if (stride === 0) valueError('slice step cannot be zero');
  const picked = pick(items, bound(start), bound(stop), stride);
  if (typeof value === 'string') return picked.join('');
  return value instanceof Tuple ? new Tuple(picked) : picked;
}

function pick(
  items: readonly Value[],
  start: number | undefined,
  stop: number | undefined,
  step: number,
): Value[] {
  const size = items.length;
  const low = step > 0 ? 0 : -1;
  const high = step > 0 ? size : size - 1;
  const clamp = (index: number): number => Math.min(high, Math.max(low, index < 0 ? index + size : index));
  const from = start === undefined ? (step > 0 ? low : high) : clamp(start);
  const to = stop === undefined ? (step > 0 ? high : low) : clamp(stop);
  const picked: Value[] = [];
  for (let i = from; step > 0 ? i < to : i > to; i += step) picked.push(items[i]!);
  return picked;
}

function bound(value: Value | undefined): number | undefined {
  if (value === undefined || value === null) return undefined;
  requireDefined(value);
  const index = intOf(value);
  return index === undefined
    ? typeError('slice indices must be integers or None or have an __index__ method')
    : Number(index);
}

function sequenceOf(value: Value): readonly Value[] | undefined {
  if (Array.isArray(value)) return value;
  if (typeof value === 'string') return chars(value);
  if (value instanceof Tuple) return value.items;
  return value instanceof PyObject && value.subscriptable ? [...(value.pyIterate() ?? [])] : undefined;
}
