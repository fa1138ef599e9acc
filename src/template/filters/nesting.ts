import { getItem } from '../../value/access.js';
import { asIndex } from '../../value/coerce.js';
import { requireDefined } from '../../value/defined.js';
import { PyError } from '../../value/errors.js';
import { toList } from '../../value/iterate.js';
import { toKey } from '../../value/keys.js';
import { pyRepr, pyStr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import { Dict, Tuple, type Value } from '../../value/types.js';
import { bind } from './arguments.js';
import type { FilterEntry } from './entry.js';

/** Filters that unnest lists. */
export const nestingFilters: readonly FilterEntry[] = [
  {
    name: 'flatten',
    doc: 'Joins nested lists to one, `levels` deep (default: all); None and empty text are dropped unless `skip_nulls=false`.',
    apply: (input, args, kwargs) => {
      const { levels, skip_nulls } = bind(
        'flatten',
        [
          ['levels', null],
          ['skip_nulls', true],
        ],
        args,
        kwargs,
      );
      const depth = levels === null ? Number.POSITIVE_INFINITY : asIndex(levels);
      return flatten(toList(input), depth, truthy(skip_nulls));
    },
  },
  {
    name: 'subelements',
    doc: 'Pairs of each item and each element of the list under its key path; `skip_missing=true` skips items without it.',
    apply: (input, args, kwargs) => {
      const { subelements, skip_missing } = bind(
        'subelements',
        ['subelements', ['skip_missing', false]],
        args,
        kwargs,
      );
      return subelementPairs(input, subelements, truthy(skip_missing));
    },
  },
];

/** Ansible's flatten: nulls are None, 'None' and 'null'. */
export function flatten(items: readonly Value[], levels: number, skipNulls: boolean): Value[] {
  const flat: Value[] = [];
  for (const item of items) {
    requireDefined(item);
    if (skipNulls && (item === null || item === 'None' || item === 'null')) continue;
    const nested = Array.isArray(item) ? item : item instanceof Tuple ? item.items : undefined;
    if (!nested) flat.push(item);
    else if (levels >= 1) flat.push(...flatten(nested, levels - 1, skipNulls));
    else flat.push(item);
  }
  return flat;
}

/**
 * Pairs (item, element) for every element of the list under the dotted path of every item. With `detached`, the
 * item of a pair lacks that list, as in Ansible's lookup.
 */
function subelementPairs(input: Value, path: Value, skipMissing: boolean, detached = false): Value[] {
  const items = input instanceof Dict ? [...input.values()] : Array.isArray(input) ? input : undefined;
  if (!items) return failure('obj must be a list of dicts or a nested dict', input);
  const keys = Array.isArray(path) ? path : typeof path === 'string' ? path.split('.') : undefined;
  if (!keys) return failure('subelements must be a list or a string');
  const pairs: Value[] = [];
  for (const item of items) {
    const found = elements(item, keys, skipMissing);
    const shown = detached && found.length > 0 ? without(item, keys) : item;
    for (const element of found) pairs.push(new Tuple([shown, element]));
  }
  return pairs;
}

function without(item: Value, [key, ...deeper]: readonly Value[]): Value {
  if (!(item instanceof Dict) || key === undefined) return item;
  const copy = item.copy();
  if (deeper.length === 0) copy.delete(toKey(key));
  else copy.set(toKey(key), without(copy.get(toKey(key)) ?? null, deeper));
  return copy;
}

function elements(item: Value, keys: readonly Value[], skipMissing: boolean): Value[] {
  let current = item;
  for (const key of keys) {
    const next =
      current instanceof Dict
        ? getItem(current, key)
        : failure(`the key ${pyStr(key)} should point to a dictionary, got ${pyRepr(current)}`);
    if (next === undefined) {
      return skipMissing
        ? []
        : failure(`could not find ${pyRepr(key)} key in iterated item ${pyRepr(current)}`);
    }
    current = next;
  }
  return Array.isArray(current)
    ? current
    : failure(`the key ${pyStr(keys.at(-1) ?? '')} should point to a list, got ${pyRepr(current)}`);
}

function failure(message: string, cause?: Value): never {
  throw new PyError('AnsibleError', message, { cause });
}
