import { requireDefined } from '../../value/defined.js';
import { PyError } from '../../value/errors.js';
import { pyTypeName } from '../../value/typeName.js';
import { Dict, type Value } from '../../value/types.js';

/** A value that must be text because a method of text is called on it. Throws Python's AttributeError. */
export function textFor(value: Value, method: string): string {
  requireDefined(value);
  return typeof value === 'string' ? value : missingAttribute(value, method);
}

/** A value that must be a dict because a method of dicts is called on it. Throws Python's AttributeError. */
export function requireDict(value: Value, method: string): Dict {
  requireDefined(value);
  return value instanceof Dict ? value : missingAttribute(value, method);
}

function missingAttribute(value: Value, name: string): never {
  throw new PyError('AttributeError', `'${pyTypeName(value)}' object has no attribute '${name}'`);
}
