import { fail } from '../diag/diagnostic.js';
import { findModule } from '../modules/index.js';
import { actionGroup } from '../playbook/actionGroups.js';
import { accumulated, isGathering, type Task } from '../playbook/ast.js';
import { Dict, type Value } from '../value/types.js';
import type { VariableScope } from '../vars/scope.js';
import type { Run } from './run.js';

/**
 * Arguments that `module_defaults` gives a module (Ansible documentation, "Module defaults"). Of several levels that
 * name the same module or group the innermost counts alone; what is said of the module outranks its groups. Names are
 * static and mean modules as they would without `collections:`; values are rendered for the task.
 */
export async function moduleDefaults(
  run: Run,
  task: Task,
  fullName: string,
  scope: VariableScope,
): Promise<Dict> {
  const entries = new Map<string, Value>();
  for (const { value, span } of accumulated(task, 'module_defaults')) {
    if (!(value instanceof Dict)) {
      fail(
        'bad-module-defaults',
        "'module_defaults' maps names of modules or groups to arguments; only the arguments may hold templates",
        { span, fix: 'write "module_defaults:" as a mapping of module names to arguments' },
      );
    }
    for (const [name, args] of value) {
      entries.delete(String(name)); // what comes later counts, under whichever of its names
      entries.set(String(name), args);
    }
  }
  if (entries.size === 0) return new Dict();
  const defaults = new Dict();
  const add = async (args: Value): Promise<void> => {
    const rendered = await run.resolve(args, scope, task.span);
    if (rendered instanceof Dict) for (const [key, value] of rendered) defaults.set(key, value);
  };
  const { collections } = run.parts.load;
  for (const [name, args] of entries) {
    if (!name.startsWith('group/')) continue;
    const members = actionGroup(collections, name.slice('group/'.length), task.span);
    if ([...members].some((member) => canonical(run, member) === fullName)) await add(args);
  }
  for (const wanted of task.implicit && isGathering(task)
    ? ['ansible.builtin.gather_facts', fullName]
    : [fullName]) {
    const named = [...entries].findLast(([name]) => means(run, name, wanted));
    if (named) await add(named[1]);
  }
  return defaults;
}

/** Whether a key of `module_defaults` names the module; short names mean those of `library/` and the engine's. */
function means(run: Run, key: string, fullName: string): boolean {
  if (key === fullName || `ansible.builtin.${key}` === fullName) return true;
  const legacy = key.split('.').length < 3 ? key : key.replace(/^ansible\.legacy\./, '');
  return [legacy, key].some((name) => canonical(run, name) === fullName);
}

/** The full name of what a module name leads to. */
function canonical(run: Run, name: string): string | undefined {
  const found = run.parts.load.modules.find(name);
  return found?.kind === 'native' ? findModule(found.name)?.name : found?.name;
}
