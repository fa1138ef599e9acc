import { Dict, type Value } from '../value/types.js';

/** A copy of nested lists and dicts; everything else is shared. */
export function copyContainers(value: Value): Value {
  if (Array.isArray(value)) return value.map(copyContainers);
  if (!(value instanceof Dict)) return value;
  const copy = new Dict();
  for (const [key, item] of value) copy.set(key, copyContainers(item));
  return copy;
}
