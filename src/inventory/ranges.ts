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
 * The names a host pattern with ranges stands for: `[1:3]`, `[01:10]` (equal widths keep their zeros),
 * `[a:f]`, each with an optional step; several ranges multiply, the first varying slowest.
 */
export function inventoryHostRanges(pattern: string): string[] {
  const open = pattern.indexOf('[');
  const colon = pattern.indexOf(':');
  const close = pattern.indexOf(']');
  if (open < 0 || colon < open || close < colon) return [pattern];
  const head = pattern.slice(0, open);
  const tails = inventoryHostRanges(pattern.slice(close + 1));
  const middles = expandRange(pattern.slice(open + 1, close), pattern);
  return middles.flatMap((middle) => tails.map((tail) => head + middle + tail));
}

function expandRange(range: string, pattern: string): string[] {
  const [begin = '', end = '', stepText = '1', extra] = range.split(':');
  const step = Number(stepText);
  if (extra !== undefined || !Number.isInteger(step) || step < 1) {
    reject(pattern, `"[${range}]" is no range`, 'Write [begin:end] or [begin:end:step].');
  }
  if (end === '') reject(pattern, `the range "[${range}]" has no end`, 'Write [begin:end].');
  if (LETTERS.includes(begin) && begin.length === 1) return letters(begin, end, step, pattern);
  return numbers(begin === '' ? '0' : begin, end, step, pattern);
}

function letters(begin: string, end: string, step: number, pattern: string): string[] {
  const from = LETTERS.indexOf(begin);
  const to = end.length === 1 ? LETTERS.indexOf(end) : -1;
  if (to < from)
    reject(pattern, `the range "[${begin}:${end}]" does not ascend`, 'Put the smaller letter first.');
  return [...LETTERS.slice(from, to + 1)].filter((_, index) => index % step === 0);
}

function numbers(begin: string, end: string, step: number, pattern: string): string[] {
  if (!/^[0-9]+$/.test(begin) || !/^[0-9]+$/.test(end)) {
    reject(pattern, `"[${begin}:${end}]" mixes numbers and letters`, 'Use two numbers or two letters.');
  }
  const padded = begin.length > 1 && begin.startsWith('0');
  if (padded && begin.length !== end.length) {
    reject(
      pattern,
      `the ends of "[${begin}:${end}]" differ in width`,
      'Write both with the same number of digits.',
    );
  }
  const names: string[] = [];
  for (let n = Number(begin); n <= Number(end); n += step) {
    names.push(padded ? String(n).padStart(begin.length, '0') : String(n));
  }
  return names;
}

function reject(pattern: string, cause: string, fix: string): never {
  fail('inventory-bad-range', `the host entry "${pattern}" cannot be expanded: ${cause}`, { fix });
}
