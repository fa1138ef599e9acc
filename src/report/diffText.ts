import type { Diff } from '../events/events.js';
import type { Paint, Role } from './palette.js';
import { unifiedDiff } from './unifiedDiff.js';

/** The text of a result's differences as Ansible shows them under `--diff`; empty when nothing differs. */
export function diffText(diffs: readonly Diff[], paint: Paint, context = 3): string {
  return diffs.map((diff) => oneDiff(diff, paint, context)).join('');
}

function oneDiff(diff: Diff, paint: Paint, context: number): string {
  const prepared = diff.prepared ?? '';
  if (diff.before === undefined && diff.after === undefined) return prepared;
  const lines = unifiedDiff(diff.before ?? '', diff.after ?? '', {
    beforeHeader: diff.beforeHeader === undefined ? 'before' : `before: ${diff.beforeHeader}`,
    afterHeader: diff.afterHeader === undefined ? 'after' : `after: ${diff.afterHeader}`,
    context,
  });
  if (lines.length === 0) return prepared;
  return `${lines.map((line) => colored(line, paint)).join('')}\n${prepared}`;
}

function colored(line: string, paint: Paint): string {
  const role = roleOf(line);
  return role === undefined ? line : paint(line, role);
}

function roleOf(line: string): Role | undefined {
  if (line.startsWith('+')) return 'diffAdd';
  if (line.startsWith('-')) return 'diffRemove';
  return line.startsWith('@@') ? 'diffLines' : undefined;
}
