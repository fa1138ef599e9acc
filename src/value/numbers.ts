import { Float, type Value } from './types.js';

/** A Python int as this code base holds it: a number up to 2^53, a bigint beyond. */
export type Int = number | bigint;

/** The smallest representation of an exact integer. */
export function toInt(value: bigint): Int {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

/** The int behind a value (True is 1), or undefined when it is no int. */
export function intOf(value: Value): Int | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? value : undefined;
  if (typeof value === 'bigint') return value;
  return typeof value === 'boolean' ? Number(value) : undefined;
}

/** The numeric value of an int, bool or float as a double, or undefined when it is no number. */
export function doubleOf(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (value instanceof Float) return value.value;
  return typeof value === 'bigint' || typeof value === 'boolean' ? Number(value) : undefined;
}

/** true for Python floats: fractional numbers, inf, nan and Float objects. */
export function isFloat(value: Value): boolean {
  return typeof value === 'number' ? !Number.isInteger(value) : value instanceof Float;
}

/** The number behind an int, bool or float without rounding big ints; undefined when it is no number. */
export function numericOf(value: Value): Int | undefined {
  return value instanceof Float ? value.value : typeof value === 'number' ? value : intOf(value);
}

/** Truncates a double to an int of the right representation. */
export function truncate(value: number): Int {
  const whole = Math.trunc(value) + 0;
  return Number.isSafeInteger(whole) ? whole : toInt(BigInt(whole));
}
