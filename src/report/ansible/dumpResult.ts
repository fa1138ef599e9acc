import { compareText } from '../../value/codePoints.js';
import { dumps } from '../../value/json.js';
import { pyStr } from '../../value/repr.js';
import { Dict, type Value } from '../../value/types.js';

/** Keys a result loses before it is shown. */
const HIDDEN: ReadonlySet<string> = new Set(['failed', 'skipped', 'exception']);
const INTERNAL: ReadonlySet<string> = new Set(['add_host', 'add_group']);

/** A result without what only the engine needs; `invocation` and `diff` stay from `-vvv` on. */
export function visibleResult(result: Dict, verbosity: number): Dict {
  const shown = withoutInternal(result);
  for (const key of HIDDEN) shown.delete(key);
  if (verbosity < 3) {
    shown.delete('invocation');
    shown.delete('diff');
  }
  return shown;
}

/** Python's JSON with sorted keys; where keys of several types cannot be sorted, only the top level is. */
export function sortedJson(value: Dict, indent?: number, ensureAscii = false): string {
  const base = { indent, ensureAscii, fallback: (object: Value) => pyStr(object) } as const;
  try {
    return dumps(value, { ...base, sortKeys: true });
  } catch {
    const entries = [...value].sort(([a], [b]) => compareText(pyStr(a), pyStr(b)));
    return dumps(new Dict(entries), base);
  }
}

function withoutInternal(result: Dict): Dict {
  const kept = new Dict();
  for (const [key, value] of result) {
    if (typeof key === 'string' && (key.startsWith('_ansible_') || INTERNAL.has(key))) continue;
    kept.set(key, cleaned(value));
  }
  return kept;
}

function cleaned(value: Value): Value {
  if (value instanceof Dict) return withoutInternal(value);
  return Array.isArray(value) ? value.map(cleaned) : value;
}

/** What the debug module's results keep: the message alone, or the variable without the bookkeeping. */
export function debugResult(result: Dict): Dict {
  const isInternal = (key: unknown) => String(key).startsWith('_');
  const keep = result.has('msg')
    ? (key: unknown) => isInternal(key) || DEBUG_KEPT.has(String(key))
    : (key: unknown) => !DEBUG_HIDDEN.has(String(key));
  return new Dict([...result].filter(([key]) => keep(key)));
}

const DEBUG_KEPT: ReadonlySet<string> = new Set(['msg', 'exception', 'warnings', 'deprecations']);
const DEBUG_HIDDEN: ReadonlySet<string> = new Set([
  'changed',
  'failed',
  'skipped',
  'invocation',
  'skip_reason',
]);
