import { DateTime } from './datetime.js';
import { valueError } from './errors.js';
import { pyRepr } from './repr.js';
import { months, weekdays } from './strftime.js';

const digits = (width: number): string => `(\\d{1,${width}})`;
const names = (list: readonly string[], short: boolean): string =>
  `(${list.map((name) => (short ? name.slice(0, 3) : name)).join('|')})`;

const patterns: Readonly<Record<string, string>> = {
  Y: '(\\d{4})',
  y: '(\\d{2})',
  m: digits(2),
  d: digits(2),
  e: digits(2),
  H: digits(2),
  I: digits(2),
  M: digits(2),
  S: digits(2),
  f: digits(6),
  j: digits(3),
  p: '(AM|PM)',
  a: names(weekdays, true),
  A: names(weekdays, false),
  b: names(months, true),
  B: names(months, false),
  z: '(Z|[+-]\\d{2}:?\\d{2})',
  Z: '(UTC|GMT|[A-Z]{3,4})',
};

/** Python's `datetime.strptime`. Throws a ValueError when the text does not fit the format. */
export function strptime(text: string, format: string): DateTime {
  const order: string[] = [];
  const expanded = format
    .replaceAll('%T', '%H:%M:%S')
    .replaceAll('%D', '%m/%d/%y')
    .replaceAll('%F', '%Y-%m-%d');
  const source = expanded.replace(/%(.)|\s+|[^%\s]+/g, (part, directive?: string) => {
    if (directive === undefined)
      return /^\s/.test(part) ? '\\s+' : part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    if (directive === '%') return '%';
    const pattern = patterns[directive];
    if (!pattern) valueError(`'${directive}' is a bad directive in format '${format}'`);
    order.push(directive);
    return pattern!;
  });
  const match = new RegExp(`^${source}`, 'i').exec(text);
  if (!match) return valueError(`time data ${pyRepr(text)} does not match format ${pyRepr(format)}`);
  if (match[0].length < text.length) valueError(`unconverted data remains: ${text.slice(match[0].length)}`);
  const found = new Map(order.map((directive, i) => [directive, match[i + 1]!]));
  return assemble(found);
}

function assemble(found: ReadonlyMap<string, string>): DateTime {
  const number = (name: string, fallback: number): number => Number(found.get(name) ?? fallback);
  const short = number('y', 0);
  const year = found.has('y') ? short + (short < 69 ? 2000 : 1900) : number('Y', 1900);
  const month = monthOf(found) ?? number('m', 1);
  const day = number('d', number('e', 1));
  const half = found.get('p')?.toUpperCase();
  const twelve = found.has('I') ? (number('I', 0) % 12) + (half === 'PM' ? 12 : 0) : number('H', 0);
  const micro = Number((found.get('f') ?? '0').padEnd(6, '0'));
  if (month < 1 || month > 12) valueError('month must be in 1..12');
  if (day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate())
    valueError('day is out of range for month');
  if (twelve > 23 || number('M', 0) > 59 || number('S', 0) > 61) valueError('time is out of range');
  if (found.has('j'))
    return DateTime.of(year, 1, number('j', 1), twelve, number('M', 0), number('S', 0), micro);
  return DateTime.of(year, month, day, twelve, number('M', 0), number('S', 0), micro);
}

function monthOf(found: ReadonlyMap<string, string>): number | undefined {
  const name = found.get('b') ?? found.get('B');
  if (name === undefined) return undefined;
  return months.findIndex((month) => month.toLowerCase().startsWith(name.toLowerCase().slice(0, 3))) + 1;
}
