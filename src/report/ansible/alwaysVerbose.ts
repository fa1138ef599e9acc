import type { TaskInfo } from '../../events/events.js';
import { shortAction } from '../../value/pluginName.js';
import { truthy } from '../../value/truth.js';
import type { Dict } from '../../value/types.js';

/** Modules whose results are always shown in full. */
const ALWAYS_VERBOSE: ReadonlySet<string> = new Set(['debug']);

/** debug and assert show their results in full, but not where they were skipped or could not even start. */
export function isAlwaysVerbose(task: TaskInfo, value: Dict): boolean {
  if (flag(value, '_ansible_verbose_always')) return true;
  if (!ALWAYS_VERBOSE.has(shortAction(task.action)) || value.has('censored')) return false;
  const failed = truthy(value.get('failed') ?? false);
  return !truthy(value.get('skipped') ?? false) && (!failed || value.has('assertion'));
}

/** Whether a key of a result is true itself, not just something like it. */
export function flag(value: Dict, key: string): boolean {
  return value.get(key) === true;
}
