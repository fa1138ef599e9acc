import { modulo } from '../../value/arithmetic.js';
import { bind } from '../../value/bind.js';
import { requireDefined } from '../../value/defined.js';
import { DictView } from '../../value/dictView.js';
import { typeError } from '../../value/errors.js';
import { isIterable } from '../../value/iterate.js';
import { Markup } from '../../value/markup.js';
import { doubleOf, intOf, isFloat } from '../../value/numbers.js';
import { pyStr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import { Callable, Dict, PyObject, Tuple, Undefined, type Value } from '../../value/types.js';
import type { TestEntry } from './entry.js';

/** Tests of a value's kind. */
export const typeTests: readonly TestEntry[] = [
  { name: 'defined', doc: 'The value exists.', apply: (input) => !(input instanceof Undefined) },
  { name: 'undefined', doc: 'The value does not exist.', apply: (input) => input instanceof Undefined },
  { name: 'none', doc: 'The value is None.', apply: (input) => input === null },
  { name: 'boolean', doc: 'The value is True or False.', apply: (input) => typeof input === 'boolean' },
  { name: 'true', doc: 'The value is True itself.', apply: (input) => input === true },
  { name: 'false', doc: 'The value is False itself.', apply: (input) => input === false },
  {
    name: 'integer',
    doc: 'The value is an int and no boolean.',
    apply: (input) => typeof input !== 'boolean' && intOf(input) !== undefined,
  },
  { name: 'float', doc: 'The value is a float.', apply: (input) => isFloat(input) },
  {
    name: 'number',
    doc: 'The value is an int, a float or a boolean.',
    apply: (input) => doubleOf(input) !== undefined,
  },
  { name: 'string', doc: 'The value is text.', apply: (input) => typeof input === 'string' },
  { name: 'mapping', doc: 'The value is a dict.', apply: (input) => input instanceof Dict },
  {
    name: 'iterable',
    doc: 'The value can be iterated over.',
    apply: (input) => {
      requireDefined(input);
      return isIterable(input) || input instanceof Undefined;
    },
  },
  {
    name: 'sequence',
    doc: 'The value has a length and elements: a list, a tuple, a text or a dict.',
    apply: (input) =>
      !(input instanceof Undefined) && (typeof input === 'string' || Array.isArray(input) || hasItems(input)),
  },
  { name: 'callable', doc: 'The value can be called.', apply: isCallable },
  { name: 'escaped', doc: 'The value is marked as safe HTML.', apply: (input) => input instanceof Markup },
  {
    name: 'even',
    doc: 'The number is even.',
    apply: (input) => !truthy(rest(input, 2)),
  },
  { name: 'odd', doc: 'The number is odd.', apply: (input) => doubleOf(rest(input, 2)) === 1 },
  {
    name: 'divisibleby',
    doc: 'The number can be divided by the argument without a rest.',
    apply: (input, args, kwargs) => {
      const { num } = bind('test_divisibleby', ['num'], args, kwargs);
      requireDefined(num);
      return !truthy(rest(input, num));
    },
  },
  {
    name: 'nan',
    aliases: ['isnan'],
    doc: 'The number is NaN.',
    apply: (input) => {
      requireDefined(input);
      return Number.isNaN(doubleOf(input) ?? 0);
    },
  },
  {
    name: 'lower',
    doc: 'All letters of the text are in lower case.',
    apply: (input) => /\p{Ll}/u.test(pyStr(input)) && !/[\p{Lu}\p{Lt}]/u.test(pyStr(input)),
  },
  {
    name: 'upper',
    doc: 'All letters of the text are in upper case.',
    apply: (input) => /\p{Lu}/u.test(pyStr(input)) && !/[\p{Ll}\p{Lt}]/u.test(pyStr(input)),
  },
];

/** An undefined name counts: its class can be called, if only to fail. */
function isCallable(input: Value): boolean {
  return input instanceof Callable || input instanceof Undefined;
}

function hasItems(input: Value): boolean {
  requireDefined(input);
  return (
    input instanceof Dict ||
    input instanceof Tuple ||
    (input instanceof PyObject && !(input instanceof DictView) && input.pyLength() !== undefined)
  );
}

function rest(input: Value, divisor: Value): Value {
  requireDefined(input);
  if (typeof input === 'string') typeError('not all arguments converted during string formatting');
  return modulo(input, divisor);
}
