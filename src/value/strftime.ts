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

/** C's strftime in the C locale, with glibc's `%-d` (no padding); `%z` and `%Z` only when a zone is given. */
export function strftime(
  format: string,
  time: WallClock,
  zone?: { readonly offset: string; readonly name: string },
): string {
  return format.replace(/%(-?)([a-zA-Z%])/g, (whole, bare: string, directive: string) => {
    const text = expand(directive, time, zone);
    if (text === undefined) return whole;
    return bare && /^[ 0]*\d+$/.test(text) ? text.replace(/^[ 0]+(?=\d)/, '') : text;
  });
}

function expand(
  directive: string,
  time: WallClock,
  zone: { readonly offset: string; readonly name: string } | undefined,
): string | undefined {
  const date = time.date;
  const again = (format: string): string => strftime(format, time, zone);
  const hour = date.getUTCHours();
  const year = date.getUTCFullYear();
  const weekday = date.getUTCDay();
  const yearDay = Math.floor(
    (Date.UTC(year, date.getUTCMonth(), date.getUTCDate()) - Date.UTC(year, 0, 1)) / 864e5,
  );
  switch (directive) {
    case 'a':
      return weekdays[weekday]!.slice(0, 3);
    case 'A':
      return weekdays[weekday]!;
    case 'b':
    case 'h':
      return months[date.getUTCMonth()]!.slice(0, 3);
    case 'B':
      return months[date.getUTCMonth()]!;
    case 'c':
      return again('%a %b %e %H:%M:%S %Y');
    case 'C':
      return pad(Math.floor(year / 100));
    case 'd':
      return pad(date.getUTCDate());
    case 'D':
    case 'x':
      return again('%m/%d/%y');
    case 'e':
      return String(date.getUTCDate()).padStart(2, ' ');
    case 'f':
      return pad(time.microsecond, 6);
    case 'F':
      return again('%Y-%m-%d');
    case 'G':
      return String(isoWeek(date).year);
    case 'g':
      return pad(isoWeek(date).year % 100);
    case 'H':
      return pad(hour);
    case 'I':
      return pad(hour % 12 || 12);
    case 'j':
      return pad(yearDay + 1, 3);
    case 'k':
      return String(hour).padStart(2, ' ');
    case 'l':
      return String(hour % 12 || 12).padStart(2, ' ');
    case 'm':
      return pad(date.getUTCMonth() + 1);
    case 'M':
      return pad(date.getUTCMinutes());
    case 'n':
      return '\n';
    case 'p':
      return hour < 12 ? 'AM' : 'PM';
    case 'P':
      return hour < 12 ? 'am' : 'pm';
    case 'r':
      return again('%I:%M:%S %p');
    case 'R':
      return again('%H:%M');
    case 's':
      return String(Math.floor(time.epoch()));
    case 'S':
      return pad(date.getUTCSeconds());
    case 't':
      return '\t';
    case 'T':
    case 'X':
      return again('%H:%M:%S');
    case 'u':
      return String(weekday || 7);
    case 'U':
      return pad(Math.floor((yearDay + 7 - weekday) / 7));
    case 'V':
      return pad(isoWeek(date).week);
    case 'w':
      return String(weekday);
    case 'W':
      return pad(Math.floor((yearDay + 7 - ((weekday + 6) % 7)) / 7));
    case 'y':
      return pad(year % 100);
    case 'Y':
      return String(year);
    case 'z':
      return zone?.offset ?? '';
    case 'Z':
      return zone?.name ?? '';
    case '%':
      return '%';
    default:
      return undefined;
  }
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
