import type { TaskInfo } from '../../events/events.js';
import { shortAction } from '../../value/pluginName.js';

const COMMANDS: ReadonlySet<string> = new Set([
  'command',
  'shell',
  'raw',
  'script',
  'win_command',
  'win_shell',
]);

/** Whether short outputs show what the module printed rather than its result. */
export function printsOutput(task: TaskInfo): boolean {
  return COMMANDS.has(shortAction(task.action));
}
