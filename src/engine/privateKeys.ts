import type { ModuleOutcome } from '../module/types.js';
import { Dict, type Value } from '../value/types.js';

const PEM = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]+?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/g;
const MARK = 'PRIVATE KEY-----';
/** Base64 of `-----BEGIN`, with which files that hold a key in PEM begin. */
const PEM_IN_BASE64 = 'LS0tLS1CRUdJTi';

/** The private keys in PEM that a result or its differences hold, in clear or, as `slurp` returns them, in base64. */
export function* privateKeysIn(outcome: ModuleOutcome): Generator<string> {
  yield* keysIn(outcome.value);
  for (const { before, after, prepared } of outcome.diffs)
    for (const text of [before, after, prepared]) if (text !== undefined) yield* keysIn(text);
}

function* keysIn(value: Value): Generator<string> {
  if (value instanceof Dict) for (const item of value.values()) yield* keysIn(item);
  else if (Array.isArray(value)) for (const item of value) yield* keysIn(item);
  else if (typeof value !== 'string') return;
  else if (value.startsWith(PEM_IN_BASE64)) yield* keysIn(Buffer.from(value, 'base64').toString('latin1'));
  else if (value.includes(MARK)) for (const [key] of value.matchAll(PEM)) yield key;
}
