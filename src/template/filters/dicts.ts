import { getItem } from '../../value/access.js';
import { asText } from '../../value/coerce.js';
import { requireDefined } from '../../value/defined.js';
import { PyError, typeError } from '../../value/errors.js';
import { iterate, toList } from '../../value/iterate.js';
import { dumps } from '../../value/json.js';
import { toKey } from '../../value/keys.js';
import { withoutMarkup } from '../../value/markup.js';
import { type ListMerge, listMerges, mergeDicts } from '../../value/merge.js';
import { pyRepr, pyStr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import { pyClassText, pyTypeName } from '../../value/typeName.js';
import { Dict, type Kwargs, PyObject, type Value } from '../../value/types.js';
import { bind } from './arguments.js';
import { attributeGetter, subscript } from './attribute.js';
import type { FilterEntry } from './entry.js';
import { flatten } from './nesting.js';

/** Filters that build and reshape dicts. */
export const dictFilters: readonly FilterEntry[] = [
  {
    name: 'combine',
    doc: 'Merges dicts, later ones win; `recursive=true` merges nested dicts, `list_merge` says how lists combine.',
    apply: combine,
  },
  {
    name: 'dict2items',
    doc: 'A dict as a list of {key, value}; `key_name` and `value_name` rename them.',
    apply: dictToItems,
  },
  { name: 'items2dict', doc: 'The reverse of dict2items.', apply: itemsToDict },
  {
    name: 'extract',
    doc: 'The element of `container` under the value, then under `morekeys`: `["a", "b"] | map("extract", d)`.',
    apply: (input, args, kwargs) => {
      const { container, morekeys } = bind('extract', ['container', ['morekeys', null]], args, kwargs);
      const more = morekeys === null ? [] : Array.isArray(morekeys) ? morekeys : [morekeys];
      return [input, ...more].reduce(subscript, container);
    },
  },
  {
    name: 'rekey_on_member',
    doc: 'A dict of the given dicts keyed by their member `key`; `duplicates="overwrite"` lets later ones win.',
    apply: rekey,
  },
  {
    name: 'dict',
    doc: 'A dict from a list of (key, value) pairs.',
    apply: (input) =>
      new Dict(
        Array.from(iterate(input), (pair) => {
          const [key, value] = toList(pair);
          if (key === undefined || value === undefined)
            typeError('cannot convert dictionary update sequence element');
          return [toKey(key!), value!] as const;
        }),
      ),
  },
  {
    name: 'dict_kv',
    doc: 'A dict with the one entry `key`: value.',
    apply: (input, args, kwargs) => new Dict([[toKey(bind('dict_kv', ['key'], args, kwargs).key), input]]),
  },
  {
    name: 'groupby_as_dict',
    doc: 'A dict of the given dicts keyed by an attribute, which must be unique.',
    apply: groupByAsDict,
  },
  {
    name: 'counter',
    doc: 'A dict that counts how often each item occurs.',
    apply: (input) => {
      const counts = new Dict();
      for (const item of iterate(input)) {
        const key = toKey(item);
        counts.set(key, ((counts.get(key) as number | undefined) ?? 0) + 1);
      }
      return counts;
    },
  },
];

function combine(input: Value, args: Value[], kwargs: Kwargs): Value {
  const params = [
    ['recursive', false],
    ['list_merge', 'replace'],
  ] as const;
  if ([...kwargs.keys()].some((name) => name !== 'recursive' && name !== 'list_merge')) {
    throw new PyError('AnsibleError', "'recursive' and 'list_merge' are the only valid keyword arguments");
  }
  const { recursive, list_merge } = bind('combine', params, [], kwargs);
  const mode = listMerges.find((name) => name === list_merge);
  if (!mode) {
    const known = listMerges.map((name) => `'${name}'`).join(', ');
    throw new PyError(
      'AnsibleError',
      `'list_merge' argument to combine() must be one of ${known}, not ${pyRepr(list_merge)}`,
    );
  }
  const dicts = flatten([input, ...args], 1, true);
  let merged: Value | undefined;
  for (const over of dicts) {
    requireDefined(over);
    if (merged === undefined) merged = over;
    else merged = overlay(merged, over, truthy(recursive), mode);
  }
  return merged ?? new Dict();
}

function overlay(base: Value, over: Value, recursive: boolean, mode: ListMerge): Dict {
  if (base instanceof Dict && over instanceof Dict) return mergeDicts(base, over, recursive, mode);
  throw new PyError(
    'AnsibleError',
    `failed to combine variables, expected dicts but got a '${pyTypeName(base)}' and a '${pyTypeName(over)}': \n${shown(base)}\n${shown(over)}`,
  );
}

function shown(value: Value): string {
  try {
    return dumps(withoutMarkup(value));
  } catch {
    return pyStr(value);
  }
}

function dictToItems(input: Value, args: Value[], kwargs: Kwargs): Value[] {
  const { key_name, value_name } = bind('dict_to_list_of_dict_key_value_elements', keyAndValue, args, kwargs);
  if (!(input instanceof Dict)) {
    return typeError(`dict2items requires a dictionary, got ${pyClassText(input)} instead.`, input);
  }
  requireDefined(key_name);
  requireDefined(value_name);
  const [keyName, valueName] = [toKey(key_name), toKey(value_name)];
  return Array.from(
    input,
    ([key, value]) =>
      new Dict([
        [keyName, key],
        [valueName, value],
      ]),
  );
}

const keyAndValue = [
  ['key_name', 'key'],
  ['value_name', 'value'],
] as const;

function itemsToDict(input: Value, args: Value[], kwargs: Kwargs): Dict {
  const { key_name, value_name } = bind('list_of_dict_key_value_elements_to_dict', keyAndValue, args, kwargs);
  if (!Array.isArray(input))
    return typeError(`items2dict requires a list, got ${pyClassText(input)} instead.`, input);
  if (input.some((item) => !(item instanceof Dict)))
    return typeError(`items2dict requires a list of dictionaries, got ${pyRepr(input)} instead.`);
  const dict = new Dict();
  for (const item of input) {
    const key = getItem(item, key_name);
    const value = getItem(item, value_name);
    if (key === undefined || value === undefined) {
      return typeError(
        `items2dict requires each dictionary in the list to contain the keys '${asText(key_name)}' and '${asText(value_name)}', got ${pyRepr(input)} instead.`,
      );
    }
    dict.set(toKey(key), value);
  }
  return dict;
}

function rekey(input: Value, args: Value[], kwargs: Kwargs): Dict {
  const { key, duplicates } = bind('rekey_on_member', ['key', ['duplicates', 'error']], args, kwargs);
  if (duplicates !== 'error' && duplicates !== 'overwrite') {
    throw new PyError(
      'AnsibleError',
      `duplicates parameter to rekey_on_member has unknown value: ${pyRepr(duplicates)}`,
    );
  }
  const items = membersOf(input);
  const result = new Dict();
  for (const item of items) {
    if (!(item instanceof Dict)) {
      throw new PyError('AnsibleError', 'List item is not a valid dict');
    }
    const member = getItem(item, key);
    if (member === undefined) throw new PyError('AnsibleError', `Key ${pyStr(key)} was not found`);
    const name = toKey(member);
    if (duplicates === 'error' && result.has(name)) {
      throw new PyError(
        'AnsibleError',
        `Key ${pyRepr(member)} is not unique, cannot correctly turn into dict`,
      );
    }
    result.set(name, item);
  }
  return result;
}

function membersOf(input: Value): Value[] {
  requireDefined(input);
  if (input instanceof Dict) return [...input.values()];
  if (Array.isArray(input) || (input instanceof PyObject && input.pyIterate() !== undefined))
    return toList(input);
  throw new PyError('AnsibleError', 'Type is not a valid list, set, or dict');
}

function groupByAsDict(input: Value, args: Value[], kwargs: Kwargs): Dict {
  const { attribute } = bind('groupby_as_dict', ['attribute'], args, kwargs);
  const get = attributeGetter(attribute);
  const result = new Dict();
  for (const item of iterate(input)) {
    const key = toKey(get(item));
    if (result.has(key)) {
      throw new PyError('AnsibleError', `Multiple sequence entries have attribute value ${pyRepr(key)}`);
    }
    result.set(key, item);
  }
  return result;
}
