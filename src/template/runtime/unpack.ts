import { requireDefined } from '../../value/defined.js';
import { typeError, valueError } from '../../value/errors.js';
import { isIterable, toList } from '../../value/iterate.js';
import { pyTypeName } from '../../value/typeName.js';
import type { Value } from '../../value/types.js';

/** The parts of a value that is assigned to `count` targets. Throws a PyError when their number differs. */
export function unpack(value: Value, count: number): Value[] {
  requireDefined(value);
  if (!isIterable(value)) typeError(`cannot unpack non-iterable ${pyTypeName(value)} object`);
  const items = toList(value);
  if (items.length > count) valueError(`too many values to unpack (expected ${count})`);
  if (items.length < count)
    valueError(`not enough values to unpack (expected ${count}, got ${items.length})`);
  return items;
}
