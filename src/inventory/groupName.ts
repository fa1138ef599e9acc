/** What `TRANSFORM_INVALID_GROUP_CHARS` may say about names of groups that are no names of variables. */
export type GroupNameRule = 'always' | 'ignore' | 'never' | 'silently';

const INVALID = /^[\p{Nd}]|[^\p{L}\p{N}_]/gu;

/** A group's name with `_` for every character that a variable's name could not have. */
export function safeGroupName(name: string): string {
  return name.replace(INVALID, '_');
}

/** The name a group gets under a rule, and the warning that Ansible gives about it. */
export function groupNameUnder(
  rule: GroupNameRule,
  name: string,
): { readonly name: string; readonly warning?: string } {
  const safe = safeGroupName(name);
  if (safe === name || rule === 'ignore') return { name };
  if (rule === 'silently') return { name: safe };
  const found = 'Invalid characters were found in group names';
  return rule === 'always'
    ? { name: safe, warning: `${found} and automatically replaced, use -vvvv to see details` }
    : { name, warning: `${found} but not replaced, use -vvvv to see details` };
}
