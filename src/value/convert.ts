import { Bytes } from './bytes.js';
import { typeError } from './errors.js';
import { toInt, truncate } from './numbers.js';
import { pyStr } from './repr.js';
import { Dict, Float, PyObject, type Value } from './types.js';

/**
 * Turns plain JS data into a Value: objects become Dicts, Maps too, undefined and null None. Integral numbers
 * become ints, bigints only where numbers are not exact. Throws a TypeError for functions, symbols and the like.
 */
export function fromJs(data: unknown): Value {
  if (data === null || data === undefined) return null;
  if (typeof data === 'number') return Number.isInteger(data) ? truncate(data) : data;
  if (typeof data === 'string' || typeof data === 'boolean') return data;
  if (typeof data === 'bigint') return toInt(data);
  if (data instanceof PyObject) return data;
  if (Buffer.isBuffer(data)) return new Bytes(data);
  if (Array.isArray(data)) return data.map(fromJs);
  if (data instanceof Map) {
    const dict = new Dict();
    for (const [key, value] of data) dict.set(typeof key === 'number' ? key : String(key), fromJs(value));
    return dict;
  }
  if (typeof data === 'object') {
    const dict = new Dict();
    for (const [key, value] of Object.entries(data)) if (value !== undefined) dict.set(key, fromJs(value));
    return dict;
  }
  return typeError(`${typeof data} is not data`);
}

/** Turns a Value into plain JS data: Dicts into objects, floats into numbers, other Python objects into their text. */
export function toJs(value: Value): unknown {
  if (Array.isArray(value)) return value.map(toJs);
  if (value instanceof Dict) {
    return Object.fromEntries(
      Array.from(value, ([key, item]) => [typeof key === 'string' ? key : pyStr(key), toJs(item)]),
    );
  }
  if (value instanceof Float) return value.value;
  if (!(value instanceof PyObject)) return value;
  const items = value.pyIterate();
  return items && !(value instanceof Bytes) ? Array.from(items, toJs) : pyStr(value);
}
