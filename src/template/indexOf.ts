import { getItem } from '../value/access.js';
import { PyError } from '../value/errors.js';
import { iterate } from '../value/iterate.js';
import { pyRepr, pyStr } from '../value/repr.js';
import { truthy } from '../value/truth.js';
import { pyTypeName } from '../value/typeName.js';
import { Dict, type Value } from '../value/types.js';
import type { CallContext } from './types.js';

/** What to look for; see the filter index_of. */
export interface IndexQuery {
  readonly data: Value;
  readonly test: Value;
  readonly value: Value;
  /** A key, or a list of keys that lead to the value of each entry. */
  readonly key: Value;
  readonly wantlist: Value;
  readonly fail_on_missing: Value;
}

/** The positions of the entries that pass a test: one number, or a list of several. */
export function indexOf(query: IndexQuery, ctx: CallContext): Value {
  const entries = [...iterate(query.data)];
  const keys = query.key === null ? [] : Array.isArray(query.key) ? query.key : [query.key];
  if (keys.length > 0 && entries.some((entry) => !(entry instanceof Dict))) {
    const types = entries.map(pyTypeName);
    fault(
      `with a key the list may hold dictionaries only, not ${types.slice(0, -1).join(', ')} and ${types.at(-1)}`,
    );
  }
  const found = [...entries.keys()].filter((index) => {
    const entry = at(entries[index]!, keys);
    if (entry !== undefined) return passes(entry, query, ctx);
    if (truthy(query.fail_on_missing))
      fault(`${pyRepr(keys.at(-1)!)} was not found in '${pyStr(entries[index]!)}' at [${index}]`);
    return false;
  });
  return found.length === 1 && !truthy(query.wantlist) ? found[0]! : found;
}

function at(entry: Value, keys: readonly Value[]): Value | undefined {
  let current: Value | undefined = entry;
  for (const key of keys) current = current === undefined ? undefined : getItem(current, key);
  return current;
}

function passes(entry: Value, { test, value }: IndexQuery, ctx: CallContext): boolean {
  const [, negation = '', name = ''] = /^(!|not )?(.*)$/s.exec(pyStr(test)) ?? [];
  const plain = negation === '!' && name === '=' ? '==' : name;
  const right = plain === 'in' && !Array.isArray(value) ? [value] : value;
  const holds = ctx.test(plain, entry, right === null ? [] : [right], new Map());
  return negation === '' ? holds : !holds;
}

function fault(message: string): never {
  throw new PyError('AnsibleError', `Error when using plugin 'index_of': ${message}`);
}
