import { shortAction } from '../../value/pluginName.js';
import { accumulated, type Node, own, type Play, type Task } from '../ast.js';
import { flattenTags, isSelected, type TagSelection } from '../tags.js';

/** What a run is sure to come to, as far as command line and inventory decide it. */
export interface Reach {
  play(play: Play): boolean;
  task(task: Task): boolean;
}

/** A task of these tags is among those that `--tags` and `--skip-tags` select; tags that are templates may be anything. */
export function isTagged(task: Task, selection: TagSelection): boolean {
  const tags = flattenTags(accumulated(task, 'tags').map(({ value }) => value));
  return !tags.some((tag) => tag.includes('{{')) && isSelected(tags, selection);
}

/** Whether a task ends the play for some or all hosts (or leaves it because of a check of its own). */
export function endsPlay(task: Task): boolean {
  const action = shortAction(task.action);
  if (action === 'fail' || action === 'assert') return true;
  return action === 'meta' && /^end_/.test(String(task.args.get('_raw_params') ?? '').trim());
}

/**
 * Whether a task may pass without running, or may fail on purpose: it has a condition, its errors are handled,
 * or its tags keep it out. What is wrong with such a task must not stop content that works elsewhere.
 */
export function mayNotRun(node: Node): boolean {
  if (accumulated(node, 'when').some(({ value }) => value !== true)) return true;
  if (flattenTags(accumulated(node, 'tags').map(({ value }) => value)).includes('never')) return true;
  for (let at: Node | undefined = node; at; at = at.parent) {
    if (at.kind === 'block' && at.rescue.length > 0) return true;
    const ignores = own(at, 'ignore_errors');
    if (ignores !== undefined && ignores !== null && ignores !== false) return true;
  }
  return own(node, 'failed_when') !== undefined;
}
