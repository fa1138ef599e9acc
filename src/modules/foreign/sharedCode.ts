import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../../diag/diagnostic.js';
import { lastPart } from '../../value/pluginName.js';
import { sharedImports } from './pythonImports.js';

/** Where the shared code of Python modules lies on the controller. */
export interface SharedCodePlaces {
  /** `module_utils/` of roles and playbooks and the configured ones, searched first. */
  readonly utils: readonly string[];
  /** The directory of the installed package `ansible`; undefined when there is none. */
  readonly ansible: string | undefined;
  readonly version: string;
  collectionDirectory(name: string): string | undefined;
  /** The new name of a piece of shared code, after `meta/runtime.yml`. */
  redirect(runtimeFile: string, name: string): string | undefined;
}

/** A source by its full name. */
interface PythonSource {
  readonly isPackage: boolean;
  readonly text: string;
}

/**
 * A Python module together with all the shared code it imports, directly or not: full names to sources. Names that are
 * not found are left out: many imports are attempts, and Python says it best when one was needed.
 * Throws DiagnosticError when ansible-core is not installed here, because every such module needs it.
 */
export function collectSources(
  module: string,
  text: string,
  places: SharedCodePlaces,
): Map<string, PythonSource> {
  if (places.ansible === undefined) {
    fail(
      'no-module-utils',
      `the module ${module} needs ansible.module_utils, and ansible-core is not installed here`,
      {
        fix: 'install ansible-core on this machine (pip install ansible-core); its engine is not used, only this code is sent along',
      },
    );
  }
  const sources = new Map<string, PythonSource>();
  const add = (name: string, source: PythonSource): void => {
    if (sources.has(name)) return;
    addPackagesOf(name);
    sources.set(name, source);
    for (const { module: base, names } of sharedImports(source.text, name, source.isPackage)) {
      want(base);
      for (const each of names) want(`${base}.${each}`);
    }
  };
  const want = (name: string): void => {
    if (sources.has(name)) return;
    const source = locate(name, places);
    if (source) add(name, source);
  };
  function addPackagesOf(name: string): void {
    const parts = name.split('.');
    for (let end = 1; end < parts.length; end++) {
      const parent = parts.slice(0, end).join('.');
      if (sources.has(parent)) continue;
      const source = locate(parent, places) ?? { isPackage: true, text: '' };
      if (source.isPackage) add(parent, source);
    }
  }
  sources.set('ansible', {
    isPackage: true,
    text: `__version__ = '${places.version}'\n__author__ = 'Ansible, Inc.'\n`,
  });
  want('ansible.module_utils.basic');
  add(module, { isPackage: false, text });
  return sources;
}

function locate(name: string, places: SharedCodePlaces): PythonSource | undefined {
  const parts = name.split('.');
  if (parts[0] === 'ansible' && parts[1] === 'module_utils') {
    const rest = parts.slice(2);
    const own = places.utils.map((directory) => read(join(directory, ...rest))).find((source) => source);
    if (own && rest.length > 0) return own;
    return (
      read(join(places.ansible!, 'module_utils', ...rest)) ??
      redirected(name, join(places.ansible!, 'config', 'ansible_builtin_runtime.yml'), rest, places)
    );
  }
  if (parts[0] !== 'ansible_collections' || parts.length < 4) return undefined;
  const directory = places.collectionDirectory(`${parts[1]}.${parts[2]}`);
  if (directory === undefined) return undefined;
  const found = read(join(directory, ...parts.slice(3)));
  if (found || parts.length < 6 || parts[4] !== 'module_utils') return found;
  return redirected(name, join(directory, 'meta', 'runtime.yml'), parts.slice(5), places);
}

/** A piece of shared code that has moved: the old name stands for the new module. */
function redirected(
  name: string,
  runtimeFile: string,
  rest: readonly string[],
  places: SharedCodePlaces,
): PythonSource | undefined {
  const target = places.redirect(runtimeFile, rest.join('.'));
  if (target === undefined) return undefined;
  const parts = target.split('.');
  const full =
    parts[0] === 'ansible_collections' || target.startsWith('ansible.module_utils.')
      ? target
      : `ansible_collections.${parts[0]}.${parts[1]}.plugins.module_utils.${parts.slice(2).join('.')}`;
  const text = `import sys\nfrom ${full.slice(0, full.lastIndexOf('.'))} import ${lastPart(full)} as target\nsys.modules['${name}'] = target\n`;
  return { isPackage: false, text };
}

function read(path: string): PythonSource | undefined {
  for (const [file, isPackage] of [
    [join(path, '__init__.py'), true],
    [`${path}.py`, false],
  ] as const) {
    if (existsSync(file)) return { isPackage, text: readFileSync(file, 'utf8') };
  }
  return undefined;
}
