import { asText } from '../../value/coerce.js';
import { equals } from '../../value/compare.js';
import { PyError } from '../../value/errors.js';
import { iterate } from '../../value/iterate.js';
import { toKey } from '../../value/keys.js';
import { compilePattern } from '../../value/pyre.js';
import { pyStr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import { Dict, type Key, type Kwargs, type Value } from '../../value/types.js';
import { bind } from './arguments.js';
import type { FilterEntry } from './entry.js';

/** Filters that pick, drop and rename keys at any depth. `matching_parameter`: equality, starts_with, ends_with, regex. */
export const dataKeyFilters: readonly FilterEntry[] = [
  {
    name: 'keep_keys',
    doc: 'Only the entries whose keys are in `target`, at any depth; `matching_parameter` equality, starts_with, ends_with or regex.',
    apply: (input, args, kwargs) => {
      const { wanted, data } = request('keep_keys', 'keep', input, args, kwargs);
      return keep(data, wanted);
    },
  },
  {
    name: 'remove_keys',
    doc: 'Everything but the entries whose keys are in `target`, at any depth; `matching_parameter` as for keep_keys.',
    apply: (input, args, kwargs) => {
      const { wanted, data } = request('remove_keys', 'attribute removal', input, args, kwargs);
      return remove(data, wanted);
    },
  },
  {
    name: 'replace_keys',
    doc: 'Renames keys at any depth; `target` is a list of {before, after}, `matching_parameter` as for keep_keys.',
    apply: replaceKeys,
  },
];

type Matcher = (key: Key) => boolean;

function matcher(pattern: Value, how: string): Matcher {
  if (how === 'regex') {
    const compiled = compilePattern(asText(pattern));
    return (key) => compiled.match(pyStr(key)) !== null;
  }
  if (how === 'starts_with') return (key) => pyStr(key).startsWith(asText(pattern));
  if (how === 'ends_with') return (key) => pyStr(key).endsWith(asText(pattern));
  return (key) => equals(key, pattern);
}

const modes = ['equality', 'starts_with', 'ends_with', 'regex'];

function modeOf(value: Value): string {
  const mode = pyStr(value);
  if (modes.includes(mode)) return mode;
  throw new PyError(
    'AnsibleError',
    `value of matching_parameter must be one of: starts_with, ends_with, regex, got: ${mode}`,
  );
}

const params = ['target', ['matching_parameter', 'equality']] as const;

function request(
  name: string,
  operation: string,
  input: Value,
  args: Value[],
  kwargs: Kwargs,
): { wanted: Matcher; data: Value } {
  const { target, matching_parameter } = bind(name, params, args, kwargs);
  checkData(name, operation, input);
  const how = modeOf(matching_parameter);
  const patterns = typeof target === 'string' ? [target] : [...iterate(target)];
  const matchers = patterns.map((pattern) => matcher(pattern, how));
  return { data: input, wanted: (key) => matchers.some((matches) => matches(key)) };
}

function checkData(name: string, operation: string, input: Value): void {
  if (Array.isArray(input) || input instanceof Dict) return;
  throw new PyError(
    'AnsibleError',
    `Error when using plugin '${name}': Input is not valid for ${operation} operation`.replace(
      'removal operation',
      'removal',
    ),
  );
}

const isEmpty = (value: Value): boolean =>
  (Array.isArray(value) && value.length === 0) || (value instanceof Dict && value.size === 0);

/** Containers stay when something inside them does; lists of texts alone do not. */
function keep(data: Value, wanted: Matcher): Value {
  if (Array.isArray(data)) return data.map((item) => keep(item, wanted));
  if (!(data instanceof Dict)) return data;
  const kept = new Dict();
  for (const [key, value] of data) {
    if (!Array.isArray(value) && !(value instanceof Dict)) {
      if (wanted(key)) kept.set(key, value);
      continue;
    }
    let inner = keep(value, wanted);
    if (Array.isArray(inner)) {
      inner = inner.filter((item) => !isEmpty(item));
      if (inner.every((item) => typeof item === 'string')) continue;
    }
    if (!isEmpty(inner)) kept.set(key, inner);
  }
  return kept;
}

/** Items of lists that are false vanish with them. */
function remove(data: Value, wanted: Matcher): Value {
  if (Array.isArray(data)) return data.map((item) => remove(item, wanted)).filter(truthy);
  if (!(data instanceof Dict)) return data;
  const rest = Array.from(data).filter(([key]) => !wanted(key));
  return new Dict(rest.map(([key, value]) => [key, remove(value, wanted)] as const));
}

function replaceKeys(input: Value, args: Value[], kwargs: Kwargs): Value {
  const { target, matching_parameter } = bind('replace_keys', params, args, kwargs);
  checkData('replace_keys', 'replace', input);
  const how = modeOf(matching_parameter);
  const renames = Array.from(iterate(target), (item) => {
    const [before, after] = item instanceof Dict ? [item.get('before'), item.get('after')] : [];
    if (before === undefined || after === undefined) {
      throw new PyError('AnsibleError', "replace_keys: every target needs 'before' and 'after'");
    }
    return { matches: matcher(before, how), after: toKey(after) };
  });
  const rename = (data: Value): Value => {
    if (Array.isArray(data)) return data.map(rename);
    if (!(data instanceof Dict)) return data;
    const renamed = data.copy();
    for (const { matches, after } of renames) {
      for (const key of [...renamed.keys()].filter(matches)) {
        const value = renamed.get(key)!;
        renamed.delete(key);
        renamed.set(after, value);
      }
    }
    return new Dict(Array.from(renamed, ([key, value]) => [key, rename(value)] as const));
  };
  return rename(input);
}
