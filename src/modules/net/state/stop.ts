import { errorText } from '../../../module/output.js';
import type { Applied } from '../../../module/types.js';
import type { Operation } from '../../../net/plan/operation.js';
import type { Segment } from '../../../net/plan/segment.js';
import type { ExecResult } from '../../../session/types.js';
import { failurePoint } from './applyFrame.js';

/** Why and where the work of a plan stopped. */
export interface Stop {
  readonly applied: Applied & { readonly failed: string };
  /** The number of operations that were performed; undefined when nobody knows. */
  readonly performed?: number;
}

/** Tools that load all lines of their input or none. */
const atomic: ReadonlySet<Segment['tool']> = new Set([
  'iptables',
  'ip6tables',
  'arptables',
  'ebtables',
  'nft',
]);

/** Tools that stop at a line. */
const batches: ReadonlySet<Segment['tool']> = new Set(['ip', 'ip6', 'bridge']);

/** Reads from the output of a failed frame which operation the kernel refused. */
export function stopOf(
  operations: readonly Operation[],
  segments: readonly Segment[],
  result: ExecResult,
): Stop {
  const stderr = errorText(result);
  const point = failurePoint(result.stdout.toString('utf8'));
  const segment = point && segments[point.segment];
  if (point === undefined || segment === undefined)
    return { applied: { failed: `the ledger cannot be written: ${stderr || `exit status ${result.rc}`}` } };
  const { tool, input, owners } = segment;
  const cause = stderr
    .replace(/^(RTNETLINK answers|Error): /, '')
    .replace(/\s*Command failed.*$/s, '')
    .replace(/\.?$/, '');
  const why = cause || `exit status ${result.rc}`;
  const lines = input.split('\n');
  const told = /(?:-:|line |stdin:)(\d+)/.exec(stderr)?.[1];
  if (told === undefined && batches.has(tool) && input !== '') {
    // `ip neighbour` ends the whole batch without a word about its line
    const suspects = lines.flatMap((text, i) => (text.startsWith('neighbour ') ? [owners[i] ?? 0] : []));
    const names = [...new Set(suspects.length > 0 ? suspects : owners)].map((at) => operations[at]?.line);
    const failed = `cannot ${names.slice(0, 3).join(', or ')}${names.length > 3 ? ', …' : ''}: ${why}`;
    return { applied: { failed, changed: true } };
  }
  const line = Number(told ?? 1);
  const first = owners[0] ?? 0;
  const at = owners[input === '' ? point.setting : line - 1] ?? first;
  const performed = atomic.has(tool) && input !== '' ? first : at;
  const failed = `cannot ${operations[at]?.line ?? `load the rules of ${tool}`}: ${why}`;
  return {
    applied: { failed, changed: performed > 0, result: { command: lines[line - 1] ?? '' } },
    performed,
  };
}
