import { asIndex } from '../../value/coerce.js';
import { compare, equals } from '../../value/compare.js';
import { requireDefined } from '../../value/defined.js';
import { PyError, typeError } from '../../value/errors.js';
import { isIterable, iterate, length, toList } from '../../value/iterate.js';
import { isHashable } from '../../value/keys.js';
import { Markup, plainText } from '../../value/markup.js';
import { sortValues } from '../../value/sort.js';
import { truthy } from '../../value/truth.js';
import { Dict, type Kwargs, Tuple, Undefined, type Value } from '../../value/types.js';
import { bind } from './arguments.js';
import { attributeGetter, foldCase } from './attribute.js';
import type { FilterEntry } from './entry.js';
import { requireDict } from './textInput.js';

/** Filters over lists as a whole. */
export const sequenceFilters: readonly FilterEntry[] = [
  {
    name: 'length',
    aliases: ['count'],
    doc: 'Number of items or characters.',
    apply: (input) => length(input),
  },
  {
    name: 'first',
    doc: 'The first item; undefined when there is none.',
    apply: (input) => {
      for (const item of iterate(input)) return item;
      return new Undefined('first', 'No first item, sequence was empty.');
    },
  },
  {
    name: 'last',
    doc: 'The last item; undefined when there is none.',
    apply: (input) => {
      const last = input instanceof Markup ? input.pyItem(-1) : toList(input).at(-1);
      return last === undefined ? new Undefined('last', 'No last item, sequence was empty.') : last;
    },
  },
  { name: 'list', doc: 'A list of the items; a text gives its characters.', apply: (input) => toList(input) },
  {
    name: 'reverse',
    doc: 'The items, or the characters of a text, in reverse order.',
    apply: (input) =>
      typeof input === 'string' ? toList(input).reverse().join('') : reversible(input).reverse(),
  },
  {
    name: 'sort',
    doc: 'Sorted items; options `reverse`, `case_sensitive` and `attribute` (several by comma).',
    apply: sort,
  },
  {
    name: 'dictsort',
    doc: 'The (key, value) pairs of a dict sorted by key, or by value with `by="value"`.',
    apply: dictSort,
  },
  {
    name: 'items',
    doc: 'The (key, value) pairs of a dict.',
    apply: (input) => {
      if (input instanceof Undefined) return [];
      if (!(input instanceof Dict)) return typeError('Can only get item pairs from a mapping.');
      return Array.from(input, ([key, value]) => new Tuple([key, value]));
    },
  },
  {
    name: 'min',
    doc: 'The smallest item; options `case_sensitive`, `attribute`.',
    apply: (...call) => extreme('do_min', -1, call),
  },
  {
    name: 'max',
    doc: 'The largest item; options `case_sensitive`, `attribute`.',
    apply: (...call) => extreme('do_max', 1, call),
  },
  {
    name: 'unique',
    doc: 'The items without repetitions, in order; options `case_sensitive`, `attribute`.',
    apply: unique,
  },
  {
    name: 'batch',
    doc: 'Lists of `linecount` items each, the last filled up with `fill_with`.',
    apply: batch,
  },
  { name: 'slice', doc: 'Cuts the items into `slices` columns, filled up with `fill_with`.', apply: columns },
  {
    name: 'groupby',
    doc: 'Groups items by an attribute: (grouper, list) pairs sorted by the grouper.',
    apply: groupBy,
  },
];

function reversible(input: Value): Value[] {
  requireDefined(input);
  if (isIterable(input)) return toList(input);
  throw new PyError('AnsibleError', 'argument must be iterable');
}

function sort(input: Value, args: Value[], kwargs: Kwargs): Value[] {
  const params = [
    ['reverse', false],
    ['case_sensitive', false],
    ['attribute', null],
  ] as const;
  const bound = bind('do_sort', params, args, kwargs);
  return sortValues(
    iterate(input),
    sortKey(bound.attribute, truthy(bound.case_sensitive)),
    truthy(bound.reverse),
  );
}

function sortKey(attribute: Value, caseSensitive: boolean): (item: Value) => Value {
  const fold = caseSensitive ? (value: Value) => value : foldCase;
  if (attribute === null) return fold;
  if (typeof attribute !== 'string' || !attribute.includes(',')) {
    const get = attributeGetter(attribute);
    return (item) => fold(get(item));
  }
  const getters = attribute.split(',').map((path) => attributeGetter(path));
  return (item) => getters.map((get) => fold(get(item)));
}

function dictSort(input: Value, args: Value[], kwargs: Kwargs): Value[] {
  const params = [
    ['case_sensitive', false],
    ['by', 'key'],
    ['reverse', false],
  ] as const;
  const { case_sensitive, by, reverse } = bind('do_dictsort', params, args, kwargs);
  if (by !== 'key' && by !== 'value') {
    throw new PyError('FilterArgumentError', 'You can only sort by either "key" or "value"');
  }
  const pairs = Array.from(requireDict(input, 'items'), ([key, value]) => new Tuple([key, value]));
  const fold = truthy(case_sensitive) ? (value: Value) => value : foldCase;
  const position = by === 'key' ? 0 : 1;
  return sortValues(pairs, (pair) => fold((pair as Tuple).items[position]!), truthy(reverse));
}

