import { compareText } from './codePoints.js';
import { requireDefined } from './defined.js';
import { PyError, typeError } from './errors.js';
import { isIterable, iterate } from './iterate.js';
import { findKey, isHashable } from './keys.js';
import { Markup, plainText } from './markup.js';
import { type Int, numericOf } from './numbers.js';
import { pyTypeName } from './typeName.js';
import { Dict, PyObject, Tuple, type Value } from './types.js';

/** Python's `a == b`: True equals 1 equals 1.0; lists, tuples and dicts compare deeply. Throws for an Undefined. */
export function equals(a: Value, b: Value): boolean {
  if (a === b && (a === null || typeof a !== 'object')) return true;
  if (typeof a === 'string' && typeof b === 'string') return false;
  requireDefined(a);
  requireDefined(b);
  const left = numericOf(a);
  if (left !== undefined) {
    const right = numericOf(b);
    return right !== undefined && sameNumber(left, right);
  }
  if (Array.isArray(a)) return Array.isArray(b) && sameItems(a, b);
  if (a instanceof Tuple) return b instanceof Tuple && sameItems(a.items, b.items);
  if (a instanceof Dict) return b instanceof Dict && sameEntries(a, b);
  if (a instanceof PyObject) return a.pyEquals(b);
  return b instanceof PyObject && b.pyEquals(a);
}

/**
 * Orders two values as Python's `<` does: negative, 0 or positive; NaN when a float NaN is involved (every
 * comparison is then false). `operator` only names the operation in the TypeError.
 */
export function compare(a: Value, b: Value, operator = '<'): number {
  requireDefined(a);
  requireDefined(b);
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  const left = numericOf(a);
  const right = numericOf(b);
  if (left !== undefined && right !== undefined) return compareNumbers(left, right);
  if (Array.isArray(a) && Array.isArray(b)) return compareItems(a, b, operator);
  if (a instanceof Tuple && b instanceof Tuple) return compareItems(a.items, b.items, operator);
  if (a instanceof PyObject) {
    const order = a.pyCompare(b, operator);
    if (order !== undefined) return order;
  }
  if (typeof a === 'string' && b instanceof Markup) return compareText(a, b.text);
  return typeError(
    `'${operator}' not supported between instances of '${pyTypeName(a)}' and '${pyTypeName(b)}'`,
  );
}

/** Python's `item in container`: substrings, list items, dict keys. */
export function contains(within: Value, wanted: Value): boolean {
  const container = plainText(within);
  const item = plainText(wanted);
  requireDefined(container);
  if (typeof container === 'string') {
    if (typeof item === 'string') return container.includes(item);
    const message = `'in <string>' requires string as left operand, not ${pyTypeName(item)}`;
    throw new PyError('TypeError', message, { cause: item });
  }
  if (container instanceof Dict) {
    requireDefined(item);
    if (!isHashable(item)) return typeError(`unhashable type: '${pyTypeName(item)}'`);
    return findKey(container, item) !== undefined;
  }
  const known = container instanceof PyObject ? container.pyContains(item) : undefined;
  if (known !== undefined) return known;
  if (!isIterable(container)) {
    return typeError(`argument of type '${pyTypeName(container)}' is not iterable`);
  }
  for (const element of iterate(container)) if (element === item || equals(element, item)) return true;
  return false;
}

function compareNumbers(a: Int, b: Int): number {
  if (a < b) return -1;
  if (a > b) return 1;
  return sameNumber(a, b) ? 0 : Number.NaN;
}

function sameNumber(a: Int, b: Int): boolean {
  return a <= b && a >= b;
}

function sameItems(a: readonly Value[], b: readonly Value[]): boolean {
  return a.length === b.length && a.every((item, i) => equals(item, b[i]!));
}

function sameEntries(a: Dict, b: Dict): boolean {
  if (a.size !== b.size) return false;
  for (const [key, value] of a) {
    const other = findKey(b, key);
    if (other === undefined || !equals(value, b.get(other)!)) return false;
  }
  return true;
}

function compareItems(a: readonly Value[], b: readonly Value[], operator: string): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    if (!equals(a[i]!, b[i]!)) return compare(a[i]!, b[i]!, operator);
  }
  return Math.sign(a.length - b.length);
}
