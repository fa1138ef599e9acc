import { fail } from '../diag/diagnostic.js';

const RELATIVE = /^([+-])(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?$/i;
const ABSOLUTE = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(Z|[+-]\d\d:?\d\d)$/;
const SECONDS = [604_800, 86_400, 3600, 60, 1];

/**
 * Reads a point in time: `+32w1d2h` from `now`, or `YYYYMMDDHHMMSSZ`. Whole seconds, UTC. Throws a DiagnosticError that
 * names the argument.
 */
export function readTimestamp(written: string, argument: string, now: Date): Date {
  const relative = RELATIVE.exec(written);
  if (relative && written.length > 1) {
    const [, sign, ...parts] = relative;
    const seconds = parts.reduce((sum, part, at) => sum + Number(part ?? 0) * SECONDS[at]!, 0);
    return wholeSeconds(new Date(now.getTime() + (sign === '-' ? -1000 : 1000) * seconds));
  }
  const absolute = ABSOLUTE.exec(written);
  const [year, month, day, hour, minute, second = 0] = (absolute?.slice(1, 7) ?? []).map((part) =>
    Number(part ?? 0),
  );
  const date = absolute
    ? new Date(Date.UTC(year!, month! - 1, day, hour, minute, second))
    : new Date(Number.NaN);
  if (Number.isNaN(date.getTime()) || date.getUTCMonth() !== month! - 1 || date.getUTCDate() !== day)
    fail('time-invalid', `the time "${written}" of ${argument} cannot be read`, {
      fix: 'write it as +30d, -1h or 20301231235959Z',
    });
  return date;
}

/** `YYYYMMDDHHMMSSZ` */
export function formatTimestamp(date: Date): string {
  return date.toISOString().replace(/[-:T]|\.\d+/g, '');
}

function wholeSeconds(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}
