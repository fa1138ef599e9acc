import { bind } from '../../value/bind.js';
import { asText } from '../../value/coerce.js';
import { PyError } from '../../value/errors.js';
import { parseInteger } from '../../value/numberLiteral.js';
import { intOf } from '../../value/numbers.js';
import { percentFormat } from '../../value/percentFormat.js';
import { pyRepr, pyStr } from '../../value/repr.js';
import { type Kwargs, Tuple, type Value } from '../../value/types.js';
import type { LookupEntry } from './entry.js';
import { lookupMisuse } from './failure.js';

/** The sequence lookup. */
export const generatedLookups: readonly LookupEntry[] = [
  {
    name: 'sequence',
    doc: 'Numbers as text: `start=1 end=8 stride=2 format=host%02d`, `count=5`, or short `1-8/2:host%02d`.',
    apply: (terms, kwargs) =>
      (terms.length === 0 ? [''] : terms).flatMap((term) => sequence(asText(term), kwargs)),
  },
];

/** `start-end/stride:format`; numbers may be octal and hexadecimal, and are not negative. */
const shorthand = /^(?:(0?x?[\da-f]+)-)?(0?x?[\da-f]+)(?:\/(0?x?[\da-f]+))?(?::(.+))?$/i;

function sequence(term: string, kwargs: Kwargs): Value[] {
  const bound: Record<string, Value> = { ...bind('sequence', options, [], kwargs) };
  const short = shorthand.exec(term);
  if (short) {
    const [, start, end, stride, format] = short;
    for (const [name, text] of Object.entries({ start, end, stride, format }))
      if (text !== undefined) bound[name] = text;
  } else {
    if (!/^\s*\w+=/.test(term)) lookupMisuse("unrecognized arguments to with_sequence: ['_raw_params']");
    for (const [, name, quoted, plain] of term.matchAll(/(\w+)=(?:"([^"]*)"|(\S*))/g)) {
      if (!(name! in bound)) lookupMisuse(`unrecognized arguments to with_sequence: ['${name}']`);
      bound[name!] = quoted ?? plain!;
    }
  }
  return numbers(bound);
}

const options = [
  ['start', 1],
  ['end', null],
  ['count', null],
  ['stride', 1],
  ['format', '%d'],
] as const;

function numbers(bound: Readonly<Record<string, Value>>): Value[] {
  const start = number('start', bound) ?? 1;
  const stride = number('stride', bound) ?? 1;
  const count = number('count', bound);
  let end = number('end', bound);
  if (end === undefined && count === undefined)
    return lookupMisuse('must specify count or end in with_sequence');
  if (end !== undefined && count !== undefined)
    return lookupMisuse("can't specify both count and end in with_sequence");
  if (count !== undefined) {
    if (count === 0) return [];
    end = start + count * stride - 1;
  }
  if (stride === 0) return [];
  if ((stride > 0 && end! < start) || (stride < 0 && end! > start)) {
    return lookupMisuse(
      `to count ${stride > 0 ? 'backwards make stride negative' : "forward don't make stride negative"}`,
    );
  }
  const format = asText(bound.format ?? '%d');
  if (format.split('%').length !== 2) return lookupMisuse(`bad formatting string: ${format}`);
  const result: Value[] = [];
  for (let i = start; stride > 0 ? i <= end! : i >= end!; i += stride) result.push(formatted(format, i));
  return result;
}

function number(name: string, bound: Readonly<Record<string, Value>>): number | undefined {
  const value = bound[name] ?? null;
  if (value === null) return undefined;
  const int = typeof value === 'string' ? parseInteger(value, 0) : intOf(value);
  if (int === undefined) return lookupMisuse(`can't parse ${name}=${pyStr(value)} as integer`);
  return Number(int);
}

function formatted(format: string, number: number): string {
  try {
    return percentFormat(format, new Tuple([number]));
  } catch (cause) {
    if (!(cause instanceof PyError)) throw cause;
    return lookupMisuse(`problem formatting ${number} with ${pyRepr(format)}`);
  }
}
