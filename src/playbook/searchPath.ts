import { dirname } from 'node:path';
import { type Node, playOf, rolesAround } from './ast.js';

/** Directories in which files, templates and vars are looked for: the roles' own, then the task file's, then the play's. */
export function searchPath(node: Node): string[] {
  const roles = rolesAround(node).map((role) => role.path);
  const file = node.kind === 'task' && node.file !== '' ? [dirname(node.file)] : [];
  return [...new Set([...roles, ...file, playOf(node).basedir])];
}
