import { fail } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import { pyStr } from '../value/repr.js';
import type { Value } from '../value/types.js';

/**
 * Splits the hosts of a play by `serial`: a number, a percentage, or a list of them whose last entry repeats
 * (Ansible documentation, "Setting the batch size with serial"). Without serial there is one batch.
 */
export function batches(
  hosts: readonly string[],
  serial: Value | undefined,
  span: SourceSpan | undefined,
): string[][] {
  const sizes =
    serial === undefined || serial === null
      ? []
      : [serial].flat().map((entry) => batchSize(entry, hosts.length, span));
  if (sizes.length === 0 || sizes.every((size) => size <= 0)) return [[...hosts]];
  const result: string[][] = [];
  let start = 0;
  for (let i = 0; start < hosts.length; i++) {
    const size = sizes[Math.min(i, sizes.length - 1)]!;
    const end = size <= 0 ? hosts.length : start + size;
    result.push(hosts.slice(start, end));
    start = end;
  }
  return result;
}

function batchSize(entry: Value, total: number, span: SourceSpan | undefined): number {
  const text = pyStr(entry).trim();
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(text);
  if (percent) return Math.max(1, Math.floor((Number(percent[1]) / 100) * total));
  if (/^-?\d+$/.test(text)) return Number(text);
  fail('bad-serial', `"serial" must be a number or a percentage, not "${text}"`, {
    span,
    fix: 'write for example 2 or "30%"',
  });
}