function extreme(
  name: string,
  sign: 1 | -1,
  [input, args, kwargs]: readonly [Value, Value[], Kwargs, unknown],
): Value {
  const { case_sensitive, attribute } = bind(
    name,
    [
      ['case_sensitive', false],
      ['attribute', null],
    ],
    args,
    kwargs,
  );
  const key = sortKey(attribute, truthy(case_sensitive));
  let best: { item: Value; key: Value } | undefined;
  for (const item of iterate(input)) {
    const candidate = { item, key: key(item) };
    if (!best || compare(candidate.key, best.key, sign > 0 ? '>' : '<') * sign > 0) best = candidate;
  }
  return best?.item ?? new Undefined(name, 'No aggregated item, sequence was empty.');
}

function unique(input: Value, args: Value[], kwargs: Kwargs): Value[] {
  const { case_sensitive, attribute } = bind(
    'unique',
    [
      ['case_sensitive', null],
      ['attribute', null],
    ],
    args,
    kwargs,
  );
  const key = sortKey(attribute, truthy(case_sensitive));
  const limited = case_sensitive === false || attribute !== null;
  try {
    const items = toList(input);
    if (items.every((item) => isHashable(key(item)))) return uniqueBy(items, key);
    if (!limited) return uniqueBy(items, (item) => item);
  } catch (cause) {
    if (!limited || !(cause instanceof PyError) || cause.pyType === 'UndefinedError') throw cause;
  }
  throw new PyError(
    'AnsibleError',
    "Jinja2's unique filter failed and we cannot fall back to Ansible's version as it does not support the parameters supplied",
  );
}

/** The items whose keys differ, first ones kept. Scalars are found by hash, the rest by comparison. */
export function uniqueBy(items: readonly Value[], key: (item: Value) => Value): Value[] {
  const seen = new Set<Value>();
  const others: Value[] = [];
  return items.filter((item) => {
    const id = plainText(key(item));
    if (typeof id === 'string' || (typeof id === 'number' && id !== 0 && id !== 1)) {
      if (seen.has(id)) return false;
      seen.add(id);
      return true;
    }
    if (others.some((other) => equals(other, id))) return false;
    others.push(id);
    return true;
  });
}

function batch(input: Value, args: Value[], kwargs: Kwargs): Value[] {
  const { linecount, fill_with } = bind('do_batch', ['linecount', ['fill_with', null]], args, kwargs);
  const size = asIndex(linecount);
  const items = toList(input);
  const rows: Value[][] = [];
  for (let i = 0; i < items.length; i += Math.max(1, size)) rows.push(items.slice(i, i + Math.max(1, size)));
  const last = rows.at(-1);
  if (last && fill_with !== null) while (last.length < size) last.push(fill_with);
  return rows;
}

function columns(input: Value, args: Value[], kwargs: Kwargs): Value[] {
  const { slices, fill_with } = bind('sync_do_slice', ['slices', ['fill_with', null]], args, kwargs);
  const items = toList(input);
  const count = asIndex(slices);
  const size = Math.floor(items.length / count);
  const longer = items.length % count;
  const result: Value[] = [];
  let start = 0;
  for (let i = 0; i < count; i++) {
    const end = start + size + (i < longer ? 1 : 0);
    const column = items.slice(start, end);
    if (fill_with !== null && i >= longer) column.push(fill_with);
    result.push(column);
    start = end;
  }
  return result;
}

/** A pair of groupby: also readable as `.grouper` and `.list`. */
class Group extends Tuple {
  override pyAttribute(name: string): Value | undefined {
    if (name === 'grouper') return this.items[0];
    return name === 'list' ? this.items[1] : undefined;
  }
}

function groupBy(input: Value, args: Value[], kwargs: Kwargs): Value[] {
  const params = ['attribute', ['default', undefined], ['case_sensitive', false]] as const;
  const bound = bind('sync_do_groupby', params, args, kwargs);
  const get = attributeGetter(bound.attribute, bound.default ?? undefined);
  const fold = truthy(bound.case_sensitive) ? (value: Value) => value : foldCase;
  const key = (item: Value): Value => fold(get(item));
  const groups: { key: Value; items: Value[] }[] = [];
  for (const item of sortValues(iterate(input), key)) {
    const last = groups.at(-1);
    if (last && equals(last.key, key(item))) last.items.push(item);
    else groups.push({ key: key(item), items: [item] });
  }
  return groups.map(({ items }) => new Group([get(items[0]!), items]));
}
