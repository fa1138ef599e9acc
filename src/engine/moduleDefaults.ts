import { accumulated, type Task } from '../playbook/ast.js';
import { Dict } from '../value/types.js';
import type { VariableScope } from '../vars/scope.js';
import type { Run } from './run.js';

/** Arguments that `module_defaults` gives a module: the innermost level that names it counts alone (Ansible documentation, "Module defaults"). */
export async function moduleDefaults(
  run: Run,
  task: Task,
  fullName: string,
  scope: VariableScope,
): Promise<Dict> {
  const short = fullName.slice(fullName.lastIndexOf('.') + 1);
  const names = new Set([task.action, fullName, short]);
  let defaults = new Dict();
  for (const { value, span } of accumulated(task, 'module_defaults')) {
    const rendered = await run.resolve(value, scope, span);
    if (!(rendered instanceof Dict)) continue;
    for (const [name, args] of rendered) {
      if (names.has(String(name)) && args instanceof Dict) defaults = args;
    }
  }
  return defaults;
}
