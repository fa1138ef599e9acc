import { requireDefined } from './defined.js';
import { PyError, typeError, valueError } from './errors.js';
import { exactPower } from './exactPower.js';
import { escapeHtml, Markup } from './markup.js';
import { doubleOf, type Int, intOf, toInt } from './numbers.js';
import { percentFormat } from './percentFormat.js';
import { pyTypeName } from './typeName.js';
import { PyObject, Tuple, toFloat, type Value } from './types.js';

/** Python's `a + b`: numbers, text, lists and tuples. */
export function add(a: Value, b: Value): Value {
  if (typeof a === 'string' && typeof b === 'string') return a + b;
  if (Array.isArray(a) && Array.isArray(b)) return [...a, ...b];
  if (a instanceof Tuple && b instanceof Tuple) return new Tuple([...a.items, ...b.items]);
  requireDefined(a);
  requireDefined(b);
  if ((typeof a === 'string' && !(b instanceof Markup)) || Array.isArray(a) || a instanceof Tuple) {
    const kind = pyTypeName(a);
    return typeError(`can only concatenate ${kind} (not "${pyTypeName(b)}") to ${kind}`);
  }
  return numeric(
    '+',
    a,
    b,
    (x, y) => x + y,
    (x, y) => x + y,
  );
}

/** Python's `a - b`. */
export function subtract(a: Value, b: Value): Value {
  return numeric(
    '-',
    a,
    b,
    (x, y) => x - y,
    (x, y) => x - y,
  );
}

/** Python's `a * b`; an int repeats text and lists. */
export function multiply(a: Value, b: Value): Value {
  requireDefined(a);
  requireDefined(b);
  if (isSequence(a)) return repeat(a, b);
  if (isSequence(b)) return repeat(b, a);
  if (a instanceof Markup || b instanceof Markup) {
    const [markup, times] = a instanceof Markup ? [a, b] : [b as Markup, a];
    if (intOf(times) !== undefined) return new Markup(repeat(markup.text, times) as string);
  }
  return numeric(
    '*',
    a,
    b,
    (x, y) => x * y,
    (x, y) => x * y,
  );
}

/** Python's `a / b`: always a float. */
export function divide(a: Value, b: Value): Value {
  const [x, y] = doubles('/', a, b);
  if (y === 0) zeroDivision(bothInts(a, b) ? 'division by zero' : 'float division by zero');
  return toFloat(x / y);
}

/** Python's `a // b`, rounding towards minus infinity. */
export function floorDivide(a: Value, b: Value): Value {
  const zero = bothInts(a, b) ? 'integer division or modulo by zero' : 'float floor division by zero';
  return numeric('//', a, b, nonZero(zero, floorQuotient), (x, y) => {
    if (y === 0n) zeroDivision(zero);
    return (x - floorMod(x, y)) / y;
  });
}

/** Python's `a % b`: the result has the divisor's sign; on text it formats (`'%s' % x`). */
export function modulo(a: Value, b: Value): Value {
  if (typeof a === 'string') return percentFormat(a, b);
  if (a instanceof Markup) return new Markup(percentFormat(a.text, b, escapeHtml));
  const zero = bothInts(a, b) ? 'integer modulo by zero' : 'float modulo';
  const float = nonZero(zero, (x, y) => {
    const rest = x % y;
    return rest !== 0 && rest < 0 !== y < 0 ? rest + y : rest === 0 ? Math.sign(y) * 0 : rest;
  });
  return numeric('%', a, b, float, (x, y) => (y === 0n ? zeroDivision(zero) : floorMod(x, y)));
}

/** Python's `a ** b`: int for ints with a non-negative exponent, else float. */
export function power(a: Value, b: Value): Value {
  const [x, y] = doubles('** or pow()', a, b);
  if (bothInts(a, b) && y >= 0) {
    const small = x ** y;
    return Number.isSafeInteger(small) ? small : bigPower(BigInt(intOf(a)!), BigInt(intOf(b)!));
  }
  if (x === 0 && y < 0) zeroDivision('0.0 cannot be raised to a negative power');
  const result = exactPower(x, y);
  if (Number.isNaN(result) && x < 0) valueError('negative number cannot be raised to a fractional power');
  if (!Number.isFinite(result) && Number.isFinite(x) && Number.isFinite(y)) {
    throw new PyError('OverflowError', "(34, 'Numerical result out of range')");
  }
  return toFloat(result);
}

