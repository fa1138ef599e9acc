import { add } from '../../value/arithmetic.js';
import { asIndex } from '../../value/coerce.js';
import { requireDefined } from '../../value/defined.js';
import { PyError, typeError } from '../../value/errors.js';
import { iterate } from '../../value/iterate.js';
import { fixed } from '../../value/numberFormat.js';
import { parseFloatText, parseInteger } from '../../value/numberLiteral.js';
import { doubleOf, intOf, isFloat, toInt, truncate } from '../../value/numbers.js';
import { pyTypeName } from '../../value/typeName.js';
import { type Kwargs, toFloat, type Value } from '../../value/types.js';
import { bind } from './arguments.js';
import { attributeGetter } from './attribute.js';
import type { FilterEntry } from './entry.js';

/** Number filters of Jinja2. */
export const numberFilters: readonly FilterEntry[] = [
  {
    name: 'int',
    doc: 'The value as an int, or `default` (0) when it is no number; text may be in another `base`.',
    apply: toInteger,
  },
  {
    name: 'float',
    doc: 'The value as a float, or `default` (0.0) when it is no number.',
    apply: (input, args, kwargs) => {
      requireDefined(input);
      const number = typeof input === 'string' ? parseFloatText(input) : doubleOf(input);
      if (number !== undefined) return toFloat(number);
      return bind('do_float', [['default', toFloat(0)]], args, kwargs).default;
    },
  },
  {
    name: 'abs',
    doc: 'The absolute value.',
    apply: (input) => {
      const int = intOf(input);
      if (int !== undefined) return int < 0 ? toInt(-BigInt(int)) : int;
      const number =
        doubleOf(input) ?? typeError(`bad operand type for abs(): '${pyTypeName(input)}'`, input);
      return toFloat(Math.abs(number));
    },
  },
  {
    name: 'round',
    doc: 'Rounds to `precision` (0) digits; `method` is common (halves to even), ceil or floor.',
    apply: round,
  },
  {
    name: 'sum',
    doc: 'The sum of the items, of their `attribute` when given, plus `start` (0).',
    apply: (input, args, kwargs) => {
      const { attribute, start } = bind(
        'sync_do_sum',
        [
          ['attribute', null],
          ['start', 0],
        ],
        args,
        kwargs,
      );
      const get = attribute === null ? (item: Value) => item : attributeGetter(attribute);
      if (typeof start === 'string') typeError("sum() can't sum strings [use ''.join(seq) instead]");
      let total: Value = start;
      for (const item of iterate(input)) total = add(total, get(item));
      return total;
    },
  },
];

function toInteger(input: Value, args: Value[], kwargs: Kwargs): Value {
  requireDefined(input);
  const { default: fallback, base } = bind(
    'do_int',
    [
      ['default', 0],
      ['base', 10],
    ],
    args,
    kwargs,
  );
  const int = intOf(input);
  if (int !== undefined) return int;
  const parsed = typeof input === 'string' ? parseInteger(input, asIndex(base)) : undefined;
  if (parsed !== undefined) return parsed;
  const number = typeof input === 'string' ? parseFloatText(input) : doubleOf(input);
  if (number === undefined || Number.isNaN(number)) return fallback;
  if (!Number.isFinite(number))
    throw new PyError('OverflowError', 'cannot convert float infinity to integer');
  return truncate(number);
}

function round(input: Value, args: Value[], kwargs: Kwargs): Value {
  const { precision, method } = bind(
    'do_round',
    [
      ['precision', 0],
      ['method', 'common'],
    ],
    args,
    kwargs,
  );
  if (method !== 'common' && method !== 'ceil' && method !== 'floor') {
    throw new PyError('ValueError', 'method must be common, ceil or floor');
  }
  const number =
    doubleOf(input) ?? typeError(`type ${pyTypeName(input)} doesn't define __round__ method`, input);
  const digits = asIndex(precision);
  if (method !== 'common') {
    const scale = 10 ** digits;
    return toFloat(Math[method](number * scale) / scale);
  }
  if (isFloat(input)) return toFloat(roundHalfEven(number, digits));
  return digits >= 0 ? intOf(input)! : truncate(roundHalfEven(number, digits));
}

/** Python's `round(number, digits)`: exact decimal value, ties to even. */
export function roundHalfEven(number: number, digits: number): number {
  if (!Number.isFinite(number)) return number;
  if (digits < 0) {
    const scale = 10 ** -digits;
    return roundHalfEven(number / scale, 0) * scale;
  }
  const rounded = Number(fixed(Math.abs(number), Math.min(100, digits)));
  return number < 0 ? -rounded : rounded;
}
