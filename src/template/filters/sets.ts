import { add } from '../../value/arithmetic.js';
import { contains, equals } from '../../value/compare.js';
import { toList } from '../../value/iterate.js';
import { type Kwargs, PyObject, type Value } from '../../value/types.js';
import { bind } from './arguments.js';
import type { FilterEntry } from './entry.js';
import { uniqueBy } from './sequences.js';

/** Set operations on lists; results keep the order of their operands and hold no item twice. */
export const setFilters: readonly FilterEntry[] = [
  {
    name: 'union',
    doc: 'The items of both lists.',
    apply: (...call) => operands('union', call, union),
  },
  {
    name: 'intersect',
    doc: 'The items that both lists have.',
    apply: (...call) => operands('intersect', call, intersection),
  },
  {
    name: 'difference',
    doc: 'The items of the first list that the second has not.',
    apply: (...call) => operands('difference', call, difference),
  },
  {
    name: 'symmetric_difference',
    doc: 'The items that only one of the lists has.',
    apply: (...call) => operands('symmetric_difference', call, symmetricDifference),
  },
];

type Operation = (a: Value, b: Value) => Value[];

function operands(
  name: string,
  [input, args, kwargs]: readonly [Value, Value[], Kwargs, unknown],
  combine: Operation,
): Value[] {
  const { b } = bind(name, ['b'], args, kwargs);
  // Texts and tuples are taken apart on both sides at once, as Python makes sets of them.
  const bothHashable = isHashable(input) && isHashable(b);
  const items = bothHashable ? combine(toList(input), toList(b)) : combine(input, b);
  return uniqueBy(items, (item) => item);
}

function union(a: Value, b: Value): Value[] {
  return toList(add(a, b));
}

function intersection(a: Value, b: Value): Value[] {
  const inside = memberOf(b);
  return toList(a).filter(inside);
}

function difference(a: Value, b: Value): Value[] {
  const inside = memberOf(b);
  return toList(a).filter((item) => !inside(item));
}

function symmetricDifference(a: Value, b: Value): Value[] {
  const shared = memberOf(intersection(a, b));
  return union(a, b).filter((item) => !shared(item));
}

function memberOf(container: Value): (item: Value) => boolean {
  if (!Array.isArray(container)) return (item) => contains(container, item);
  const texts = new Set(container.filter((item) => typeof item === 'string'));
  const others = container.filter((item) => typeof item !== 'string');
  return (item) => (typeof item === 'string' ? texts.has(item) : others.some((other) => equals(other, item)));
}

function isHashable(value: Value): boolean {
  return !Array.isArray(value) && (!(value instanceof PyObject) || value.hashable);
}
