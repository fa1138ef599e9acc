import type { SourceSpan } from '../diag/span.js';
import type { Dict, Key, Value } from '../value/types.js';

interface ContainerSpans {
  readonly self: SourceSpan;
  readonly keys: Map<Key, SourceSpan>;
  readonly values: Map<Key, SourceSpan>;
}

const known = new WeakMap<object, ContainerSpans>();

/** Remembers where a Dict or list of a source stands. */
export function setSpan(container: Dict | Value[], self: SourceSpan): void {
  known.set(container, { self, keys: new Map(), values: new Map() });
}

/** Remembers where an entry's key (Dicts only) and value stand. Call setSpan first. */
export function setEntrySpan(
  container: Dict | Value[],
  key: Key,
  value: SourceSpan,
  keySpan?: SourceSpan,
): void {
  const spans = known.get(container);
  if (!spans) throw new Error('setSpan must precede setEntrySpan');
  spans.values.set(key, value);
  if (keySpan) spans.keys.set(key, keySpan);
}

/** Gives a container made from another one (a copy, its rendered form) the places of that one. */
export function shareSpans<T extends Dict | Value[]>(from: Dict | Value[], to: T): T {
  const spans = known.get(from);
  if (spans) known.set(to, spans);
  return to;
}

/** Where a Dict or list begins; undefined for values that did not come from a file. */
export function spanOf(container: Value): SourceSpan | undefined {
  return typeof container === 'object' && container !== null ? known.get(container)?.self : undefined;
}

/** Where the value under a key (or list index) begins. For block scalars: the first line of the text. */
export function valueSpan(container: Dict | Value[], key: Key): SourceSpan | undefined {
  return known.get(container)?.values.get(key);
}

/** Where a key of a Dict stands. */
export function keySpan(container: Dict, key: Key): SourceSpan | undefined {
  return known.get(container)?.keys.get(key);
}
