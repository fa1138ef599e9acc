import type { Diff } from '../../events/events.js';
import { dumps } from '../../value/json.js';
import { Dict, type Value } from '../../value/types.js';

/** Bytes to read for a diff: one more than is shown, to know that there is more; undefined: all. */
export function diffLimit(maxDiffSize: number): number | undefined {
  return maxDiffSize > 0 ? maxDiffSize + 1 : undefined;
}

/** One side of a content diff; undefined content: there is no file. */
interface DiffSide {
  readonly header?: string | undefined;
  readonly content: Buffer | undefined;
}

/** A diff of file contents; binary files and those of more than `maxDiffSize` bytes (0: any) are named instead of shown. */
export function contentDiff(before: DiffSide, after: DiffSide, maxDiffSize: number): Diff {
  const reasons = [unshown(before, 'destination', maxDiffSize), unshown(after, 'source', maxDiffSize)];
  const prepared = reasons.filter((reason) => reason !== undefined);
  if (prepared.length > 0)
    return { prepared: prepared.map((reason) => `diff skipped: ${reason}\n`).join('') };
  return {
    before: before.content?.toString('utf8') ?? '',
    after: after.content?.toString('utf8') ?? '',
    ...(before.header !== undefined && { beforeHeader: before.header }),
    ...(after.header !== undefined && { afterHeader: after.header }),
  };
}

/** A diff of attributes, each side printed as JSON with sorted keys. */
export function stateDiff(
  before: Readonly<Record<string, Value>>,
  after: Readonly<Record<string, Value>>,
  headers: { readonly beforeHeader?: string; readonly afterHeader?: string } = {},
): Diff {
  return {
    before: stateText(before),
    after: stateText(after),
    states: { before: Dict.of(before), after: Dict.of(after) },
    ...headers,
  };
}

function stateText(state: Readonly<Record<string, Value>>): string {
  return `${dumps(Dict.of(state), { indent: 4, sortKeys: true, separators: [',', ': '] })}\n`;
}

function unshown(side: DiffSide, what: 'source' | 'destination', maxDiffSize: number): string | undefined {
  if (side.content === undefined) return undefined;
  if (side.content.includes(0)) return `${what} file appears to be binary`;
  const large = maxDiffSize > 0 && side.content.length > maxDiffSize;
  return large ? `${what} file size is greater than ${maxDiffSize}` : undefined;
}
