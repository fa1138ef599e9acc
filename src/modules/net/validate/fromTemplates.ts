import type { Templar } from '../../../template/types.js';
import { Dict, type Value } from '../../../value/types.js';

/**
 * A variable in which texts that a template gave are numbers where they are decimal integers: a template always
 * gives text. What stands in quotes in `source` stays a text. Without a source nothing tells the two apart, and both
 * count as numbers.
 */
export function withNumbers(value: Value, source: Value | undefined, templar: Templar): Value {
  if (typeof value === 'string') {
    const written = typeof source === 'string' && !templar.isTemplate(source);
    return written || !/^(0|-?[1-9]\d{0,14})$/.test(value) ? value : Number(value);
  }
  if (Array.isArray(value)) {
    const same = Array.isArray(source) && source.length === value.length;
    return value.map((item, i) => withNumbers(item, same ? source[i] : undefined, templar));
  }
  if (value instanceof Dict) {
    const from = source instanceof Dict ? source : undefined;
    return new Dict(Array.from(value, ([key, item]) => [key, withNumbers(item, from?.get(key), templar)]));
  }
  return value;
}
