/** What strftime needs of a point in time: a wall clock readable through the UTC getters, and microseconds. */
interface WallClock {
  readonly date: Date;
  readonly microsecond: number;
  epoch(): number;
}

export const weekdays = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
] as const;
export const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

interface Zone {
  readonly offset: string;
  readonly name: string;
}

/** C's strftime in the C locale, with glibc's `%-d` (no padding); `%z` and `%Z` only when a zone is given. */
export function strftime(format: string, time: WallClock, zone?: Zone): string {
  return fill(format, momentOf(time, zone));
}

function fill(format: string, moment: Moment): string {
  return format.replace(/%(-?)([a-zA-Z%])/g, (whole, bare: string, directive: string) => {
    const text = expand(directive, moment);
    if (text === undefined) return whole;
    return bare && /^[ 0]*\d+$/.test(text) ? text.replace(/^[ 0]+(?=\d)/, '') : text;
  });
}

/** A time taken apart, as the directives take it. */
interface Moment {
  readonly time: WallClock;
  readonly date: Date;
  readonly year: number;
  readonly hour: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** 0 is 1 January. */
  readonly yearDay: number;
  readonly zone: Zone | undefined;
}

const directives: Readonly<Record<string, string | ((moment: Moment) => string)>> = {
  a: ({ weekday }) => weekdays[weekday]!.slice(0, 3),
  A: ({ weekday }) => weekdays[weekday]!,
  b: ({ date }) => months[date.getUTCMonth()]!.slice(0, 3),
  B: ({ date }) => months[date.getUTCMonth()]!,
  c: '%a %b %e %H:%M:%S %Y',
  C: ({ year }) => pad(Math.floor(year / 100)),
  d: ({ date }) => pad(date.getUTCDate()),
  D: '%m/%d/%y',
  e: ({ date }) => String(date.getUTCDate()).padStart(2, ' '),
  f: ({ time }) => pad(time.microsecond, 6),
  F: '%Y-%m-%d',
  G: ({ date }) => String(isoWeek(date).year),
  g: ({ date }) => pad(isoWeek(date).year % 100),
  h: '%b',
  H: ({ hour }) => pad(hour),
  I: ({ hour }) => pad(hour % 12 || 12),
  j: ({ yearDay }) => pad(yearDay + 1, 3),
  k: ({ hour }) => String(hour).padStart(2, ' '),
  l: ({ hour }) => String(hour % 12 || 12).padStart(2, ' '),
  m: ({ date }) => pad(date.getUTCMonth() + 1),
  M: ({ date }) => pad(date.getUTCMinutes()),
  n: '\n',
  p: ({ hour }) => (hour < 12 ? 'AM' : 'PM'),
  P: ({ hour }) => (hour < 12 ? 'am' : 'pm'),
  r: '%I:%M:%S %p',
  R: '%H:%M',
  s: ({ time }) => String(Math.floor(time.epoch())),
  S: ({ date }) => pad(date.getUTCSeconds()),
  t: '\t',
  T: '%H:%M:%S',
  u: ({ weekday }) => String(weekday || 7),
  U: ({ yearDay, weekday }) => pad(Math.floor((yearDay + 7 - weekday) / 7)),
  V: ({ date }) => pad(isoWeek(date).week),
  w: ({ weekday }) => String(weekday),
  W: ({ yearDay, weekday }) => pad(Math.floor((yearDay + 7 - ((weekday + 6) % 7)) / 7)),
  x: '%m/%d/%y',
  X: '%H:%M:%S',
  y: ({ year }) => pad(year % 100),
  Y: ({ year }) => String(year),
  z: ({ zone }) => zone?.offset ?? '',
  Z: ({ zone }) => zone?.name ?? '',
  '%': () => '%',
};

function expand(directive: string, moment: Moment): string | undefined {
  const meaning = directives[directive];
  return typeof meaning === 'string' ? fill(meaning, moment) : meaning?.(moment);
}

function momentOf(time: WallClock, zone: Zone | undefined): Moment {
  const { date } = time;
  const year = date.getUTCFullYear();
  const midnight = Date.UTC(year, date.getUTCMonth(), date.getUTCDate());
  return {
    time,
    date,
    year,
    hour: date.getUTCHours(),
    weekday: date.getUTCDay(),
    yearDay: Math.floor((midnight - Date.UTC(year, 0, 1)) / 864e5),
    zone,
  };
}

function isoWeek(date: Date): { year: number; week: number } {
  const thursday = new Date(date.getTime());
  thursday.setUTCDate(date.getUTCDate() + 4 - (date.getUTCDay() || 7));
  const year = thursday.getUTCFullYear();
  const days = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / 864e5);
  return { year, week: Math.floor(days / 7) + 1 };
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}
