import { valueError } from '../errors.js';
import { type Int, intOf, isFloat } from '../numbers.js';
import { Tuple, toFloat, type Value } from '../types.js';
import type { Method, Methods } from './method.js';

/** Methods of Python's int. */
export const intMethods: Methods<Int> = new Map<string, Method<Int>>([
  ['bit_length', (self) => (self === 0 ? 0 : BigInt(self).toString(2).replace('-', '').length)],
  ['bit_count', (self) => BigInt(self).toString(2).replaceAll(/[-0]/g, '').length],
  ['conjugate', (self) => self],
  ['as_integer_ratio', (self) => new Tuple([self, 1])],
]);

/** Methods of Python's float. */
export const floatMethods: Methods<number> = new Map<string, Method<number>>([
  ['is_integer', (self) => Number.isInteger(self)],
  ['as_integer_ratio', ratio],
  ['conjugate', (self) => toFloat(self)],
]);

/** The attributes of Python's numbers that are no methods; undefined for any other name or value. */
export function numberAttribute(self: Value, name: string): Value | undefined {
  const int = intOf(self);
  if (int !== undefined) {
    if (name === 'real' || name === 'numerator') return int;
    return name === 'imag' ? 0 : name === 'denominator' ? 1 : undefined;
  }
  if (!isFloat(self)) return undefined;
  return name === 'real' ? self : name === 'imag' ? toFloat(0) : undefined;
}

function ratio(self: number): Tuple {
  if (!Number.isFinite(self)) valueError('cannot convert NaN or Infinity to integer ratio');
  let denominator = 1;
  while (!Number.isInteger(self * denominator)) denominator *= 2;
  return new Tuple([self * denominator, denominator]);
}
