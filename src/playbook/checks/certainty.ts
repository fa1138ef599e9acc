import { accumulated, type Node, own } from '../ast.js';
import { flattenTags } from '../tags.js';

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
