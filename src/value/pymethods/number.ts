import { valueError } from '../errors.js';
import type { Int } from '../numbers.js';
import { Tuple } from '../types.js';
import type { Method, Methods } from './method.js';

/** Methods of Python's int. */
export const intMethods: Methods<Int> = new Map([
  ['bit_length', (self) => (self === 0 ? 0 : BigInt(self).toString(2).replace('-', '').length)],
  ['bit_count', (self) => BigInt(self).toString(2).replaceAll(/[-0]/g, '').length],
  ['conjugate', (self) => self],
]);

/** Methods of Python's float. */
export const floatMethods: Methods<number> = new Map<string, Method<number>>([
  ['is_integer', (self) => Number.isInteger(self)],
  ['as_integer_ratio', ratio],
]);

function ratio(self: number): Tuple {
  if (!Number.isFinite(self)) valueError('cannot convert NaN or Infinity to integer ratio');
  let denominator = 1;
  while (!Number.isInteger(self * denominator)) denominator *= 2;
  return new Tuple([self * denominator, denominator]);
}
