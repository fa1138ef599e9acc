import { readdirSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fail } from '../diag/diagnostic.js';
import { closest } from '../diag/suggest.js';
import { playOf, rolesAround } from './ast.js';
import type { LoadContext } from './context.js';
import type { RoleRequest } from './roleRequest.js';
import { displayPath, isDirectory } from './sourceFiles.js';

/**
 * The directory of a role: in a collection, beside the playbook in `roles/`, in the configured roles path, beside the
 * role that asks, beside the playbook. Throws a DiagnosticError that lists the places tried.
 */
export function findRole(ctx: LoadContext, request: RoleRequest): string {
  const { name, parent } = request;
  const around = rolesAround(parent)[0];
  const basedir = playOf(parent).basedir;
  const candidates: string[] = [];
  if (isAbsolute(name)) candidates.push(name);
  const parts = name.split('.');
  if (parts.length === 3) {
    for (const dir of [join(basedir, 'collections'), ...ctx.collectionsPath]) {
      candidates.push(join(dir, 'ansible_collections', parts[0]!, parts[1]!, 'roles', parts[2]!));
    }
  }
  candidates.push(join(basedir, 'roles', name), ...ctx.rolesPath.map((dir) => join(dir, name)));
  if (around) candidates.push(join(dirname(around.path), name));
  candidates.push(join(basedir, name));
  const tried = [...new Set(candidates.map((candidate) => resolve(candidate)))];
  const found = tried.find(isDirectory);
  if (found !== undefined) return found;
  const known = tried
    .map(dirname)
    .filter(isDirectory)
    .flatMap((dir) => readdirSync(dir));
  const match = closest(name, known);
  fail('missing-role', `the role '${name}' was not found`, {
    span: request.span,
    notes: tried.map((candidate) => ({ message: `tried ${displayPath(candidate)}` })),
    fix: match === undefined ? 'create it, or add its directory to roles_path' : `did you mean "${match}"?`,
  });
}
