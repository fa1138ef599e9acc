import type { ArgOption, ArgOptions } from '../spec/types.js';
import { pyStr } from '../value/repr.js';
import { Dict, type Value } from '../value/types.js';

/** What stands for the value of a hidden argument in results. */
export const HIDDEN = 'VALUE_SPECIFIED_IN_NO_LOG_PARAMETER';
/** A shorter value is hidden where it stands alone, not within other texts: most of them hold it by chance. */
const SHORTEST_PART = 4;

/** The texts given for arguments that are `no_log`, also within the arguments of arguments. */
export function hiddenTexts(options: ArgOptions, args: Dict): Set<string> {
  const found = new Set<string>();
  for (const [name, option] of Object.entries(options))
    for (const key of [name, ...(option.aliases ?? [])])
      if (args.has(key)) collect(option, args.get(key)!, found);
  return found;
}

function collect(option: ArgOption, value: Value, found: Set<string>): void {
  if (option.no_log) for (const text of textsIn(value)) found.add(text);
  else if (option.options) {
    for (const each of Array.isArray(value) ? value : [value])
      if (each instanceof Dict) for (const text of hiddenTexts(option.options, each)) found.add(text);
  }
}

function* textsIn(value: Value): Generator<string> {
  if (value instanceof Dict) for (const item of value.values()) yield* textsIn(item);
  else if (Array.isArray(value)) for (const item of value) yield* textsIn(item);
  else if (value !== null && typeof value !== 'boolean' && value !== '') yield pyStr(value);
}

/**
 * A result without the values of hidden arguments, as Ansible returns and registers it: a value that is one of them is
 * replaced by a fixed text, a part of a longer text by stars.
 */
export function withoutHidden(result: Dict, hidden: ReadonlySet<string>): Dict {
  if (hidden.size === 0) return result;
  const longestFirst = [...hidden]
    .filter((text) => text.length >= SHORTEST_PART)
    .sort((a, b) => b.length - a.length);
  const clean = (value: Value): Value => {
    if (value instanceof Dict) return new Dict(Array.from(value, ([key, item]) => [key, clean(item)]));
    if (Array.isArray(value)) return value.map(clean);
    if (typeof value === 'string')
      return hidden.has(value)
        ? HIDDEN
        : longestFirst.reduce((text, part) => text.replaceAll(part, '********'), value);
    const isNumber = typeof value === 'number' || typeof value === 'bigint';
    return isNumber && hidden.has(String(value)) ? HIDDEN : value;
  };
  for (const [key, value] of result) result.set(key, clean(value));
  return result;
}
