import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, DiagnosticError, diagnostic } from '../../diag/diagnostic.js';
import { isDirectory } from '../../template/files/status.js';
import { displayPath } from '../sourceFiles.js';

/** Kinds of plugins that content may bring along for the controller. */
type PluginKind = 'action' | 'become' | 'connection' | 'filter' | 'lookup' | 'strategy' | 'test';

/** How the rooms that look at no files say that there is no such plugin. */
const MISSING: readonly [PluginKind, RegExp][] = [
  ['filter', /unknown filter '([^']+)'/],
  ['test', /unknown test '([^']+)'/],
  ['lookup', /(?:unknown lookup|the lookup named) '([^']+)'/],
  ['connection', /the connection plugin '([^']+)' is not known/],
  ['become', /the become method '([^']+)' is not known/],
  ['strategy', /Invalid play strategy specified: (\S+)/],
];

/** Files that hold several plugins, under names of their own. */
const SEVERAL: ReadonlySet<PluginKind> = new Set(['filter', 'test']);

/**
 * Plugins in Python that lie beside playbooks, in roles and in collections (Ansible documentation, "Adding modules and
 * plugins locally"). This engine runs none of them: it only tells which one is missing.
 */
export class PythonPlugins {
  private readonly roots: string[] = [];
  /** Tasks ask for the same names over and over: the disk is asked once. */
  private readonly known = new Map<string, string | undefined>();

  constructor(private readonly collectionDirectory: (name: string) => string | undefined) {}

  /** Adds a directory that may hold `filter_plugins/` and the like. */
  addDirectory(directory: string): void {
    if (this.roots.includes(directory)) return;
    this.roots.push(directory);
    this.known.clear();
  }

  /** The file of a plugin; short names are looked up in the directories, then in these collections. */
  find(kind: PluginKind, name: string, collections: readonly string[] = []): string | undefined {
    const key = [kind, name, ...collections].join(' ');
    if (!this.known.has(key)) this.known.set(key, this.search(kind, name, collections));
    return this.known.get(key);
  }

  private search(kind: PluginKind, name: string, collections: readonly string[]): string | undefined {
    const [, collection, short] = /^(\w+\.\w+)\.(.+)$/.exec(name) ?? [];
    if (collection !== undefined) return this.inCollection(kind, collection, short!);
    for (const root of this.roots) {
      const found = inDirectory(kind, join(root, `${kind}_plugins`), name);
      if (found !== undefined) return found;
    }
    for (const each of collections) {
      const found = this.inCollection(kind, each, name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The finding that names the plugin in Python where another one says that there is no such plugin; else itself. */
  explain(finding: Diagnostic): Diagnostic {
    for (const [kind, pattern] of MISSING) {
      const name = pattern.exec(finding.message)?.[1];
      const path = name === undefined ? undefined : this.find(kind, name);
      if (path !== undefined)
        return diagnostic('python-plugin', unsupported(kind, name!, path), {
          severity: finding.severity,
          span: finding.span,
        });
    }
    return finding;
  }

  /** The same for an error that was thrown. */
  explainError(error: unknown): unknown {
    if (!(error instanceof DiagnosticError)) return error;
    const explained = error.diagnostics.map((finding) => this.explain(finding));
    const changed = explained.some((finding, i) => finding !== error.diagnostics[i]);
    return changed ? new DiagnosticError(explained, { cause: error }) : error;
  }

  private inCollection(kind: PluginKind, collection: string, name: string): string | undefined {
    const directory = this.collectionDirectory(collection);
    return directory === undefined
      ? undefined
      : inDirectory(kind, join(directory, 'plugins', kind), name.replaceAll('.', '/'));
  }
}

/** The sentence about a plugin in Python that would be needed. */
export function unsupported(kind: PluginKind, name: string, path: string): string {
  return `the ${kind} plugin '${name}' (${displayPath(path)}) is written in Python for the controller, and this program runs no such plugins`;
}

function inDirectory(kind: PluginKind, directory: string, name: string): string | undefined {
  const path = join(directory, `${name}.py`);
  if (existsSync(path)) return path;
  if (!SEVERAL.has(kind) || !isDirectory(directory)) return undefined;
  const short = name.slice(name.lastIndexOf('/') + 1);
  return readdirSync(directory)
    .filter((file) => file.endsWith('.py'))
    .map((file) => join(directory, file))
    .find((file) => {
      const text = readFileSync(file, 'utf8');
      return text.includes(`'${short}'`) || text.includes(`"${short}"`);
    });
}
