import { getItem } from '../../value/access.js';
import { equals } from '../../value/compare.js';
import { PyError } from '../../value/errors.js';
import { iterate, toList } from '../../value/iterate.js';
import { toKey } from '../../value/keys.js';
import { type ListMerge, listMerges, mergeDicts } from '../../value/merge.js';
import { pyRepr, pyStr } from '../../value/repr.js';
import { sortValues } from '../../value/sort.js';
import { truthy } from '../../value/truth.js';
import { pyTypeName } from '../../value/typeName.js';
import { Dict, type Key, type Kwargs, Tuple, type Value } from '../../value/types.js';
import { bind } from './arguments.js';
import type { FilterEntry } from './entry.js';
import { uniqueBy } from './sequences.js';

/** Filters that merge several lists. */
export const mergeFilters: readonly FilterEntry[] = [
  {
    name: 'lists_mergeby',
    doc: 'Merges lists of dicts by the key named last; options recursive and list_merge as for combine.',
    apply: mergeBy,
  },
  {
    name: 'lists_union',
    doc: 'The items of any of the lists.',
    apply: (input, args) => unique([input, ...args].flatMap(toList)),
  },
  {
    name: 'lists_intersect',
    doc: 'The items that all lists have.',
    apply: (input, args) =>
      args
        .map(toList)
        .reduce((kept, other) => kept.filter((item) => has(other, item)), unique(toList(input))),
  },
  {
    name: 'lists_difference',
    doc: 'The items of the first list that no other has.',
    apply: (input, args) =>
      args
        .map(toList)
        .reduce((kept, other) => kept.filter((item) => !has(other, item)), unique(toList(input))),
  },
  {
    name: 'lists_symmetric_difference',
    doc: 'The items that an odd number of the lists have.',
    apply: (input, args) =>
      args
        .map(toList)
        .reduce(
          (a, b) => unique([...a.filter((item) => !has(b, item)), ...b.filter((item) => !has(a, item))]),
          unique(toList(input)),
        ),
  },
  {
    name: 'consolidate',
    doc: 'One dict of several data sources {data, match_key, name}, by the values of the match keys.',
    apply: consolidate,
  },
];

const known = listMerges.map((name) => `'${name}'`);

function unique(items: readonly Value[]): Value[] {
  return uniqueBy(items, (item) => item);
}

function has(items: readonly Value[], item: Value): boolean {
  return items.some((other) => equals(other, item));
}

const isSequence = (value: Value): boolean =>
  Array.isArray(value) || value instanceof Tuple || typeof value === 'string';

function mergeBy(input: Value, args: Value[], kwargs: Kwargs): Value {
  const unknown = [...kwargs.keys()].some((name) => name !== 'recursive' && name !== 'list_merge');
  if (unknown) fault("lists_mergeby knows the options 'recursive' and 'list_merge'");
  const index = args.at(-1);
  if (index === undefined) return fault('At least one list and index are needed.');
  const lists = [input, ...args.slice(0, -1)].flatMap((list) => {
    if (!isSequence(list)) {
      return fault(
        `lists_mergeby takes lists, then the index; ${pyStr(list)} is <class '${pyTypeName(list)}'>`,
      );
    }
    const items = toList(list);
    return items.length > 0 && items.every(isSequence) ? items.map(toList) : items.length > 0 ? [items] : [];
  });
  if (lists.length < 2) return lists[0] ?? [];
  if (typeof index !== 'string') {
    return fault(
      `the index of lists_mergeby must be string. ${pyStr(index)} is <class '${pyTypeName(index)}'>`,
    );
  }
  const mode = listMerges.find((name) => name === (kwargs.get('list_merge') ?? 'replace'));
  if (!mode) fault(`list_merge is one of ${known.slice(0, -1).join(', ')} or ${known.at(-1)}`);
  const recursive = truthy(kwargs.get('recursive') ?? false);
  return lists.reduceRight((over, base) => mergePair(base, over, index, recursive, mode!));
}

function mergePair(base: Value[], over: Value[], index: Key, recursive: boolean, mode: ListMerge): Value[] {
  const merged = new Map<Key, Dict>();
  for (const item of [...base, ...over]) {
    if (!(item instanceof Dict)) {
      return fault(
        `the lists of lists_mergeby hold dictionaries. ${pyStr(item)} is <class '${pyTypeName(item)}'>`,
      );
    }
    const id = item.get(index);
    if (id === undefined) continue;
    merged.set(toKey(id), mergeDicts(merged.get(toKey(id)) ?? new Dict(), item, recursive, mode));
  }
  return sortValues([...merged.values()], (item) => getItem(item, index)!, false);
}

function consolidate(input: Value, args: Value[], kwargs: Kwargs): Value {
  const params = [
    ['fail_missing_match_key', false],
    ['fail_missing_match_value', true],
    ['fail_duplicate', false],
  ] as const;
  const checks = bind('consolidate', params, args, kwargs);
  const sources = Array.from(iterate(input), (source) => {
    const [data, key, name] = ['data', 'match_key', 'name'].map((part) => getItem(source, part));
    if (data === undefined || key === undefined || name === undefined)
      return fault("consolidate: every data source needs 'data', 'match_key' and 'name'");
    const items = toList(data);
    return { items, name: toKey(name), ids: items.map((item) => getItem(item, key)), key };
  });
  const problems: string[] = [];
  for (const [i, { ids, key }] of sources.entries()) {
    const missing = ids.flatMap((id, at) => (id === undefined ? [at + 1] : []));
    if (truthy(checks.fail_missing_match_key))
      for (const at of missing)
        problems.push(
          `'fail_missing_match_key' reported missing match key ${pyRepr(key)} in data source ${i + 1} in list entry ${at}`,
        );
    const known = ids.filter((id) => id !== undefined);
    if (truthy(checks.fail_duplicate) && unique(known).length < known.length)
      problems.push(`'fail_duplicate' reported duplicate values in data source ${i + 1}`);
  }
  const all = sortValues(
    unique(sources.flatMap(({ ids }) => ids.filter((id) => id !== undefined))),
    (id) => id,
    false,
  );
  for (const [i, { ids }] of sources.entries()) {
    const absent = all.filter((id) => !ids.some((own) => own !== undefined && equals(own, id)));
    if (truthy(checks.fail_missing_match_value) && absent.length > 0)
      problems.push(
        `'fail_missing_match_value' reported missing match value ${absent.map(pyStr).join(', ')} in data source ${i + 1}`,
      );
  }
  if (problems.length > 0)
    fault(problems.map((problem) => `Error when using plugin 'consolidate': ${problem}`).join('; '));
  return new Dict(
    all.map((id) => {
      const parts = sources.map(({ items, ids, name }) => {
        const at = ids.findLastIndex((own) => own !== undefined && equals(own, id));
        return [name, items[at] ?? new Dict()] as const;
      });
      return [toKey(id), new Dict(parts)] as const;
    }),
  );
}

function fault(message: string): never {
  throw new PyError('AnsibleError', message);
}
