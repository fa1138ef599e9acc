import type { SourceSpan } from '../diag/span.js';
import { Dict, type Key, type Value } from '../value/types.js';

class ContainerSpans {
  readonly keys = new Map<Key, SourceSpan>();
  readonly values = new Map<Key, SourceSpan>();
  constructor(readonly self: SourceSpan) {}
}

/** Of lists; Dicts, which a run copies far more often, carry theirs. */
const ofLists = new WeakMap<object, ContainerSpans>();

function spansOf(container: object): ContainerSpans | undefined {
  if (!(container instanceof Dict)) return ofLists.get(container);
  const origin = Dict.originOf(container);
  return origin instanceof ContainerSpans ? origin : undefined;
}

function keepSpans(container: Dict | Value[], spans: ContainerSpans): void {
  if (container instanceof Dict) Dict.setOrigin(container, spans);
  else ofLists.set(container, spans);
}

/** Remembers where a Dict or list of a source stands. */
export function setSpan(container: Dict | Value[], self: SourceSpan): void {
  keepSpans(container, new ContainerSpans(self));
}

/** Remembers where an entry's key (Dicts only) and value stand. Call setSpan first. */
export function setEntrySpan(
  container: Dict | Value[],
  key: Key,
  value: SourceSpan,
  keySpan?: SourceSpan,
): void {
  const spans = spansOf(container);
  if (!spans) throw new Error('setSpan must precede setEntrySpan');
  spans.values.set(key, value);
  if (keySpan) spans.keys.set(key, keySpan);
}

/** Gives a container made from another one (a copy, its rendered form) the places of that one. */
export function shareSpans<T extends Dict | Value[]>(from: Dict | Value[], to: T): T {
  const spans = spansOf(from);
  if (spans) keepSpans(to, spans);
  return to;
}

/** Where a Dict or list begins; undefined for values that did not come from a file. */
export function spanOf(container: Value): SourceSpan | undefined {
  return typeof container === 'object' && container !== null ? spansOf(container)?.self : undefined;
}

/** Where the value under a key (or list index) begins. For block scalars: the first line of the text. */
export function valueSpan(container: Dict | Value[], key: Key): SourceSpan | undefined {
  return spansOf(container)?.values.get(key);
}

/** Where a key of a Dict stands. */
export function keySpan(container: Dict, key: Key): SourceSpan | undefined {
  return spansOf(container)?.keys.get(key);
}