/** Python's `-a`. */
export function negate(a: Value): Value {
  return unary('-', a, (x) => -x);
}

/** Python's `+a`. */
export function positive(a: Value): Value {
  return unary('+', a, (x) => x);
}

function unary(operator: string, a: Value, apply: (x: number) => number): Value {
  requireDefined(a);
  const int = intOf(a);
  if (typeof int === 'bigint') return operator === '-' ? toInt(-int) : int;
  if (int !== undefined) return apply(int) + 0;
  const double = doubleOf(a);
  if (double === undefined) return typeError(`bad operand type for unary ${operator}: '${pyTypeName(a)}'`);
  return toFloat(apply(double));
}

function numeric(
  operator: string,
  a: Value,
  b: Value,
  float: (x: number, y: number) => number,
  exact: (x: bigint, y: bigint) => bigint,
): Value {
  if (typeof a === 'number' && typeof b === 'number' && Number.isInteger(a) && Number.isInteger(b)) {
    const small = float(a, b);
    if (Number.isSafeInteger(small)) return small + 0;
  }
  if (a instanceof PyObject || b instanceof PyObject) {
    requireDefined(a);
    requireDefined(b);
    const special = overloaded(operator, a, b);
    if (special !== undefined) return special;
  }
  const left = intOf(a);
  const right = intOf(b);
  if (left !== undefined && right !== undefined) return toInt(exact(BigInt(left), BigInt(right)));
  const [x, y] = doubles(operator, a, b);
  return toFloat(float(x, y));
}

function overloaded(operator: string, a: Value, b: Value): Value | undefined {
  const first = a instanceof PyObject ? a.pyBinary(operator, b) : undefined;
  return first ?? (b instanceof PyObject ? b.pyBinaryRight(operator, a) : undefined);
}

function doubles(operator: string, a: Value, b: Value): [number, number] {
  requireDefined(a);
  requireDefined(b);
  const x = doubleOf(a);
  const y = doubleOf(b);
  if (x !== undefined && y !== undefined) return [x, y];
  return typeError(`unsupported operand type(s) for ${operator}: '${pyTypeName(a)}' and '${pyTypeName(b)}'`);
}

function bothInts(a: Value, b: Value): boolean {
  return intOf(a) !== undefined && intOf(b) !== undefined;
}

function nonZero(message: string, apply: (x: number, y: number) => number): (x: number, y: number) => number {
  return (x, y) => (y === 0 ? zeroDivision(message) : apply(x, y));
}

/** The floor of the exact quotient, which the rounded quotient may exceed. */
function floorQuotient(x: number, y: number): number {
  const rest = x % y;
  const quotient = (x - rest) / y - (rest !== 0 && rest < 0 !== y < 0 ? 1 : 0);
  const whole = Math.floor(quotient);
  return Number.isFinite(quotient) && quotient - whole > 0.5 ? whole + 1 : whole;
}

function floorMod(x: bigint, y: bigint): bigint {
  const rest = x % y;
  return rest !== 0n && rest < 0n !== y < 0n ? rest + y : rest;
}

function bigPower(base: bigint, exponent: bigint): Int {
  try {
    return toInt(base ** exponent);
  } catch (cause) {
    throw new PyError('OverflowError', 'the result of the power is too large', { cause });
  }
}

function isSequence(value: Value): value is string | Value[] | Tuple {
  return typeof value === 'string' || Array.isArray(value) || value instanceof Tuple;
}

function repeat(sequence: string | Value[] | Tuple, times: Value): Value {
  const int = intOf(times);
  if (int === undefined)
    return typeError(`can't multiply sequence by non-int of type '${pyTypeName(times)}'`);
  const count = Math.max(0, Number(int));
  const items = typeof sequence === 'string' ? sequence : Array.isArray(sequence) ? sequence : sequence.items;
  if (count * items.length > 2 ** 27) throw new PyError('OverflowError', 'repeated sequence is too long');
  if (typeof items === 'string') return items.repeat(count);
  const repeated = Array.from({ length: count }, () => items).flat();
  return sequence instanceof Tuple ? new Tuple(repeated) : repeated;
}

function zeroDivision(message: string): never {
  throw new PyError('ZeroDivisionError', message);
}
