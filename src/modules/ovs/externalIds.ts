import { Dict, Float, type Value } from '../../value/types.js';

/** The wanted external ids as text; null means that the key is removed. Booleans are OVS's `true` and `false`. */
export function wantedIds(ids: Value | undefined): Map<string, string | null> {
  const wanted = new Map<string, string | null>();
  if (!(ids instanceof Dict)) return wanted;
  for (const [key, value] of ids) wanted.set(String(key), value === null ? null : scalarText(value));
  return wanted;
}

/** The keys whose current value differs from the wanted one. */
export function differingIds(
  wanted: ReadonlyMap<string, string | null>,
  current: ReadonlyMap<string, string>,
): [key: string, value: string | null][] {
  return [...wanted].filter(([key, value]) => (current.get(key) ?? null) !== value);
}

/** `column:key=value` with the quoting that ovs-vsctl's own value syntax asks for. */
export function mapAssignment(column: string, key: string, value: string): string {
  return `${column}:${quoteAtom(key)}=${quoteAtom(value)}`;
}

/** Quotes a string as a JSON string unless ovs-vsctl reads it as it stands. */
export function quoteAtom(text: string): string {
  return /^[A-Za-z_][\w.-]*$/.test(text) && text !== 'true' && text !== 'false' ? text : JSON.stringify(text);
}

function scalarText(value: Value): string {
  return value instanceof Float ? String(value.value) : String(value);
}
