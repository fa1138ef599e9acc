import { asDouble } from '../../value/coerce.js';
import { requireDefined } from '../../value/defined.js';
import { PyError } from '../../value/errors.js';
import { parseFloatText } from '../../value/numberLiteral.js';
import { doubleOf } from '../../value/numbers.js';
import { percentFormat } from '../../value/percentFormat.js';
import { pyStr } from '../../value/repr.js';
import { truthy } from '../../value/truth.js';
import { pyTypeName } from '../../value/typeName.js';
import { type Kwargs, toFloat, type Value } from '../../value/types.js';
import { bind } from './arguments.js';
import type { FilterEntry } from './entry.js';
import { roundHalfEven } from './numbers.js';

/** Logarithms, powers and sizes with units. */
export const mathFilters: readonly FilterEntry[] = [
  {
    name: 'log',
    doc: 'The logarithm to `base` (default e).',
    apply: (input, args, kwargs) => {
      const { base } = bind('logarithm', [['base', Math.E]], args, kwargs);
      const [x, b] = [numberFor('log', input), numberFor('log', base)];
      if (x <= 0) throw new PyError('ValueError', 'math domain error');
      if (b === 10) return toFloat(Math.log10(x));
      return toFloat(b === Math.E ? Math.log(x) : Math.log(x) / Math.log(b));
    },
  },
  {
    name: 'pow',
    doc: 'The value to the power given.',
    apply: (input, args, kwargs) => {
      const { y } = bind('power', ['y'], args, kwargs);
      return toFloat(numberFor('pow', input) ** numberFor('pow', y));
    },
  },
  {
    name: 'root',
    doc: 'The `base`th root (default: square root).',
    apply: (input, args, kwargs) => {
      const base = numberFor('root', bind('inversepower', [['base', 2]], args, kwargs).base);
      const x = numberFor('root', input);
      if (x < 0) throw new PyError('ValueError', 'math domain error');
      return toFloat(base === 2 ? Math.sqrt(x) : x ** (1 / base));
    },
  },
  {
    name: 'human_readable',
    doc: 'Bytes (or bits with `isbits=true`) with a fitting unit, or the `unit` given: `1.50 MB`.',
    apply: humanReadable,
  },
  {
    name: 'human_to_bytes',
    doc: 'The number of bytes (bits) of a text such as 10M; `default_unit` for bare numbers.',
    apply: humanToBytes,
  },
  {
    name: 'filesizeformat',
    doc: 'Bytes with a decimal unit, or a binary one with `binary=true`: `1.5 MB`.',
    apply: fileSize,
  },
];

function numberFor(filter: string, value: Value): number {
  return doubleOf(value) ?? asDoubleFor(filter, value);
}

function asDoubleFor(filter: string, value: Value): number {
  try {
    return asDouble(value);
  } catch (cause) {
    if (!(cause instanceof PyError) || cause.pyType !== 'TypeError') throw cause;
    throw new PyError('TypeError', `${filter}() can only be used on numbers: ${cause.message}`, { cause });
  }
}

const ranges: readonly (readonly [string, number])[] = [
  ['Y', 2 ** 80],
  ['Z', 2 ** 70],
  ['E', 2 ** 60],
  ['P', 2 ** 50],
  ['T', 2 ** 40],
  ['G', 2 ** 30],
  ['M', 2 ** 20],
  ['K', 2 ** 10],
  ['B', 1],
];

function humanReadable(input: Value, args: Value[], kwargs: Kwargs): string {
  const { isbits, unit } = bind(
    'human_readable',
    [
      ['isbits', false],
      ['unit', null],
    ],
    args,
    kwargs,
  );
  const size = doubleOf(input);
  if (size === undefined) {
    requireDefined(input);
    throw new PyError(
      'TypeError',
      `human_readable() failed on bad input: '>=' not supported between instances of '${pyTypeName(input)}' and 'int'`,
    );
  }
  const word = truthy(isbits) ? 'bits' : 'Bytes';
  const wanted = unit === null ? undefined : pyStr(unit).toUpperCase()[0];
  const [suffix, limit] =
    ranges.find(([name, bound]) => (wanted === undefined ? size >= bound : wanted === name)) ??
    ranges.at(-1)!;
  const label = suffix === 'B' ? word : suffix + word[0]!;
  return percentFormat(`%.2f ${label}`, toFloat(size / limit));
}

function humanToBytes(input: Value, args: Value[], kwargs: Kwargs): Value {
  const { default_unit, isbits } = bind(
    'human_to_bytes',
    [
      ['default_unit', null],
      ['isbits', false],
    ],
    args,
    kwargs,
  );
  const text = pyStr(input);
  const match = /^\s*([\d.]+)\s*([A-Za-z]+)?/.exec(text);
  const number = match ? parseFloatText(match[1]!) : undefined;
  if (!match || number === undefined) {
    throw new PyError('AnsibleError', `human_to_bytes() can't interpret following string: ${text}`);
  }
  const unit = match[2] ?? (default_unit === null ? undefined : pyStr(default_unit));
  if (unit === undefined) return Math.trunc(roundHalfEven(number, 0));
  const range = ranges.find(([name]) => name === unit[0]!.toUpperCase());
  if (!range) {
    const known = 'B, K, M, G, T, P, E, Z, Y';
    throw new PyError(
      'AnsibleError',
      `human_to_bytes() failed to convert ${text} (unit = ${unit}). The suffix must be one of ${known}`,
    );
  }
  checkUnit(text, unit, truthy(isbits));
  return Math.trunc(roundHalfEven(number * range[1], 0));
}

function checkUnit(text: string, unit: string, bits: boolean): void {
  const letter = bits ? 'b' : 'B';
  const word = bits ? /^bits?$/i : /^bytes?$/i;
  if (unit.length < 2 || unit.slice(1) === letter || word.test(unit) || word.test(unit.slice(1))) return;
  const expected = `expect ${unit[0]}${letter}`;
  throw new PyError(
    'AnsibleError',
    `human_to_bytes() failed to convert ${text}. Value is not a valid string (${expected})`,
  );
}

function fileSize(input: Value, args: Value[], kwargs: Kwargs): string {
  const binary = truthy(bind('do_filesizeformat', [['binary', false]], args, kwargs).binary);
  const bytes = typeof input === 'string' ? (parseFloatText(input) ?? asDouble(input)) : asDouble(input);
  const base = binary ? 1024 : 1000;
  if (bytes === 1) return '1 Byte';
  if (bytes < base) return `${Math.trunc(bytes)} Bytes`;
  const prefixes = ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'];
  let exponent = 1;
  while (exponent < prefixes.length && bytes >= base ** (exponent + 1)) exponent++;
  const prefix = prefixes[exponent - 1]!;
  const unit = binary ? `${prefix === 'k' ? 'K' : prefix}iB` : `${prefix}B`;
  return percentFormat(`%.1f ${unit}`, toFloat(bytes / base ** exponent));
}
