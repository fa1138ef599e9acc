import { requireDefined } from './defined.js';
import { PyError, typeError } from './errors.js';
import { doubleOf, intOf } from './numbers.js';
import { pyTypeName } from './typeName.js';
import type { Value } from './types.js';

/** An argument that must be an int (bools count), as a JS number. */
export function asIndex(value: Value): number {
  const int = intOf(value);
  if (int !== undefined) return Number(int);
  const message = `'${pyTypeName(value)}' object cannot be interpreted as an integer`;
  throw new PyError('TypeError', message, { cause: value });
}

/** An argument that must be any number, as a double. */
export function asDouble(value: Value): number {
  requireDefined(value);
  return doubleOf(value) ?? typeError(`must be real number, not ${pyTypeName(value)}`);
}

/** An argument that must be a str. */
export function asText(value: Value): string {
  requireDefined(value);
  return typeof value === 'string' ? value : typeError(`must be str, not ${pyTypeName(value)}`);
}
