import type { Scope, Templar } from '../../../src/template/types.js';
import { Dict, Float, PyObject, Tuple, type Value } from '../../../src/value/types.js';

export type Json = null | boolean | number | string | Json[] | { readonly [key: string]: Json };

/**
 * A value from its recorded form. `{"$float": "2.0"}`, `{"$tuple": […]}` and `{"$dict": [[key, value], …]}` stand
 * for what JSON cannot say.
 */
export function fromJson(json: Json): Value {
  if (Array.isArray(json)) return json.map(fromJson);
  if (typeof json !== 'object' || json === null) return json;
  if (typeof json.$float === 'string') return new Float(Number(json.$float));
  if (Array.isArray(json.$tuple)) return new Tuple(json.$tuple.map(fromJson));
  if (Array.isArray(json.$dict)) {
    return new Dict((json.$dict as [string | number, Json][]).map(([key, value]) => [key, fromJson(value)]));
  }
  return new Dict(Object.entries(json).map(([key, value]) => [key, fromJson(value)]));
}

/** The recorded form of a value. */
export function toJson(value: Value): Json {
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === 'bigint') return { $int: String(value) };
  if (value instanceof Float) return { $float: value.pyRepr() };
  if (value instanceof Tuple) return { $tuple: value.items.map(toJson) };
  if (value instanceof Dict) {
    const pairs = [...value].map(([key, item]): [Value, Json] => [key, toJson(item)]);
    const textual = pairs.every(([key]) => typeof key === 'string');
    return textual ? Object.fromEntries(pairs) : { $dict: pairs.map(([key, item]) => [toJson(key), item]) };
  }
  if (value instanceof PyObject) return { $object: value.pyType };
  return value;
}

/** A scope of plain values. With a templar its values are sources that are resolved at each use, as in a play. */
export function scopeOf(vars: Readonly<Record<string, Json>>, templar?: Templar): Scope {
  const sources = new Map(Object.entries(vars).map(([name, json]) => [name, fromJson(json)]));
  const scope: Scope = {
    get(name) {
      const source = sources.get(name);
      return source === undefined || !templar ? source : templar.resolve(source, scope);
    },
    has: (name) => sources.has(name),
    names: () => sources.keys(),
    source: (name) => sources.get(name),
  };
  return scope;
}
