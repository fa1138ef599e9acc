import { compare } from './compare.js';
import type { Value } from './types.js';

/** Python's stable `sorted(items, key, reverse)`. Throws a TypeError when two items are not orderable. */
export function sortValues(
  items: Iterable<Value>,
  keyOf: (item: Value) => Value = (item) => item,
  reverse = false,
): Value[] {
  const keyed = Array.from(items, (item) => ({ item, key: keyOf(item) }));
  keyed.sort((a, b) => (reverse ? compare(b.key, a.key) : compare(a.key, b.key)) || 0);
  return keyed.map(({ item }) => item);
}
