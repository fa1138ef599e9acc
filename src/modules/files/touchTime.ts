import { fail } from '../../diag/diagnostic.js';
import type { FileStat } from '../../shell/primitives/statRecord.js';
import type { FileArgs } from './file.js';

interface WantedTimes {
  readonly changed: boolean;
  /** As touch -t takes them, or `now`; undefined: left alone. */
  readonly wanted: { readonly access?: string; readonly modification?: string };
}

/** The times of state=touch: `now` unless told otherwise; `preserve` leaves an existing file alone. */
export function touchTimes(args: FileArgs, stat: FileStat): WantedTimes {
  const access = one(args.access_time ?? 'now', args.access_time_format, stat.atime, stat.exists);
  const modification = one(
    args.modification_time ?? 'now',
    args.modification_time_format,
    stat.mtime,
    stat.exists,
  );
  return {
    changed: access !== undefined || modification !== undefined,
    wanted: { ...(access !== undefined && { access }), ...(modification !== undefined && { modification }) },
  };
}

function one(given: string, format: string, current: number, exists: boolean): string | undefined {
  if (given === 'now') return 'now';
  if (given === 'preserve') return exists ? undefined : 'now';
  const parts = parseTime(given, format);
  const text = `${parts.Y}${parts.m}${parts.d}${parts.H}${parts.M}.${parts.S}`;
  const wanted = new Date(+parts.Y!, +parts.m! - 1, +parts.d!, +parts.H!, +parts.M!, +parts.S!);
  return exists && Math.floor(current) === wanted.getTime() / 1000 ? undefined : text;
}

/** Reads a time in a strptime format of numeric fields. Throws a DiagnosticError (`bad-time`). */
function parseTime(given: string, format: string): Record<string, string> {
  const fields: string[] = [];
  const source = format.replace(/%([YmdHMS])|[.*+?^${}()|[\]\\]/g, (whole, field: string | undefined) => {
    if (field === undefined) return `\\${whole}`;
    fields.push(field);
    return field === 'Y' ? '(\\d{4})' : '(\\d{1,2})';
  });
  const match = new RegExp(`^${source}$`).exec(given);
  if (!match)
    fail('bad-time', `time "${given}" does not match the format ${format}`, { fix: 'write YYYYmmddHHMM.SS' });
  const parts: Record<string, string> = { Y: '1970', m: '01', d: '01', H: '00', M: '00', S: '00' };
  fields.forEach((field, i) => {
    parts[field] = match[i + 1]!.padStart(2, '0');
  });
  return parts;
}
