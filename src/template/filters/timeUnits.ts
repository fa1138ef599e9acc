import { asDouble, asText } from '../../value/coerce.js';
import { PyError } from '../../value/errors.js';
import { type Kwargs, toFloat, type Value } from '../../value/types.js';
import { bind } from './arguments.js';
import type { FilterEntry } from './entry.js';
import { roundHalfEven } from './numbers.js';

/** Milliseconds of the short units; a month has 30 days and a year 365 unless the call says otherwise. */
const day = 86_400_000;
const units: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', day],
  ['w', 7 * day],
  ['mo', 30 * day],
  ['y', 365 * day],
]);
const longNames: Readonly<Record<string, string>> = {
  millisecond: 'ms',
  msec: 'ms',
  msecond: 'ms',
  sec: 's',
  second: 's',
  hour: 'h',
  min: 'm',
  minute: 'm',
  day: 'd',
  week: 'w',
  month: 'mo',
  year: 'y',
};

const targets = [
  ['to_milliseconds', 'ms', 'milliseconds'],
  ['to_seconds', 's', 'seconds'],
  ['to_minutes', 'm', 'minutes'],
  ['to_hours', 'h', 'hours'],
  ['to_days', 'd', 'days'],
  ['to_weeks', 'w', 'weeks'],
  ['to_months', 'mo', 'months'],
  ['to_years', 'y', 'years'],
] as const;

/** Filters that convert spans of time such as `1d 4h`. */
export const timeUnitFilters: readonly FilterEntry[] = [
  {
    name: 'to_time_unit',
    doc: 'A span of time (`1d 4h 30min`) in the `unit` given (ms); `month` and `year` are their days (30, 365).',
    apply: (input, args, kwargs) => {
      const { unit } = bind('to_time_unit', [['unit', 'ms'], ...lengths], args, kwargs);
      return convert(input, asText(unit), kwargs);
    },
  },
  ...targets.map(
    ([name, unit, noun]): FilterEntry => ({
      name,
      doc: `A span of time (\`1d 4h 30min\`) in ${noun}.`,
      apply: (input, args, kwargs) => {
        bind(name, lengths, args, kwargs);
        return convert(input, unit, kwargs);
      },
    }),
  ),
];

const lengths = [
  ['month', undefined],
  ['year', undefined],
] as const;

function convert(input: Value, unit: string, kwargs: Kwargs): Value {
  if (input === '0') return 0;
  const size = (name: string): number | undefined => {
    const short = shorten(name);
    const days = kwargs.get(short === 'mo' ? 'month' : short === 'y' ? 'year' : '');
    return days === undefined ? units.get(short) : asDouble(days) * day;
  };
  const target = size(unit);
  if (target === undefined) {
    const known = `${Object.keys(longNames).join(', ')}. Available short units: ${[...units.keys()].join(', ')}`;
    throw new PyError(
      'AnsibleError',
      `to_time_unit() can not convert to the following unit: ${unit}. Available units (singular or plural): ${known}`,
    );
  }
  const text = asText(input);
  let total = 0;
  for (const part of text.split(/\s+/).filter((word) => word !== '')) {
    const [, count, name] = /^(-?\d+)(\w+)/.exec(part) ?? [];
    const factor = name === undefined ? undefined : size(name);
    if (factor === undefined) {
      throw new PyError('AnsibleError', `to_time_unit() can not interpret following string: ${text}`);
    }
    total += Number(count) * factor;
  }
  return toFloat(roundHalfEven(total / target, 12));
}

function shorten(name: string): string {
  return longNames[name.replace(/s+$/, '')] ?? name;
}
