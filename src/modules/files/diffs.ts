import type { Diff } from '../../events/events.js';
import { dumps } from '../../value/json.js';
import { Dict, type Value } from '../../value/types.js';

/** Files beyond this many bytes are not shown in a diff (Ansible's default max_diff_size). */
export const MAX_DIFF_SIZE = 104_448;

/** Bytes to read for a diff: one more than is shown, to know that there is more. */
export const DIFF_LIMIT = MAX_DIFF_SIZE + 1;

/** One side of a content diff; undefined content: there is no file. */
export interface DiffSide {
  readonly header?: string | undefined;
  readonly content: Buffer | undefined;
}

/** A diff of file contents; binary and large files are named instead of shown. */
export function contentDiff(before: DiffSide, after: DiffSide): Diff {
  const reason = unshown(before, 'destination') ?? unshown(after, 'source');
  if (reason !== undefined) return { prepared: `diff skipped: ${reason}\n` };
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

function unshown(side: DiffSide, what: 'source' | 'destination'): string | undefined {
  if (side.content === undefined) return undefined;
  if (side.content.length > MAX_DIFF_SIZE) return `${what} file size is greater than ${MAX_DIFF_SIZE}`;
  return side.content.includes(0) ? `${what} file appears to be binary` : undefined;
}
