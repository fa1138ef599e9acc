import { fail } from '../diag/diagnostic.js';
import type { Module } from '../module/types.js';
import { discovering } from '../modules/foreign/discovering.js';
import { foreignModule } from '../modules/foreign/foreignModule.js';
import type { SharedCodePlaces } from '../modules/foreign/sharedCode.js';
import { findModule } from '../modules/index.js';
import type { Task } from '../playbook/ast.js';
import { searchedCollections } from '../playbook/collectionSearch.js';
import { installedAnsible } from '../playbook/modules/controllerPython.js';
import type { FoundModule } from '../playbook/modules/moduleLibrary.js';
import { unsupported } from '../playbook/modules/pythonPlugins.js';
import { redirectOf } from '../playbook/modules/routing.js';
import type { Run } from './run.js';

const foreign = new Map<string, Module>();

/** The module that a task runs: the engine's own or a file of the controller. Throws DiagnosticError when there is none. */
export function resolveModule(run: Run, task: Task): Module {
  const { modules } = run.parts.load;
  const collections = searchedCollections(task);
  const found = modules.find(task.action, collections);
  const plugin = pythonAction(run, task.action, found, collections);
  if (plugin !== undefined)
    return fail('python-plugin', unsupported('action', task.action, plugin), { span: task.actionSpan });
  const native = found?.kind === 'native' ? findModule(found.name) : undefined;
  if (native) return discovering(native);
  if (found?.kind !== 'file') {
    return fail('unknown-module', `The module ${task.action} was not found in configured module paths`, {
      span: task.actionSpan,
    });
  }
  let module = foreign.get(found.path);
  if (!module) {
    module = foreignModule({ ...found, places: places(run), python: run.parts.options.pythonInterpreter });
    foreign.set(found.path, module);
  }
  return module;
}

/** The action plugin in Python that would run in the module's place; the engine's own full names have none. */
function pythonAction(
  run: Run,
  name: string,
  found: FoundModule | undefined,
  collections: readonly string[],
): string | undefined {
  const { plugins } = run.parts.load.modules;
  if (found?.kind !== 'native') return plugins.find('action', name, collections);
  return name.includes('.') ? undefined : plugins.find('action', name);
}

function places(run: Run): SharedCodePlaces {
  const { modules } = run.parts.load;
  const installed = installedAnsible();
  return {
    utils: modules.moduleUtils(),
    ansible: installed?.path,
    version: installed?.version ?? '2.14.18',
    collectionDirectory: (name) => modules.collectionDirectory(name),
    redirect: (file, name) => redirectOf(file, ['module_utils'], name),
  };
}
