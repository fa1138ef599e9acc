import { PyError, valueError } from './errors.js';
import { doubleOf, type Int, intOf, isFloat } from './numbers.js';
import { pyTypeName } from './typeName.js';
import { floatRepr, type Value } from './types.js';

/** The parts of a format specification that concern numbers. */
interface NumberStyle {
  /** Presentation: one of `d b o x X n c` for ints, `e E f F g G n %` for floats, empty for the default. */
  readonly kind: string;
  readonly precision?: number | undefined;
  /** `#`: prefixes 0x/0o/0b, keeps trailing zeros of g. */
  readonly alternate: boolean;
  /** Thousands separator, `,` or `_`. */
  readonly grouping: string;
}

const bases: Readonly<Record<string, { radix: number; prefix: string }>> = {
  d: { radix: 10, prefix: '' },
  n: { radix: 10, prefix: '' },
  '': { radix: 10, prefix: '' },
  b: { radix: 2, prefix: '0b' },
  o: { radix: 8, prefix: '0o' },
  x: { radix: 16, prefix: '0x' },
  X: { radix: 16, prefix: '0X' },
};

/** A formatted number in the pieces that padding needs: sign apart from prefix and digits. */
interface NumberText {
  readonly negative: boolean;
  readonly prefix: string;
  readonly digits: string;
}

/** Formats the magnitude of a number. Throws ValueError for a presentation the type does not have. */
export function formatNumber(value: Value, style: NumberStyle): NumberText {
  const int = intOf(value);
  if (int !== undefined && !isFloat(value) && !/^[eEfFgG%]$/.test(style.kind)) return formatInt(int, style);
  if (!/^[eEfFgGn%]?$/.test(style.kind)) {
    valueError(`Unknown format code '${style.kind}' for object of type '${pyTypeName(value)}'`);
  }
  const number = doubleOf(value)!;
  const negative = number < 0 || Object.is(number, -0);
  return { negative, prefix: '', digits: floatDigits(Math.abs(number), style) };
}

function formatInt(int: Int, style: NumberStyle): NumberText {
  if (style.kind === 'c') {
    if (int < 0 || int > 0x10ffff) throw new PyError('OverflowError', '%c arg not in range(0x110000)');
    return { negative: false, prefix: '', digits: String.fromCodePoint(Number(int)) };
  }
  const base =
    bases[style.kind] ?? valueError(`Unknown format code '${style.kind}' for object of type 'int'`);
  const magnitude = BigInt(int) < 0n ? -BigInt(int) : BigInt(int);
  const text = magnitude.toString(base.radix);
  const digits = style.kind === 'X' ? text.toUpperCase() : text;
  const grouped = group(digits, style.grouping, base.radix === 10 ? 3 : 4);
  return { negative: int < 0, prefix: style.alternate ? base.prefix : '', digits: grouped };
}

/** Digits of a non-negative double in one of Python's float presentations. */
function floatDigits(number: number, style: NumberStyle): string {
  const upper = style.kind !== '' && style.kind === style.kind.toUpperCase();
  if (!Number.isFinite(number)) {
    const text = floatRepr(number) + (style.kind === '%' ? '%' : '');
    return upper ? text.toUpperCase() : text;
  }
  const kind = style.kind.toLowerCase();
  let text: string;
  if (kind === 'f') text = fixed(number, style.precision ?? 6);
  else if (kind === '%') text = `${fixed(number * 100, style.precision ?? 6)}%`;
  else if (kind === 'e') text = pad(number.toExponential(Math.min(100, style.precision ?? 6)));
  else if (kind === '' && style.precision === undefined) text = floatRepr(number);
  else text = general(number, style.precision ?? 6, style.alternate, kind === '');
  const match = /^(\d+)(.*)$/s.exec(text)!;
  text = group(match[1]!, style.grouping, 3) + match[2]!;
  return upper ? text.toUpperCase() : text;
}

function general(number: number, precision: number, keepZeros: boolean, isDefault: boolean): string {
  const digits = Math.min(100, Math.max(1, precision));
  const [mantissa, power] = number.toExponential(digits - 1).split('e') as [string, string];
  const exponent = Number(power);
  const strip = (text: string): string =>
    keepZeros || !text.includes('.') ? text : text.replace(/0+$/, '').replace(/\.$/, '');
  const limit = isDefault ? digits - 1 : digits;
  if (exponent < -4 || exponent >= limit) return pad(`${strip(mantissa)}e${power}`);
  const text = strip(fixed(number, digits - 1 - exponent));
  return isDefault && !text.includes('.') ? `${text}.0` : text;
}

/** toFixed of a non-negative number with ties to even, which JS rounds up; JS also switches to exponents from 1e21 and caps the precision at 100. */
export function fixed(number: number, precision: number): string {
  if (number < 1e21) {
    const exact = number.toFixed(Math.min(100, precision + 30));
    const kept = exact.slice(0, exact.length - 30).replace(/\.$/, '');
    const isTie = precision <= 70 && /^50*$/.test(exact.slice(exact.length - 30));
    return isTie && Number(kept.at(-1)) % 2 === 0 ? kept : number.toFixed(Math.min(100, precision));
  }
  return BigInt(number).toString() + (precision > 0 ? `.${'0'.repeat(precision)}` : '');
}

function pad(exponential: string): string {
  return exponential.replace(/e([+-])(\d)$/, 'e$10$2');
}

function group(digits: string, separator: string, size: number): string {
  if (separator === '') return digits;
  const parts: string[] = [];
  for (let end = digits.length; end > 0; end -= size)
    parts.unshift(digits.slice(Math.max(0, end - size), end));
  return parts.join(separator);
}
