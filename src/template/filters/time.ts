import { DateTime } from '../../value/datetime.js';
import { PyError, typeError } from '../../value/errors.js';
import { parseFloatText } from '../../value/numberLiteral.js';
import { doubleOf } from '../../value/numbers.js';
import { pyStr } from '../../value/repr.js';
import { strftime } from '../../value/strftime.js';
import { strptime } from '../../value/strptime.js';
import { truthy } from '../../value/truth.js';
import { pyTypeName } from '../../value/typeName.js';
import type { Kwargs, Value } from '../../value/types.js';
import { bind } from './arguments.js';
import type { FilterEntry } from './entry.js';

/** Filters on dates. */
export const timeFilters: readonly FilterEntry[] = [
  {
    name: 'to_datetime',
    doc: 'A datetime of a text in `format` (%Y-%m-%d %H:%M:%S); differences of two have .total_seconds().',
    apply: (input, args, kwargs) => {
      const { format } = bind('to_datetime', [['format', '%Y-%m-%d %H:%M:%S']], args, kwargs);
      return strptime(timeText('strptime', input, 1), timeText('strptime', format, 2));
    },
  },
  {
    name: 'strftime',
    doc: 'The format filled with the time `second` (Unix time; default: now), in local time or with `utc=true` in UTC.',
    apply: formatTime,
  },
];

function timeText(name: string, value: Value, position: number): string {
  if (typeof value === 'string') return value;
  return typeError(`${name}() argument ${position} must be str, not ${pyTypeName(value)}`, value);
}

function formatTime(input: Value, args: Value[], kwargs: Kwargs): string {
  const { second, utc } = bind(
    'strftime',
    [
      ['second', null],
      ['utc', false],
    ],
    args,
    kwargs,
  );
  const inUtc = truthy(utc);
  const seconds =
    second === null
      ? Date.now() / 1000
      : typeof second === 'string'
        ? parseFloatText(second)
        : doubleOf(second);
  if (seconds === undefined) {
    throw new PyError('AnsibleError', `Invalid value for epoch value (${pyStr(second)})`);
  }
  const time = DateTime.fromEpoch(Math.floor(seconds), inUtc);
  const zone = inUtc ? { offset: '+0000', name: 'GMT' } : localZone(seconds);
  return strftime(timeText('strftime', input, 1), time, zone);
}

function localZone(seconds: number): { offset: string; name: string } {
  const date = new Date(seconds * 1000);
  const minutes = -date.getTimezoneOffset();
  const magnitude = Math.abs(minutes);
  const clock = String(Math.floor(magnitude / 60) * 100 + (magnitude % 60)).padStart(4, '0');
  const parts = new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' }).formatToParts(date);
  return {
    offset: `${minutes < 0 ? '-' : '+'}${clock}`,
    name: parts.find(({ type }) => type === 'timeZoneName')?.value ?? '',
  };
}
