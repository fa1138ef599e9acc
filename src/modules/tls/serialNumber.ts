import { fail } from '../../diag/diagnostic.js';
import { pyStr } from '../../value/repr.js';
import type { Value } from '../../value/types.js';

/** A serial number given as an int of any size, or as its digits. Throws a DiagnosticError that names the argument. */
export function serialNumber(value: Value | undefined, argument: string): bigint | undefined {
  if (value === undefined || value === null) return undefined;
  const digits = typeof value === 'boolean' ? '' : pyStr(value).trim();
  if (!/^\d+$/.test(digits))
    fail('serial-invalid', `${argument} "${pyStr(value)}" is not a serial number`, {
      fix: 'write it as a whole decimal number',
    });
  return BigInt(digits);
}
