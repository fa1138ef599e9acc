import { asIndex } from '../../value/coerce.js';
import { toList } from '../../value/iterate.js';
import { type Kwargs, Tuple, type Value } from '../../value/types.js';
import { bind } from './arguments.js';
import type { FilterEntry } from './entry.js';

/** Filters that combine lists item by item. */
export const combinatoricFilters: readonly FilterEntry[] = [
  {
    name: 'zip',
    doc: 'Tuples of the nth items of the value and the lists given, as many as the shortest has.',
    apply: (input, args) => {
      const lists = [input, ...args].map(toList);
      return zip(lists, Math.min(...lists.map((list) => list.length)), null);
    },
  },
  {
    name: 'zip_longest',
    doc: 'Tuples of the nth items, as many as the longest list has; `fillvalue` (None) fills up.',
    apply: (input, args, kwargs) => {
      const { fillvalue } = bind('zip_longest', [['fillvalue', null]], [], kwargs);
      const lists = [input, ...args].map(toList);
      return zip(lists, Math.max(...lists.map((list) => list.length)), fillvalue);
    },
  },
  {
    name: 'product',
    doc: 'Every combination of one item of each list; `repeat` uses the lists several times.',
    apply: (input, args, kwargs) => {
      const { repeat } = bind('product', [['repeat', 1]], [], kwargs);
      const lists = Array.from({ length: asIndex(repeat) }, () => [input, ...args].map(toList)).flat();
      let rows: Value[][] = [[]];
      for (const list of lists) rows = rows.flatMap((row) => list.map((item) => [...row, item]));
      return rows.map((row) => new Tuple(row));
    },
  },
  {
    name: 'permutations',
    doc: 'All orders of the items, or of `r` of them.',
    apply: (input, args, kwargs) => {
      const items = toList(input);
      return choose(items, sizeOf('permutations', items, args, kwargs), false);
    },
  },
  {
    name: 'combinations',
    doc: 'All choices of `r` items, in the order of the list.',
    apply: (input, args, kwargs) => {
      const items = toList(input);
      return choose(items, asIndex(bind('combinations', ['r'], args, kwargs).r), true);
    },
  },
];

function zip(lists: readonly Value[][], size: number, fill: Value): Value[] {
  return Array.from({ length: size }, (_, i) => new Tuple(lists.map((list) => list[i] ?? fill)));
}

function sizeOf(name: string, items: readonly Value[], args: Value[], kwargs: Kwargs): number {
  const { r } = bind(name, [['r', null]], args, kwargs);
  return r === null ? items.length : asIndex(r);
}

function choose(items: readonly Value[], size: number, ordered: boolean): Value[] {
  const found: Value[] = [];
  const extend = (chosen: readonly number[]): void => {
    if (chosen.length === size) {
      found.push(new Tuple(chosen.map((index) => items[index]!)));
      return;
    }
    const from = ordered ? (chosen.at(-1) ?? -1) + 1 : 0;
    for (let i = from; i < items.length; i++) if (ordered || !chosen.includes(i)) extend([...chosen, i]);
  };
  extend([]);
  return found;
}
