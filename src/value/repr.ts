import { requireDefined } from './defined.js';
import { Dict, floatRepr, PyObject, Tuple, Undefined, type Value } from './types.js';

/** Python's `str(v)`: text as it is, everything else as its repr (None gives `None`). Throws for an Undefined. */
export function pyStr(value: Value): string {
  if (typeof value === 'string') return value;
  if (value instanceof PyObject && !(value instanceof Dict) && !(value instanceof Tuple)) {
    requireDefined(value);
    return value.pyStr();
  }
  return pyRepr(value);
}

/** Python's `repr(v)`, nested values included; a container inside itself prints as `[...]` or `{...}`. */
export function pyRepr(value: Value): string {
  return represent(value, []);
}

function represent(value: Value, open: readonly Value[]): string {
  if (value === null) return 'None';
  if (typeof value === 'string') return strRepr(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isInteger(value) ? intText(value) : floatRepr(value);
  if (Array.isArray(value)) {
    if (open.includes(value)) return '[...]';
    const inside = [...open, value];
    return `[${value.map((item) => represent(item, inside)).join(', ')}]`;
  }
  if (value instanceof Dict) {
    if (open.includes(value)) return '{...}';
    const inside = [...open, value];
    const entries = Array.from(
      value,
      ([key, item]) => `${represent(key, inside)}: ${represent(item, inside)}`,
    );
    return `{${entries.join(', ')}}`;
  }
  if (value instanceof Tuple) {
    const items = value.items.map((item) => represent(item, [...open, value]));
    return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`;
  }
  if (value instanceof Undefined && !value.lenient) return representUndefined(value, open);
  return value.pyRepr();
}

function representUndefined({ name, hint, lacking }: Undefined, open: readonly Value[]): string {
  const owner = lacking ? represent(lacking.owner, open) : 'missing';
  const sentence = lacking || hint === undefined ? 'None' : strRepr(hint);
  return `AnsibleUndefined(hint=${sentence}, obj=${owner}, name=${represent(lacking ? lacking.key : name, open)})`;
}

function intText(value: number): string {
  return Number.isSafeInteger(value) ? String(value + 0) : String(BigInt(value));
}

const plain = /^[ !#-&(-[\]-~]*$/;
const named: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** repr of text: single quotes unless only those occur inside; unprintable characters are escaped. */
function strRepr(text: string): string {
  if (plain.test(text)) return `'${text}'`;
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let out = '';
  for (const char of text) {
    if (char === quote) out += `\\${char}`;
    else out += named[char] ?? (/[^ \P{Z}]|\p{C}/u.test(char) ? escapeChar(char) : char);
  }
  return quote + out + quote;
}

function escapeChar(char: string): string {
  const hex = char.codePointAt(0)!.toString(16);
  if (hex.length <= 2) return `\\x${hex.padStart(2, '0')}`;
  return hex.length <= 4 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

/** Python's `ascii(v)`: the repr with everything beyond ASCII escaped. */
export function asciiRepr(value: Value): string {
  return pyRepr(value).replace(/[^\x00-\x7f]/gu, escapeChar);
}
