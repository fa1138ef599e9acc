import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDirectory } from '../../template/files/status.js';
import type { InstalledAnsible } from './controllerPython.js';
import { modulesIn } from './moduleDirectory.js';
import { PythonPlugins } from './pythonPlugins.js';
import { redirectOf, tombstoneOf } from './routing.js';

/** What a module name stands for: one of the engine's own modules, or a file of the controller that is sent to the target. */
export type FoundModule =
  | { readonly kind: 'native'; readonly name: string }
  | {
      readonly kind: 'file';
      /** Full name: `ns.collection.module`, `ansible.builtin.module`, or the short name of one in a `library/`. */
      readonly name: string;
      readonly path: string;
    };

interface ModuleLibraryOptions {
  /** The engine's own modules by all their names. */
  readonly isNative: (name: string) => boolean;
  /** Directories of `-M`: they come before all others. */
  readonly first?: readonly string[];
  /** Directories of the setting `library`. */
  readonly configured?: readonly string[];
  /** Directories of the setting `module_utils`. */
  readonly configuredUtils?: readonly string[];
  /** Short names of modules of ansible-core that must not be used (`plugin_filters_cfg`). */
  readonly rejected?: ReadonlySet<string>;
  /** Directory of a collection below the configured paths or beside a playbook. */
  readonly collectionDirectory: (name: string) => string | undefined;
  /** The ansible-core of the controller. */
  readonly installed: () => InstalledAnsible | undefined;
}

/**
 * Modules whose work is done by the controller in ansible-core too: a file of the same name in a `library/` does not
 * replace them.
 */
const CONTROLLER_SIDE = new Set(
  `add_host assemble assert async_status command copy debug fail fetch gather_facts group_by include_vars package
  pause raw reboot script service set_fact set_stats shell template unarchive uri validate_argument_spec
  wait_for_connection yum`.split(/\s+/),
);

/**
 * Finds modules by name (Ansible documentation, "Adding modules and plugins locally" and "Using collections"): the
 * `library/` directories of playbooks and roles in the order they were loaded, those configured, the engine's own, and
 * last what is installed on the controller.
 */
export class ModuleLibrary {
  private readonly libraries: string[] = [];
  private readonly utils: string[] = [];
  private found = new Map<string, FoundModule | undefined>();

  /** What content brings along for the controller in Python. */
  readonly plugins = new PythonPlugins((name) => this.collectionDirectory(name));

  constructor(private readonly options: ModuleLibraryOptions) {}

  /** Adds what lies beside a playbook or in a role: `library/` and `module_utils/`. */
  addDirectory(directory: string): void {
    this.plugins.addDirectory(directory);
    for (const [list, name] of [
      [this.libraries, 'library'],
      [this.utils, 'module_utils'],
    ] as const) {
      const path = join(directory, name);
      if (list.includes(path) || !existsSync(path)) continue;
      list.push(path);
      this.found = new Map();
    }
  }

  /** Directories whose files stand for `ansible.module_utils.NAME`, those of the installed ansible-core apart. */
  moduleUtils(): string[] {
    return [...this.utils, ...(this.options.configuredUtils ?? [])];
  }

  /** Directory of a collection: the project's, else the one installed with ansible-core. */
  collectionDirectory(name: string): string | undefined {
    const own = this.options.collectionDirectory(name);
    if (own !== undefined) return own;
    return this.options
      .installed()
      ?.collections.map((root) => join(root, 'ansible_collections', ...name.split('.')))
      .find(isDirectory);
  }

  /** What a name means where these collections are searched; undefined when it means nothing. */
  find(name: string, collections: readonly string[] = []): FoundModule | undefined {
    const key = [name, ...collections].join(' ');
    if (!this.found.has(key)) this.found.set(key, this.search(name, collections, 0));
    return this.found.get(key);
  }

  /** What replaces a module that its collection has removed; undefined for names that never were. */
  tombstone(name: string): string | undefined {
    const installed = this.options.installed();
    const core = installed && join(installed.path, 'config', 'ansible_builtin_runtime.yml');
    const full =
      name.includes('.') || core === undefined ? name : (redirectOf(core, ['modules'], name) ?? name);
    const [, base, rest] = /^(\w+\.\w+)\.(.+)$/.exec(full) ?? [];
    const directory = base === undefined ? undefined : this.collectionDirectory(base);
    return directory === undefined ? undefined : tombstoneOf(join(directory, 'meta', 'runtime.yml'), rest!);
  }

  private search(name: string, collections: readonly string[], redirects: number): FoundModule | undefined {
    const parts = name.split('.');
    if (redirects > 5) return undefined;
    if (parts.length >= 3) {
      const base = parts.slice(0, 2).join('.');
      if (base === 'ansible.legacy') return this.legacy(parts.slice(2).join('.'), redirects);
      if (base === 'ansible.builtin') return this.builtin(parts.slice(2).join('.'), redirects);
      return this.inCollection(base, parts.slice(2), redirects);
    }
    if (parts.length !== 1) return this.native(name);
    for (const collection of collections) {
      const found =
        collection === 'ansible.builtin' || collection === 'ansible.legacy'
          ? this.search(`${collection}.${name}`, [], redirects)
          : this.inCollection(collection, [name], redirects);
      if (found) return found;
    }
    return this.legacy(name, redirects);
  }

  private legacy(name: string, redirects: number): FoundModule | undefined {
    if (this.options.rejected?.has(name)) return undefined;
    if (!(CONTROLLER_SIDE.has(name) && this.options.isNative(name))) {
      for (const directory of this.directories()) {
        const path = modulesIn(directory).get(name);
        if (path !== undefined) return { kind: 'file', name, path };
      }
    }
    return this.native(name) ?? this.builtin(name, redirects);
  }

  private builtin(name: string, redirects: number): FoundModule | undefined {
    if (this.options.rejected?.has(name)) return undefined;
    const native = this.native(`ansible.builtin.${name}`);
    if (native) return native;
    const installed = this.options.installed();
    if (!installed) return undefined;
    const path = modulesIn(join(installed.path, 'modules')).get(name);
    if (path !== undefined) return { kind: 'file', name: `ansible.builtin.${name}`, path };
    const redirect = redirectOf(
      join(installed.path, 'config', 'ansible_builtin_runtime.yml'),
      ['modules'],
      name,
    );
    return redirect === undefined ? undefined : this.search(redirect, [], redirects + 1);
  }

  private inCollection(base: string, rest: readonly string[], redirects: number): FoundModule | undefined {
    const name = `${base}.${rest.join('.')}`;
    const native = this.native(name);
    if (native) return native;
    const directory = this.collectionDirectory(base);
    if (directory === undefined) return undefined;
    const redirect = redirectOf(
      join(directory, 'meta', 'runtime.yml'),
      ['modules', 'action'],
      rest.join('.'),
    );
    if (redirect !== undefined && redirect !== name) {
      const found = this.search(redirect.includes('.') ? redirect : `${base}.${redirect}`, [], redirects + 1);
      if (found) return found;
    }
    const path = modulesIn(join(directory, 'plugins', 'modules', ...rest.slice(0, -1))).get(rest.at(-1)!);
    return path === undefined ? undefined : { kind: 'file', name, path };
  }

  private directories(): string[] {
    const { first = [], configured = [] } = this.options;
    return [...first, ...this.libraries, ...configured];
  }

  private native(name: string): FoundModule | undefined {
    return this.options.isNative(name) ? { kind: 'native', name } : undefined;
  }
}
