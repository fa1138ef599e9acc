/** Milliseconds since the epoch. */
export type Clock = () => number;

/** `text ****` up to 79 columns, as the callbacks that measure time print it. */
export function filledLine(text: string, filler: string): string {
  const begin = text === '' ? '' : `${text} `;
  return `${begin}${filler.repeat(Math.max(3, 79 - begin.length))} `;
}

/** `h:mm:ss.mmm` of a number of milliseconds. */
function clockText(milliseconds: number): string {
  const whole = Math.max(0, Math.floor(milliseconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  const seconds = Math.floor(whole / 1000);
  const hours = Math.floor(seconds / 3600);
  return `${hours}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${String(whole % 1000).padStart(3, '0')}`;
}

/** The time of day, the time since the last call and that since the beginning, as one line. */
export class Stopwatch {
  private readonly begin: number;
  private last: number;

  constructor(private readonly now: Clock) {
    this.begin = now();
    this.last = this.begin;
  }

  line(): string {
    const now = this.now();
    const times = `(${clockText(now - this.last)})       ${clockText(now - this.begin)}`;
    this.last = now;
    return filledLine(`${dayText(new Date(now))} ${times}`, '*');
  }
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

function dayText(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const zone = -date.getTimezoneOffset();
  const offset = `${zone < 0 ? '-' : '+'}${two(Math.floor(Math.abs(zone) / 60))}${two(Math.abs(zone) % 60)}`;
  const day = `${DAYS[date.getDay()]} ${two(date.getDate())} ${MONTHS[date.getMonth()]} ${date.getFullYear()}`;
  return `${day}  ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())} ${offset}`;
}

/** A name and a time on a line of `width` columns, joined by hyphens. */
export function timeLine(name: string, milliseconds: number, width: number): string {
  const time = ` ${(milliseconds / 1000).toFixed(2)}s`;
  return `${`${name} `.padEnd(width - 9, '-')}${time.padStart(9, '-')}`;
}
