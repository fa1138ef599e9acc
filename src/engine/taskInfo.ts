import type { TaskInfo } from '../events/events.js';
import { keyword, nameOf, type Task } from '../playbook/ast.js';
import type { Scope, Templar } from '../template/types.js';
import { shortAction } from '../value/pluginName.js';
import { pyStr } from '../value/repr.js';
import { toBool } from './typed.js';

/** A task as reporters show it; the name is rendered as far as it can be. */
export function taskInfo(task: Task, scope: Scope, templar: Templar, check: boolean): TaskInfo {
  const checkMode = keyword(task, 'check_mode');
  return {
    id: task.id,
    name: displayName(task, scope, templar),
    action: rendered(task.action, scope, templar),
    handler: task.handler,
    checkMode: checkMode && typeof checkMode.value === 'boolean' ? toBool(checkMode.value) : check,
    args: task.args,
    noLog: keyword(task, 'no_log')?.value === true,
    ...(task.role && { role: task.role.name }),
    ...(task.span && { span: task.span }),
  };
}

/** `role : name`, as Ansible's banners have it; tasks without a name are called like their action. */
function displayName(task: Task, scope: Scope, templar: Templar): string {
  const written = nameOf(task);
  if (shortAction(task.action) === 'include_role') {
    return rendered(written ?? includeRoleName(task), scope, templar);
  }
  const name = written === undefined ? task.action : rendered(written, scope, templar);
  return task.role ? `${task.role.name} : ${name}` : name;
}

function includeRoleName(task: Task): string {
  return `${task.action} : ${pyStr(task.args.get('name') ?? task.args.get('role') ?? '')}`;
}

/** A name whose variables are not there yet is shown as it was written. */
export function rendered(text: string, scope: Scope, templar: Templar): string {
  if (!templar.isTemplate(text)) return text;
  try {
    return pyStr(templar.resolve(text, scope, { failOnUndefined: true }));
  } catch {
    return text;
  }
}

/** Whether a task's name is the one asked for; `*` and `?` stand for any text and any character. */
export function matchesPattern(name: string, pattern: string): boolean {
  if (name === pattern) return true;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(name);
}
