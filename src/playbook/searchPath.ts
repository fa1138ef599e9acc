import { basename, dirname } from 'node:path';
import { type Node, playOf, rolesAround } from './ast.js';

/** Directories in which files, templates and vars are looked for: the roles' own, then the task file's, then the play's. */
export function searchPath(node: Node): string[] {
  const roles = rolesAround(node).map((role) => role.path);
  const file = node.kind === 'task' && node.file !== '' ? [dirname(node.file)] : [];
  return [...new Set([...roles, ...file, playOf(node).basedir])];
}

/** The same for looking into: the tasks of a role that are used without it find the files of the role. */
export function fileBases(node: Node): readonly string[] {
  let found = bases.get(node);
  if (!found) {
    found = [
      ...new Set(
        searchPath(node).flatMap((path) => (basename(path) === 'tasks' ? [dirname(path), path] : [path])),
      ),
    ];
    bases.set(node, found);
  }
  return found;
}

// Asked for by every host that comes to a task.
const bases = new WeakMap<Node, readonly string[]>();
