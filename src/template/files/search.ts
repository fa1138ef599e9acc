import { existsSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, normalize, resolve } from 'node:path';
import { fail } from '../../diag/diagnostic.js';
import type { Scope } from '../types.js';
import { expandHome } from './home.js';

/**
 * Directories in which a task looks for its files, nearest first: `ansible_search_path`, else the role and the
 * playbook. Beside a `tasks` directory the role itself comes first.
 */
export function searchDirectories(scope: Scope): string[] {
  const listed = scope.get('ansible_search_path');
  const start = Array.isArray(listed) ? listed : [scope.get('role_path')];
  const directories: string[] = [];
  for (const entry of [...start, scope.get('playbook_dir')]) {
    if (typeof entry !== 'string' || entry === '') continue;
    if (basename(entry) === 'tasks') directories.push(dirname(entry));
    directories.push(entry);
  }
  return directories.length > 0 ? [...new Set(directories)] : [process.cwd()];
}

/** Every path at which a name may stand: `<dir>/<kind>/<name>`, then `<dir>/<name>`. `kind` is files, templates or vars. */
export function candidatePaths(scope: Scope, kind: string, name: string): string[] {
  const expanded = expandHome(name);
  if (isAbsolute(expanded)) return [normalize(expanded)];
  return searchDirectories(scope).flatMap((directory) => {
    const plain = resolve(directory, expanded);
    const inKind = basename(directory) === kind ? [] : [join(resolve(directory), kind, expanded)];
    return [...inKind, plain];
  });
}

/** The first of the candidate paths that exists, or undefined. */
export function findFile(scope: Scope, kind: string, name: string): string | undefined {
  return candidatePaths(scope, kind, name).find((path) => existsSync(path));
}

/** As findFile, but throws a DiagnosticError that names the lookup and every place tried. */
export function requireFile(scope: Scope, kind: string, name: string, lookup: string): string {
  const found = findFile(scope, kind, name);
  if (found !== undefined) return found;
  const tried = [...new Set(candidatePaths(scope, kind, name))];
  return fail('lookup-file-missing', missing(lookup, name), {
    notes: tried.map((path) => ({ message: `tried ${path}` })),
    fix: `create the file at one of these places, or give its absolute path`,
  });
}

/** The sentence that ansible-core's lookup has for a file it does not find. */
function missing(lookup: string, name: string): string {
  switch (lookup) {
    case 'file':
      return `could not locate file in lookup: ${name}`;
    case 'unvault':
      return `Unable to find file matching "${name}" `;
    case 'template':
      return `the template file ${name} could not be found for the lookup`;
    default:
      return `${lookup}: [Errno 2] No such file or directory: '${name}'`;
  }
}
