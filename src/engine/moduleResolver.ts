import { fail } from '../diag/diagnostic.js';
import type { Module } from '../module/types.js';
import { discovering } from '../modules/foreign/discovering.js';
import { foreignModule } from '../modules/foreign/foreignModule.js';
import type { SharedCodePlaces } from '../modules/foreign/sharedCode.js';
import { findModule } from '../modules/index.js';
import type { Task } from '../playbook/ast.js';
import { searchedCollections } from '../playbook/collectionSearch.js';
import type { LoadContext } from '../playbook/context.js';
import { installedAnsible } from '../playbook/modules/controllerPython.js';
import type { FoundModule } from '../playbook/modules/moduleLibrary.js';
import { unsupported } from '../playbook/modules/pythonPlugins.js';
import { redirectOf } from '../playbook/modules/routing.js';

/** Finds the modules that the tasks of a run name. */
export class ModuleResolver {
  private readonly natives = new Map<string, Module>();
  private readonly files = new Map<string, Module>();

  /** `python`: the interpreter on the hosts for modules that come as files. */
  constructor(
    private readonly load: LoadContext,
    private readonly python: string,
  ) {}

  /** The module that a task runs: the engine's own or a file of the controller. Throws DiagnosticError when there is none. */
  of(task: Task): Module {
    const collections = searchedCollections(task);
    const found = this.load.modules.find(task.action, collections);
    const plugin = this.pythonAction(task.action, found, collections);
    if (plugin !== undefined)
      return fail('python-plugin', unsupported('action', task.action, plugin), { span: task.actionSpan });
    const native = found?.kind === 'native' ? this.native(found.name) : undefined;
    if (native) return native;
    if (found?.kind === 'file') return this.file(found);
    return fail('unknown-module', `The module ${task.action} was not found in configured module paths`, {
      span: task.actionSpan,
    });
  }

  private native(name: string): Module | undefined {
    const known = this.natives.get(name);
    if (known) return known;
    const module = findModule(name);
    if (module) this.natives.set(name, discovering(module));
    return this.natives.get(name);
  }

  private file(found: FoundModule & { kind: 'file' }): Module {
    const module =
      this.files.get(found.path) ??
      foreignModule({ ...found, places: sharedCodePlaces(this.load), python: this.python });
    this.files.set(found.path, module);
    return module;
  }

  /** The action plugin in Python that would run in the module's place; the engine's own full names have none. */
  private pythonAction(
    name: string,
    found: FoundModule | undefined,
    collections: readonly string[],
  ): string | undefined {
    const { plugins } = this.load.modules;
    if (found?.kind !== 'native') return plugins.find('action', name, collections);
    return name.includes('.') ? undefined : plugins.find('action', name);
  }
}

function sharedCodePlaces({ modules }: LoadContext): SharedCodePlaces {
  const installed = installedAnsible();
  return {
    utils: modules.moduleUtils(),
    ansible: installed?.path,
    version: installed?.version ?? '2.14.18',
    collectionDirectory: (name) => modules.collectionDirectory(name),
    redirect: (file, name) => redirectOf(file, ['module_utils'], name),
  };
}
