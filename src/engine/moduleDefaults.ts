import { accumulated, type Task } from '../playbook/ast.js';
import { Dict } from '../value/types.js';
import type { VariableScope } from '../vars/scope.js';
import type { Run } from './run.js';

/** Arguments that `module_defaults` gives a module: those of the innermost level win (Ansible documentation, "Module defaults"). */
export async function moduleDefaults(
  run: Run,
  task: Task,
  fullName: string,
  scope: VariableScope,
): Promise<Dict> {
  const short = fullName.slice(fullName.lastIndexOf('.') + 1);
  const names = new Set([task.action, fullName, short]);
  const defaults = new Dict();
  for (const { value, span } of accumulated(task, 'module_defaults')) {
    const rendered = await run.resolve(value, scope, span);
    if (!(rendered instanceof Dict)) continue;
    for (const [name, args] of rendered) {
      if (!names.has(String(name)) || !(args instanceof Dict)) continue;
      for (const [key, argument] of args) defaults.set(key, argument);
    }
  }
  return defaults;
}
