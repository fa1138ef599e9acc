import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Diagnostic } from '../diag/diagnostic.js';
import type { Magic } from '../engine/magic.js';
import { findModule, moduleNames } from '../modules/index.js';
import { Collections } from '../playbook/collections.js';
import type { LoadContext } from '../playbook/context.js';
import { importRole } from '../playbook/loadRole.js';
import { installedAnsible } from '../playbook/modules/controllerPython.js';
import { ModuleLibrary } from '../playbook/modules/moduleLibrary.js';
import type { SourceFiles } from '../playbook/sourceFiles.js';
import { VERIFY_ENTRY } from '../playbook/verifyPlays.js';
import type { ArgumentSpec } from '../spec/types.js';
import type { Templar } from '../template/types.js';
import type { VariableStore } from '../vars/store.js';
import { type Config, expandPath } from './config.js';
import type { RunCommandOptions } from './playbookOptions.js';
import { rejectedModules } from './pluginFilters.js';

interface LoadParts {
  readonly options: RunCommandOptions;
  readonly config: Config;
  readonly files: SourceFiles;
  readonly collections: Collections;
  readonly templar: Templar;
  readonly store: VariableStore;
  readonly magic: Magic;
  readonly onDiagnostic: (finding: Diagnostic) => void;
}

/** Where collections are found. */
export function configuredCollections(config: Config, files: SourceFiles): Collections {
  return new Collections(
    config.collectionsPath ?? [`${homeOf(config)}/collections`, '/usr/share/ansible/collections'],
    files,
  );
}

/** What loading playbooks and roles needs: where things are found, and which modules there are. */
export function loadContext({
  options,
  config,
  files,
  collections,
  templar,
  store,
  magic,
  onDiagnostic,
}: LoadParts): LoadContext {
  const home = homeOf(config);
  return {
    files,
    rolesPath:
      config.rolesPath ??
      [`${home}/roles`, '/usr/share/ansible/roles', '/etc/ansible/roles'].map((path) => expandPath(path)),
    collections,
    modules: new ModuleLibrary({
      isNative: (name) => findModule(name) !== undefined,
      first: (options.modulePath ?? '')
        .split(':')
        .filter((path) => path !== '')
        .map((path) => expandPath(path)),
      configured: config.library ?? [],
      configuredUtils: config.moduleUtils ?? [],
      rejected: rejectedModules(config.pluginFilters, files),
      collectionDirectory: (name) => collections.directory(name),
      installed: installedAnsible,
    }),
    actions: {
      takesFreeForm: (name) => findModule(name)?.freeForm ?? false,
      argumentSpec,
      names: moduleNames,
    },
    syntax: templar,
    interpolate: (value, node) => templar.resolve(value, store.parseScope(node, magic.parse(node))),
    importRole,
    ...(options.verifyOnly && { roleEntry: VERIFY_ENTRY }),
    report: onDiagnostic,
  };
}

function argumentSpec(name: string): ArgumentSpec | undefined {
  const module = findModule(name);
  return module && { ...module, kind: 'module' };
}

/** Ansible's folder of the user. */
function homeOf(config: Config): string {
  return config.home ?? join(homedir(), '.ansible');
}
