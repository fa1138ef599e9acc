import { bind } from './bind.js';
import { asIndex, asText } from './coerce.js';
import { strftime } from './strftime.js';
import { Timedelta } from './timedelta.js';
import { Callable, type Kwargs, PyObject, toFloat, type Value } from './types.js';

const millisPerDay = 86_400_000;
const fields = ['year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond'] as const;

/**
 * Python's naive `datetime` (no time zone), to the microsecond. Kept as milliseconds since 1970 of its wall
 * clock read as UTC, plus the microseconds below them.
 */
export class DateTime extends PyObject {
  readonly pyType: string = 'datetime';

  constructor(
    readonly wall: number,
    readonly micros = 0,
  ) {
    super();
  }

  /** From calendar fields; month and day count from 1. */
  static of(
    year: number,
    month: number,
    day: number,
    hour = 0,
    minute = 0,
    second = 0,
    microsecond = 0,
  ): DateTime {
    const date = new Date(
      Date.UTC(2000, month - 1, day, hour, minute, second, Math.floor(microsecond / 1000)),
    );
    date.setUTCFullYear(year, month - 1, day);
    return new DateTime(date.getTime(), microsecond % 1000);
  }

  /** The present wall clock of this machine, or of UTC. */
  static now(utc = false): DateTime {
    return DateTime.fromEpoch(Date.now() / 1000, utc);
  }

  /** The wall clock at a Unix time in seconds, local unless `utc`. */
  static fromEpoch(seconds: number, utc = false): DateTime {
    const total = Math.round(seconds * 1e6);
    const millis = Math.floor(total / 1000);
    const shift = utc ? 0 : new Date(millis).getTimezoneOffset() * 60_000;
    return new DateTime(millis - shift, total - millis * 1000);
  }

  /** Seconds since 1970, the wall clock taken as local time. */
  epoch(): number {
    const date = this.date;
    const local = new Date(
      date.getUTCFullYear(),
      date.getUTCMonth(),
      date.getUTCDate(),
      date.getUTCHours(),
      date.getUTCMinutes(),
      date.getUTCSeconds(),
      date.getUTCMilliseconds(),
    );
    return local.getTime() / 1000 + this.micros / 1e6;
  }

  /** Wall clock fields through the UTC getters. */
  get date(): Date {
    return new Date(this.wall);
  }
  get microsecond(): number {
    return this.date.getUTCMilliseconds() * 1000 + this.micros;
  }

  pyRepr(): string {
    const [year, month, day, hour, minute, second, micro] = fields.map((name) => this.field(name));
    const tail = micro ? [second, micro] : second ? [second] : [];
    return `datetime.datetime(${[year, month, day, hour, minute, ...tail].join(', ')})`;
  }
  override pyStr(): string {
    return this.iso(' ');
  }
  override pyEquals(other: Value): boolean {
    return other instanceof DateTime && other.wall === this.wall && other.micros === this.micros;
  }
  override pyCompare(other: Value): number | undefined {
    if (!(other instanceof DateTime)) return undefined;
    return this.wall - other.wall || this.micros - other.micros;
  }
  override pyFormat(spec: string): string {
    return strftime(spec, this);
  }
  override pyBinary(operator: string, other: Value): Value | undefined {
    if (other instanceof Timedelta) {
      if (operator === '+') return this.shift(other.micros);
      return operator === '-' ? this.shift(-other.micros) : undefined;
    }
    if (operator !== '-' || !(other instanceof DateTime)) return undefined;
    return new Timedelta((this.wall - other.wall) * 1000 + this.micros - other.micros);
  }
  override pyBinaryRight(operator: string, other: Value): Value | undefined {
    return operator === '+' && other instanceof Timedelta ? this.shift(other.micros) : undefined;
  }

  override pyAttribute(name: string): Value | undefined {
    if ((fields as readonly string[]).includes(name)) return this.field(name as (typeof fields)[number]);
    if (name === 'tzinfo') return null;
    const method = methods.get(name);
    return method && new Callable(name, (args, kwargs) => method(this, args, kwargs));
  }

  /** ISO text; microseconds only when there are any. */
  iso(separator: string): string {
    const text = strftime(`%Y-%m-%d${separator}%H:%M:%S`, this);
    return this.microsecond === 0 ? text : `${text}.${String(this.microsecond).padStart(6, '0')}`;
  }

  field(name: (typeof fields)[number]): number {
    const date = this.date;
    switch (name) {
      case 'year':
        return date.getUTCFullYear();
      case 'month':
        return date.getUTCMonth() + 1;
      case 'day':
        return date.getUTCDate();
      case 'hour':
        return date.getUTCHours();
      case 'minute':
        return date.getUTCMinutes();
      case 'second':
        return date.getUTCSeconds();
      case 'microsecond':
        return this.microsecond;
    }
  }

  private shift(micros: number): DateTime {
    const total = this.micros + micros;
    return new DateTime(this.wall + Math.floor(total / 1000), ((total % 1000) + 1000) % 1000);
  }
}

/** Python's `date`. */
class CalendarDate extends DateTime {
  override readonly pyType = 'date';

  override pyRepr(): string {
    return `datetime.date(${this.field('year')}, ${this.field('month')}, ${this.field('day')})`;
  }
  override pyStr(): string {
    return strftime('%Y-%m-%d', this);
  }
}

type DateMethod = (self: DateTime, args: Value[], kwargs: Kwargs) => Value;

const methods: ReadonlyMap<string, DateMethod> = new Map<string, DateMethod>([
  [
    'strftime',
    (self, args, kwargs) => strftime(asText(bind('strftime', ['format'], args, kwargs).format), self),
  ],
  [
    'isoformat',
    (self, args, kwargs) => {
      const { sep } = bind('isoformat', [['sep', 'T']], args, kwargs);
      return self instanceof CalendarDate ? self.pyStr() : self.iso(asText(sep));
    },
  ],
  ['timestamp', (self) => toFloat(self.epoch())],
  ['weekday', (self) => (self.date.getUTCDay() + 6) % 7],
  ['isoweekday', (self) => self.date.getUTCDay() || 7],
  ['toordinal', (self) => Math.floor(self.wall / millisPerDay) + 719_163],
  ['date', (self) => new CalendarDate(Math.floor(self.wall / millisPerDay) * millisPerDay)],
  ['replace', replace],
]);

function replace(self: DateTime, args: Value[], kwargs: Kwargs): DateTime {
  const params = fields.map((name) => [name, self.field(name)] as const);
  const bound: Readonly<Record<string, Value | undefined>> = bind('replace', params, args, kwargs);
  const [year, month, day, ...time] = fields.map((name) => asIndex(bound[name] ?? 0));
  return DateTime.of(year!, month!, day!, ...time);
}
