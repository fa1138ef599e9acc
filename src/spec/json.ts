import { Dict, Float, floatRepr, Tuple, type Value } from '../value/types.js';
import { valueText } from './text.js';

/** JSON text with Python's default separators (`, ` and `: `), as a `json` argument is handed to a module. */
export function valueToJson(value: Value): string {
  if (value instanceof Dict) {
    const pairs = [...value].map(([key, item]) => `${JSON.stringify(keyText(key))}: ${valueToJson(item)}`);
    return `{${pairs.join(', ')}}`;
  }
  if (Array.isArray(value)) return `[${value.map(valueToJson).join(', ')}]`;
  if (value instanceof Tuple) return `[${value.items.map(valueToJson).join(', ')}]`;
  if (value instanceof Float) return floatRepr(value.value);
  if (typeof value === 'bigint') return String(value);
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return JSON.stringify(value);
  return JSON.stringify(valueText(value));
}

function keyText(key: Value): string {
  if (key === null) return 'null';
  return typeof key === 'boolean' ? String(key) : valueText(key);
}
