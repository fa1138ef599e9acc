import { bind } from '../../value/bind.js';
import { equals } from '../../value/compare.js';
import { iterate, toList } from '../../value/iterate.js';
import type { Kwargs, Value } from '../../value/types.js';
import type { FilterEntry } from './entry.js';
import { uniqueBy } from './sequences.js';

/** Set operations on lists; results keep the order of their operands and hold no item twice. */
export const setFilters: readonly FilterEntry[] = [
  {
    name: 'union',
    doc: 'The items of both lists.',
    apply: (...call) => operands('union', call, (a, b) => [...a, ...b]),
  },
  {
    name: 'intersect',
    doc: 'The items that both lists have.',
    apply: (...call) => operands('intersect', call, (a, b) => a.filter(memberOf(b))),
  },
  {
    name: 'difference',
    doc: 'The items of the first list that the second has not.',
    apply: (...call) => operands('difference', call, without),
  },
  {
    name: 'symmetric_difference',
    doc: 'The items that only one of the lists has.',
    apply: (...call) =>
      operands('symmetric_difference', call, (a, b) => [...without(a, b), ...without(b, a)]),
  },
];

function operands(
  name: string,
  [input, args, kwargs]: readonly [Value, Value[], Kwargs, unknown],
  combine: (a: readonly Value[], b: readonly Value[]) => Value[],
): Value[] {
  const other = toList(bind(name, ['b'], args, kwargs).b);
  return uniqueBy(combine(Array.from(iterate(input)), other), (item) => item);
}

function without(a: readonly Value[], b: readonly Value[]): Value[] {
  const inside = memberOf(b);
  return a.filter((item) => !inside(item));
}

function memberOf(items: readonly Value[]): (item: Value) => boolean {
  const texts = new Set(items.filter((item) => typeof item === 'string'));
  const others = items.filter((item) => typeof item !== 'string');
  return (item) => (typeof item === 'string' ? texts.has(item) : others.some((other) => equals(other, item)));
}
