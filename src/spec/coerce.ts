import { dumps } from '../value/json.js';
import { pyStr } from '../value/repr.js';
import { pyTypeName } from '../value/typeName.js';
import { Dict, Float, Tuple, type Value } from '../value/types.js';
import { parseHumanSize } from './humanSize.js';
import { parseDictText } from './parseDict.js';
import type { ArgType } from './types.js';

/** Words Ansible takes for a boolean, after lower-casing and trimming. */
export const TRUE_WORDS: ReadonlySet<string> = new Set(['y', 'yes', 'on', '1', 'true', 't']);
export const FALSE_WORDS: ReadonlySet<string> = new Set(['n', 'no', 'off', '0', 'false', 'f']);

/**
 * Converts a value to an argument type as ansible-core 2.14 does. Paths are only turned into text: they name
 * files of the target, so `~` is left to the module. Throws a TypeError or RangeError with the reason.
 */
export function coerce(type: ArgType, value: Value): Value {
  switch (type) {
    case 'raw':
      return value;
    case 'str':
    case 'path':
      return pyStr(value);
    case 'bool':
      return toBool(value);
    case 'int':
      return toInt(value);
    case 'float':
      return toFloatNumber(value);
    case 'list':
      return toList(value);
    case 'dict':
      return toDict(value);
    case 'json':
      return toJsonText(value);
    case 'bytes':
    case 'bits':
      return toSize(value, type);
  }
}

function toSize(value: Value, type: 'bytes' | 'bits'): number {
  try {
    return parseHumanSize(pyStr(value), type);
  } catch (error) {
    if (error instanceof RangeError) refuse(value, type === 'bits' ? 'a Bit value' : 'a Byte value');
    throw error;
  }
}

/** Python's name of the value's type, as error messages show it: `<class 'str'>`. */
export function typeName(value: Value): string {
  return `<class '${pyTypeName(value)}'>`;
}

function refuse(value: Value, wanted: string): never {
  throw new TypeError(`${typeName(value)} cannot be converted to ${wanted}`);
}

function toBool(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  const number = value instanceof Float ? value.value : value;
  if (number === 1) return true;
  if (number === 0) return false;
  if (typeof value === 'string') {
    const word = value.trim().toLowerCase();
    if (TRUE_WORDS.has(word)) return true;
    if (FALSE_WORDS.has(word)) return false;
  }
  if (
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    value instanceof Float
  ) {
    throw new TypeError(
      `The value '${pyStr(value)}' is not a valid boolean.  Valid booleans include: yes, no, on, off, true, false, 1, 0`,
    );
  }
  return refuse(value, 'a bool');
}

function toInt(value: Value): number {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  if (typeof value === 'string' && /^\s*[+-]?\d+(_\d+)*\s*$/.test(value)) {
    const number = Number(value.replaceAll('_', ''));
    if (Number.isSafeInteger(number)) return number;
  }
  return refuse(value, 'an int');
}

function toFloatNumber(value: Value): number {
  if (typeof value === 'number') return value;
  if (value instanceof Float) return value.value;
  if (typeof value === 'boolean' || typeof value === 'bigint') return Number(value);
  if (typeof value === 'string') {
    const text = value.trim().replace(/(\d)_(?=\d)/g, '$1');
    if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
    const word = /^([+-]?)(inf|infinity|nan)$/i.exec(text);
    if (word) return word[2]!.toLowerCase() === 'nan' ? Number.NaN : word[1] === '-' ? -Infinity : Infinity;
  }
  return refuse(value, 'a float');
}

function toList(value: Value): Value[] {
  if (Array.isArray(value)) return value;
  if (typeof value === 'string') return value.split(',');
  const scalar = typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint';
  return scalar || value instanceof Float ? [pyStr(value)] : refuse(value, 'a list');
}

function toDict(value: Value): Dict {
  if (value instanceof Dict) return value;
  return typeof value === 'string' ? parseDictText(value) : refuse(value, 'a dict');
}

function toJsonText(value: Value): string {
  if (typeof value === 'string') return value.trim();
  if (Array.isArray(value) || value instanceof Dict || value instanceof Tuple) return dumps(value);
  return refuse(value, 'a json string');
}
