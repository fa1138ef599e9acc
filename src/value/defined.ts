import { PyError } from './errors.js';
import { Undefined, type Value } from './types.js';

/** Throws Python's UndefinedError (its `cause` the value) when the value is an Undefined: every real use of one is an error. */
export function requireDefined(value: Value): void {
  if (value instanceof Undefined && !value.lenient)
    throw new PyError('UndefinedError', value.message, { cause: value });
}
