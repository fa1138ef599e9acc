import { Float, toFloat, type Value } from '../value/types.js';

const BOOLEAN = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const TRUE = /^(?:yes|true|on)$/i;
const NULL = /^(?:~|null|Null|NULL|)$/;
const INTEGER =
  /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/**
 * The value of a plain (unquoted) scalar under YAML 1.1 as PyYAML reads it: `yes` is true, `012` octal,
 * `12:30` sexagesimal, `1e3` a string. Timestamps stay text, which prints the same as Python's date.
 */
export function resolvePlain(text: string): Value {
  const first = text.charCodeAt(0);
  if (isNumberStart(first)) return resolveNumber(text);
  if (NULL.test(text)) return null;
  return BOOLEAN.test(text) ? TRUE.test(text) : text;
}

function resolveNumber(text: string): Value {
  if (INTEGER.test(text)) return parseInteger(text) ?? text;
  return FLOAT.test(text) ? parseFloatScalar(text) : text;
}

/** The value of a scalar with an explicit `!!int`, `!!float`, `!!bool` or `!!null`; undefined when it does not fit. */
export function resolveAs(kind: string, text: string): Value | undefined {
  switch (kind) {
    case 'null':
      return null;
    case 'bool':
      return BOOLEAN.test(text) || /^(?:yes|no|true|false|on|off)$/i.test(text) ? TRUE.test(text) : undefined;
    case 'int':
      return parseInteger(text.trim());
    case 'float': {
      const plain = text.trim();
      if (FLOAT.test(plain)) return parseFloatScalar(plain);
      const value = Number(plain.replaceAll('_', ''));
      return plain === '' || Number.isNaN(value) ? undefined : toFloat(value);
    }
    default:
      return undefined;
  }
}

function isNumberStart(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 43 || code === 45 || code === 46;
}

function parseInteger(source: string): number | bigint | undefined {
  const text = source.replaceAll('_', '');
  const negative = text.startsWith('-');
  const digits = /^[-+]/.test(text) ? text.slice(1) : text;
  const magnitude = integerMagnitude(digits);
  if (magnitude === undefined) return undefined;
  const value = negative ? -magnitude : magnitude;
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

function integerMagnitude(digits: string): bigint | undefined {
  if (/^0[bx]/.test(digits)) return /^0(?:b[01]+|x[0-9a-fA-F]+)$/.test(digits) ? BigInt(digits) : undefined;
  if (digits.includes(':')) return digits.split(':').reduce((sum, part) => sum * 60n + BigInt(part), 0n);
  if (/^0[0-7]*$/.test(digits)) return BigInt(`0o${digits}`);
  return /^[0-9]+$/.test(digits) ? BigInt(digits) : undefined;
}

function parseFloatScalar(source: string): number | Float {
  const text = source.replaceAll('_', '').toLowerCase();
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = /^[-+]/.test(text) ? text.slice(1) : text;
  if (digits === '.inf') return sign * Number.POSITIVE_INFINITY;
  if (digits === '.nan') return Number.NaN;
  if (digits.includes(':')) {
    return toFloat(sign * digits.split(':').reduce((sum, part) => sum * 60 + Number(part), 0));
  }
  const value = sign * Number(digits);
  return Number.isInteger(value) ? new Float(value) : value;
}
