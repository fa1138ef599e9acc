import type { Diff } from '../events/events.js';
import { Dict, type Value } from '../value/types.js';

/** Differences as results carry them under `diff`: a mapping, or a list of several. */
export function diffValue(diffs: readonly Diff[]): Value {
  const entries = diffs.map(diffEntry);
  return entries.length === 1 ? entries[0]! : entries;
}

/** One difference as a mapping. */
export function diffEntry(diff: Diff): Dict {
  return Dict.of({
    before: diff.states?.before ?? diff.before,
    after: diff.states?.after ?? diff.after,
    before_header: diff.beforeHeader,
    after_header: diff.afterHeader,
    prepared: diff.prepared,
  });
}
