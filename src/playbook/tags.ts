import type { Value } from '../value/types.js';

/** Which tasks `--tags` and `--skip-tags` select. */
export interface TagSelection {
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

/** All tags of a task as a flat list: comma-separated strings are split, numbers become text. */
export function flattenTags(values: readonly Value[]): string[] {
  const tags = values.flatMap((value) =>
    Array.isArray(value)
      ? flattenTags(value)
      : String(value ?? '')
          .split(',')
          .map((tag) => tag.trim()),
  );
  return [...new Set(tags.filter((tag) => tag !== ''))];
}

/**
 * Whether a task with these tags runs (Ansible documentation, "Tags"): `always` runs unless skipped, `never`
 * only when asked for by another of its tags, `tagged`/`untagged`/`all` are selections of their own.
 */
export function isSelected(tags: readonly string[], selection: TagSelection): boolean {
  const own = new Set(tags.length === 0 ? ['untagged'] : tags);
  const only = new Set(selection.only.length === 0 ? ['all'] : selection.only);
  const has = (set: ReadonlySet<string>): boolean => [...own].some((tag) => set.has(tag));
  let run =
    own.has('always') ||
    (only.has('all') && !own.has('never')) ||
    has(only) ||
    (only.has('tagged') && !own.has('untagged') && !own.has('never'));
  if (run && selection.skip.length > 0) {
    const skip = new Set(selection.skip);
    if (skip.has('all')) run = own.has('always') && !skip.has('always');
    else if (has(skip)) run = false;
    else if (skip.has('tagged') && !own.has('untagged')) run = false;
  }
  return run;
}
