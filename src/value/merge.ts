import { equals } from './compare.js';
import { findKey } from './keys.js';
import { Dict, type Value } from './types.js';

/** What `combine(list_merge=...)` does when both sides hold a list. */
export const listMerges = ['replace', 'keep', 'append', 'prepend', 'append_rp', 'prepend_rp'] as const;
export type ListMerge = (typeof listMerges)[number];

/**
 * A new dict with the entries of `base` overlaid by those of `over`. `recursive` merges dicts inside dicts;
 * `listMerge` says what happens to lists (`_rp` drops base items that `over` has too). The inputs stay unchanged.
 */
export function mergeDicts(base: Dict, over: Dict, recursive = true, listMerge: ListMerge = 'replace'): Dict {
  const merged = base.copy();
  for (const [key, value] of over) {
    const present = findKey(merged, key);
    if (present === undefined) merged.set(key, value);
    else merged.set(present, mergeValues(merged.get(present)!, value, recursive, listMerge));
  }
  return merged;
}

function mergeValues(base: Value, over: Value, recursive: boolean, listMerge: ListMerge): Value {
  if (recursive && base instanceof Dict && over instanceof Dict)
    return mergeDicts(base, over, true, listMerge);
  if (!Array.isArray(base) || !Array.isArray(over)) return over;
  switch (listMerge) {
    case 'keep':
      return base;
    case 'append':
      return [...base, ...over];
    case 'prepend':
      return [...over, ...base];
    case 'append_rp':
      return [...without(base, over), ...over];
    case 'prepend_rp':
      return [...over, ...without(base, over)];
    default:
      return over;
  }
}

function without(items: readonly Value[], removed: readonly Value[]): Value[] {
  return items.filter((item) => !removed.some((other) => equals(item, other)));
}
