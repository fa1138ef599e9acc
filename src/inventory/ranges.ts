import { fail } from '../diag/diagnostic.js';
import { parseAddress } from './address.js';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The hosts an entry of a source stands for, and the port given for them. */
export interface HostEntry {
  readonly names: readonly string[];
  readonly port: number | undefined;
}

/**
 * Expands an entry such as `web[01:10:2].example.org:2222`. An entry that is no host name (`a b`) stands as it is.
 * Throws DiagnosticError (without a place) for a malformed range.
 */
export function expandHostEntry(entry: string): HostEntry {
  const address = parseAddress(entry);
  return { names: inventoryHostRanges(address?.host ?? entry), port: address?.port };
}

/**
 * The names a host pattern with ranges stands for: `[1:3]`, `[01:10]` (equal widths keep their zeros), `[a:f]`, each
 * with an optional step; several ranges multiply, the first varying slowest. Throws DiagnosticError.
 */
function inventoryHostRanges(pattern: string): string[] {
  const open = pattern.indexOf('[');
  if (open < 0) return [pattern];
  const close = pattern.indexOf(']');
  // the first of each counts, in whatever order they stand
  if (close < 0) reject(pattern, 'a bracket is never closed', 'Write [begin:end].');
  const [first, last] = [Math.min(open, close), Math.max(open, close)];
  const head = pattern.slice(0, first);
  const tails = inventoryHostRanges(pattern.slice(last + 1));
  const middles = expandRange(pattern.slice(first + 1, last), pattern);
  return middles.flatMap((middle) => tails.map((tail) => head + middle + tail));
}

function expandRange(range: string, pattern: string): string[] {
  const bounds = range.split(':');
  const [begin = '', end = '', step = '1'] = bounds;
  if (bounds.length < 2 || bounds.length > 3)
    reject(
      pattern,
      'host range must be begin:end or begin:end:step',
      'Write [begin:end] or [begin:end:step].',
    );
  if (end === '') reject(pattern, 'host range must specify end value', 'Write [begin:end].');
  const by = integer(step, pattern);
  if (by === 0) reject(pattern, 'the step of a range is 0', 'Give a step of 1 or more.');
  return letters(begin, end, by, pattern) ?? numbers(begin === '' ? '0' : begin, end, by, pattern);
}

/** undefined when the bounds are no letters. */
function letters(begin: string, end: string, step: number, pattern: string): string[] | undefined {
  const from = begin === '' ? -1 : LETTERS.indexOf(begin);
  const to = LETTERS.indexOf(end);
  if (from < 0 || to < 0) return undefined;
  if (to < from) reject(pattern, 'host range must have begin <= end', 'Put the smaller letter first.');
  return step < 0 ? [] : [...LETTERS.slice(from, to + 1)].filter((_, index) => index % step === 0);
}

function numbers(begin: string, end: string, step: number, pattern: string): string[] {
  const padded = begin.length > 1 && begin.startsWith('0');
  if (padded && begin.length !== end.length) {
    const fix = 'Write both with the same number of digits.';
    reject(pattern, 'host range must specify equal-length begin and end formats', fix);
  }
  const last = integer(end, pattern);
  const names: string[] = [];
  for (let n = integer(begin, pattern); step > 0 ? n <= last : n > last + 1; n += step)
    names.push(padded ? String(n).padStart(begin.length, '0') : String(n));
  return names;
}

/** Python's `int()` of a bound. */
function integer(text: string, pattern: string): number {
  if (!/^\s*[-+]?\d+(?:_\d+)*\s*$/.test(text))
    reject(
      pattern,
      `"${text}" is no number; a range mixes numbers and letters`,
      'Use two numbers or two letters.',
    );
  return Number(text.replaceAll('_', ''));
}

function reject(pattern: string, cause: string, fix: string): never {
  fail('inventory-bad-range', `the host entry "${pattern}" cannot be expanded: ${cause}`, { fix });
}
