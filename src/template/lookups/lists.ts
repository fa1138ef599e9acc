import { randomInt } from 'node:crypto';
import { requireDefined } from '../../value/defined.js';
import { isIterable, toList } from '../../value/iterate.js';
import { pyStr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import { Dict, Tuple, type Value } from '../../value/types.js';
import { flatten } from '../filters/nesting.js';
import type { LookupEntry } from './entry.js';
import { lookupMisuse } from './failure.js';

/** Lookups that rearrange the lists they are given: the `with_*` loops. */
export const listLookups: readonly LookupEntry[] = [
  { name: 'items', doc: 'The terms, lists among them opened one level.', apply: (terms) => openOnce(terms) },
  { name: 'list', doc: 'The terms as they are.', apply: (terms) => terms },
  {
    name: 'flattened',
    doc: "The terms, nested lists opened completely; the texts 'None' and 'null' are dropped.",
    apply: (terms) =>
      flatten(terms, Number.POSITIVE_INFINITY, false).filter((item) => item !== 'None' && item !== 'null'),
  },
  {
    name: 'indexed_items',
    doc: 'Pairs (index, item) of the items.',
    apply: (terms) => openOnce(terms).map((item, i) => new Tuple([i, item])),
  },
  {
    name: 'random_choice',
    doc: 'One of the terms at random.',
    apply: (terms) => (terms.length === 0 ? [] : [terms[randomInt(terms.length)]!]),
  },
  {
    name: 'together',
    doc: 'Lists of the nth items of every term; short terms are filled up with None.',
    apply: together,
  },
  {
    name: 'nested',
    doc: 'Every combination of one item of each term, the last varying fastest.',
    apply: nested,
  },
  {
    name: 'cartesian',
    doc: 'Every combination of one item of each term.',
    apply: cartesian,
  },
  {
    name: 'dict',
    doc: 'A {key, value} dict for each entry of the dicts.',
    apply: (terms) =>
      openOnce(terms).flatMap((term) => {
        requireDefined(term);
        if (!(term instanceof Dict)) return lookupMisuse('with_dict expects a dict');
        return Array.from(term, ([key, value]) => Dict.of({ key, value }));
      }),
  },
  {
    name: 'subelements',
    doc: 'Pairs of each item and each element of its list under the key: terms are items, key and {skip_missing: true}.',
    apply: subelements,
  },
];

/** One level of lists opened. */
export function openOnce(terms: readonly Value[]): Value[] {
  return terms.flatMap((term) => {
    requireDefined(term);
    return Array.isArray(term) ? term : term instanceof Tuple ? term.items : [term];
  });
}

/** A term as a list: a dict gives its keys, other single values stand alone. */
function listed(term: Value): Value[] {
  requireDefined(term);
  return typeof term === 'string' || !isIterable(term) ? [term] : toList(term);
}

function together(terms: Value[]): Value[] {
  if (terms.length === 0) return lookupMisuse('with_together requires at least one element in each list');
  const lists = terms.map(listed);
  const size = Math.max(...lists.map((list) => list.length));
  return Array.from({ length: size }, (_, i) => openOnce(lists.map((list) => list[i] ?? null)));
}

/** Every combination; lists among the items are opened, once for each list that follows them and once at the end. */
function cartesian(terms: Value[]): Value[] {
  if (terms.length === 0) return lookupMisuse('with_cartesian requires at least one element in each list');
  let rows: Value[][] = [[]];
  for (const list of terms.map(listed)) rows = rows.flatMap((row) => list.map((item) => [...row, item]));
  return rows.map(openOnce);
}

function nested(terms: Value[]): Value[] {
  const [first, ...others] = terms.map(listed);
  if (!first) return lookupMisuse('with_nested requires at least one element in the nested list');
  let rows: Value[] = first;
  for (const list of others) rows = rows.flatMap((row) => list.map((item) => openOnce([row, item])));
  return rows.map((row) => openOnce(toList(row)));
}

function subelements(terms: Value[]): Value[] {
  const [source, path, flags = new Dict()] = terms;
  if (source === undefined || path === undefined || terms.length > 3) return expected('');
  requireDefined(source);
  const items = source instanceof Dict ? [...source.values()] : Array.isArray(source) ? source : [source];
  if (typeof path !== 'string')
    return expected('first a dict or a list, second a string pointing to the subkey');
  const names = flags instanceof Dict ? [] : isIterable(flags) ? toList(flags) : [flags];
  if (names.some((name) => name !== 'skip_missing'))
    expected("the optional third item must be a dict with flags ('skip_missing',)");
  if (source instanceof Dict && isSkipped(source)) return [];
  const skip = flags instanceof Dict && isTrue(flags.get('skip_missing') ?? false);
  return items.flatMap((item) => {
    if (!(item instanceof Dict))
      return lookupMisuse(`subelements lookup expects a dictionary, got '${pyStr(item)}'`);
    return isSkipped(item) ? [] : pairsOf(item, path.split('.'), skip);
  });
}

function expected(detail: string): never {
  return lookupMisuse(`subelements lookup expects a list of two or three items, ${detail}`);
}

function isSkipped(item: Dict): boolean {
  return (item.get('skipped') ?? false) !== false;
}

function isTrue(value: Value): boolean {
  return typeof value === 'string' ? /^(?:y|yes|on|1|true|t|1\.0)$/i.test(value.trim()) : truthy(value);
}

/** Pairs of the item, without the list, and each element of the list. */
function pairsOf(item: Dict, path: readonly string[], skip: boolean): Value[] {
  let current = item;
  for (const [depth, key] of path.entries()) {
    const value = current.get(key);
    const last = depth === path.length - 1;
    if (value === undefined) {
      if (skip) return [];
      return lookupMisuse(`could not find '${key}' key in iterated item '${pyStr(current)}'`);
    }
    if (last && Array.isArray(value)) {
      const rest = without(item, path);
      return value.map((element) => new Tuple([rest, element]));
    }
    if (!last && value instanceof Dict) {
      current = value;
      continue;
    }
    if (!last && skip) return [];
    return lookupMisuse(
      `the key ${key} should point to a ${last ? 'list' : 'dictionary'}, got '${pyStr(value)}'`,
    );
  }
  return [];
}

function without(item: Dict, [key, ...deeper]: readonly string[]): Dict {
  const copy = item.copy();
  const inner = key === undefined ? undefined : copy.get(key);
  if (deeper.length > 0 && inner instanceof Dict) copy.set(key!, without(inner, deeper));
  else if (key !== undefined) copy.delete(key);
  return copy;
}
