import { randomInt } from 'node:crypto';
import { asText } from '../../value/coerce.js';
import { requireDefined } from '../../value/defined.js';
import { truthy } from '../../value/truth.js';
import { pyTypeName } from '../../value/typeName.js';
import { Dict, Tuple, type Value } from '../../value/types.js';
import { flatten, subelementPairs } from '../filters/nesting.js';
import type { LookupEntry } from './entry.js';
import { lookupFailure } from './failure.js';

/** Lookups that rearrange the lists they are given: the `with_*` loops. */
export const listLookups: readonly LookupEntry[] = [
  { name: 'items', doc: 'The terms, lists among them opened one level.', apply: (terms) => openOnce(terms) },
  { name: 'list', doc: 'The terms as they are.', apply: (terms) => terms },
  {
    name: 'flattened',
    doc: 'The terms, nested lists opened completely.',
    apply: (terms) => flatten(terms, Number.POSITIVE_INFINITY, true),
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
    apply: (terms) => combinations('nested', terms),
  },
  {
    name: 'cartesian',
    doc: 'Every combination of one item of each term.',
    apply: (terms) => combinations('cartesian', terms),
  },
  {
    name: 'dict',
    doc: 'A {key, value} dict for each entry of the dicts.',
    apply: (terms) =>
      openOnce(terms).flatMap((term) => {
        requireDefined(term);
        if (!(term instanceof Dict))
          return lookupFailure('dict', `it expects a dict, not a ${pyTypeName(term)}`);
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

function together(terms: Value[]): Value[] {
  if (terms.length === 0) return lookupFailure('together', 'it needs at least one list');
  const lists = terms.map((term) => openOnce([term]));
  const size = Math.max(...lists.map((list) => list.length));
  return Array.from({ length: size }, (_, i) => lists.map((list) => list[i] ?? null));
}

function combinations(name: string, terms: Value[]): Value[] {
  if (terms.length === 0) return lookupFailure(name, 'it needs at least one list');
  let rows: Value[][] = [[]];
  for (const term of terms) {
    const items = openOnce([term]);
    rows = rows.flatMap((row) => items.map((item) => [...row, item]));
  }
  return rows;
}

function subelements(terms: Value[]): Value[] {
  const [source, path, flags] = terms;
  if (source === undefined || path === undefined || terms.length > 3) {
    return lookupFailure('subelements', 'it expects a list, a key and optional flags');
  }
  requireDefined(source);
  const skip = flags instanceof Dict && truthy(flags.get('skip_missing') ?? false);
  const items = source instanceof Dict ? [...source.values()] : Array.isArray(source) ? source : undefined;
  if (!items)
    return lookupFailure('subelements', 'the first term must be a list of dicts or a dict of dicts');
  const present = items.filter((item) => !(item instanceof Dict && truthy(item.get('skipped') ?? false)));
  return subelementPairs(present, asText(path), skip, true);
}
