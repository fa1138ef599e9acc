import type { TaskInfo } from '../../events/events.js';
import { pyStr } from '../../value/repr.js';

/** The arguments of a task as `a=1, b=2`; empty when it has none. */
export function argumentText(task: TaskInfo): string {
  return [...(task.args ?? [])].map(([name, value]) => `${pyStr(name)}=${pyStr(value)}`).join(', ');
}
