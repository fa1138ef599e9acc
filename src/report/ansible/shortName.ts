import type { TaskInfo } from '../../events/events.js';

/** The module of a task without `ansible.builtin.`. */
export function shortName(task: TaskInfo): string {
  return task.action.replace(/^ansible\.(builtin|legacy)\./, '');
}
