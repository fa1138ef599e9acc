import { basename, join } from 'node:path';
import { isDirectory, isFile } from '../template/files/status.js';
import { Dict, type Value } from '../value/types.js';
import { entryFile } from './roleFiles.js';
import type { SourceFiles } from './sourceFiles.js';

/** Collections that the engine stands for itself; they have no directory. */
const OWN_COLLECTIONS: ReadonlySet<string> = new Set(['ansible.builtin', 'ansible.legacy']);

const NAME = /^[A-Za-z_]\w*\.[A-Za-z_]\w*$/;
const RESOURCE_NAME = /^[A-Za-z_]\w*\.[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$/;

/**
 * The collections on this machine: directories `ansible_collections/NAMESPACE/NAME` below the configured paths
 * and beside the playbooks of the command line (Ansible documentation, "Using collections").
 */
export class Collections {
  private readonly roots: string[];
  private readonly directories = new Map<string, string | undefined>();

  constructor(
    paths: readonly string[],
    private readonly files: SourceFiles,
  ) {
    this.roots = paths.map((path) =>
      basename(path) === 'ansible_collections' ? path : join(path, 'ansible_collections'),
    );
  }

  /** Looks in `collections/` beside a playbook too, before the configured paths. */
  addBeside(playbookDirectory: string): void {
    const root = join(playbookDirectory, 'collections', 'ansible_collections');
    if (this.roots.includes(root)) return;
    this.roots.unshift(root);
    this.directories.clear();
  }

  /** Directory of the collection `namespace.name`, or undefined when it is not installed. */
  directory(name: string): string | undefined {
    if (!NAME.test(name) || OWN_COLLECTIONS.has(name)) return undefined;
    if (!this.directories.has(name)) {
      const places = this.roots.map((root) => join(root, ...name.split('.')));
      this.directories.set(name, places.find(isDirectory));
    }
    return this.directories.get(name);
  }

  /** The content of the collection's `meta/runtime.yml`: redirects, tombstones, action groups. */
  runtime(name: string): Dict {
    const directory = this.directory(name);
    const file = directory === undefined ? undefined : entryFile(join(directory, 'meta'), 'runtime');
    const content: Value = file === undefined ? null : this.files.load(file);
    return content instanceof Dict ? content : new Dict();
  }

  /** The file of a playbook that is called by its qualified name, `ns.col.playbook`. */
  playbook(name: string): string | undefined {
    const parts = qualifiedName(name.replace(/\.ya?ml$/, ''));
    const directory = parts && this.directory(parts.collection);
    if (directory === undefined) return undefined;
    const ending = /\.ya?ml$/.exec(name)?.[0];
    const base = join(directory, 'playbooks', parts!.path);
    return (ending === undefined ? ['', '.yml', '.yaml'] : [ending]).map((end) => base + end).find(isFile);
  }

  /** The collection that a file stands in, by its path. */
  around(path: string): string | undefined {
    const root = this.roots.find((each) => path.startsWith(`${each}/`));
    const [namespace, name] = root === undefined ? [] : path.slice(root.length + 1).split('/');
    return namespace !== undefined && name !== undefined ? `${namespace}.${name}` : undefined;
  }
}

/** A qualified name taken apart: `ns.col.dir.name` is `name` of `ns.col` in `dir`. */
interface QualifiedName {
  readonly collection: string;
  /** Name inside the collection, subdirectories with slashes. */
  readonly path: string;
}

/** Takes a fully qualified name apart; undefined for other names. */
export function qualifiedName(name: string): QualifiedName | undefined {
  if (!RESOURCE_NAME.test(name)) return undefined;
  const [namespace, collection, ...rest] = name.split('.');
  return { collection: `${namespace}.${collection}`, path: rest.join('/') };
}
