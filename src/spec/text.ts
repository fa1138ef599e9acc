import { Dict, floatRepr, type PyObject, Tuple, type Value } from '../value/types.js';

/** Python's `str()` of a value: what a `str` argument receives for a number, a boolean or a list. */
export function valueText(value: Value): string {
  if (typeof value === 'string') return value;
  return representation(value);
}

function representation(value: Value): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : floatRepr(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(representation).join(', ')}]`;
  if (value instanceof Tuple)
    return `(${value.items.map(representation).join(', ')}${value.items.length === 1 ? ',' : ''})`;
  if (value instanceof Dict)
    return `{${[...value].map(([k, v]) => `${representation(k)}: ${representation(v)}`).join(', ')}}`;
  return (value as PyObject).pyStr();
}

function quoted(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll('\r', '\\r');
  return mark + (mark === "'" ? body.replaceAll("'", "\\'") : body) + mark;
}
