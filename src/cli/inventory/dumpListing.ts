import { stringify } from 'smol-toml';
import { toJs } from '../../value/convert.js';
import { DateTime } from '../../value/datetime.js';
import { PyError } from '../../value/errors.js';
import { dumps } from '../../value/json.js';
import { pyStr } from '../../value/repr.js';
import { Dict, type Value } from '../../value/types.js';
import { dumpYaml } from '../../yaml/dump.js';
import { printable, taggedAsJson } from './printable.js';

export type ListingForm = 'json' | 'yaml' | 'toml';

/** A listing as text. JSON and YAML have sorted keys; keys that cannot be ordered keep their order. */
export function dumpListing(data: Dict, form: ListingForm): string {
  if (form === 'yaml') return dumpYaml(data, { defaultFlowStyle: false });
  if (form === 'toml') return stringify(toJs(withoutNull(printable(data))));
  const tagged = taggedAsJson(data);
  const options = {
    indent: 4,
    ensureAscii: false,
    fallback: (value: Value) => (value instanceof DateTime ? pyStr(value).replace(' ', 'T') : undefined),
  };
  try {
    return dumps(tagged, { ...options, sortKeys: true });
  } catch (error) {
    if (!(error instanceof PyError)) throw error;
    return dumps(tagged, options);
  }
}

/** TOML has no null: such entries are left out. */
function withoutNull(value: Value): Value {
  if (Array.isArray(value)) return value.filter((item) => item !== null).map(withoutNull);
  if (!(value instanceof Dict)) return value;
  return new Dict(
    [...value].filter(([, item]) => item !== null).map(([key, item]) => [key, withoutNull(item)]),
  );
}
