import { readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fail } from '../diag/diagnostic.js';
import { closest } from '../diag/suggest.js';
import { isDirectory } from '../template/files/status.js';
import { playOf, rolesAround } from './ast.js';
import { searchedCollections } from './collectionSearch.js';
import { qualifiedName } from './collections.js';
import type { LoadContext } from './context.js';
import type { RoleRequest } from './roleRequest.js';
import { displayPath } from './sourceFiles.js';

/** Where a role is and what it is called. */
interface FoundRole {
  readonly path: string;
  readonly shortName: string;
  readonly collection: string | undefined;
}

/**
 * The directory of a role: in a collection (its own, or one that is searched), in `roles/` beside the playbook, in
 * the configured roles path, beside the role that asks, beside the playbook, then by its path alone. Throws a
 * DiagnosticError that lists the places tried.
 */
export function findRole(ctx: LoadContext, request: RoleRequest): FoundRole {
  const { name, parent } = request;
  const inCollection = findInCollections(ctx, request);
  if (inCollection) return inCollection;
  const around = rolesAround(parent)[0];
  const basedir = playOf(parent).basedir;
  const dirs = [join(basedir, 'roles'), ...ctx.rolesPath, ...(around ? [dirname(around.path)] : []), basedir];
  const tried = [...new Set(dirs.map((dir) => resolve(dir, name)))];
  const found = tried.find(isDirectory);
  if (found !== undefined) return { path: found, shortName: name, collection: undefined };
  if (isDirectory(name)) return { path: resolve(name), shortName: basename(name), collection: undefined };
  const known = tried
    .map(dirname)
    .filter(isDirectory)
    .flatMap((dir) => readdirSync(dir));
  const match = closest(name, known);
  fail('missing-role', `the role '${name}' was not found`, {
    span: request.span,
    notes: tried.map((candidate) => ({ message: `tried ${displayPath(candidate)}` })),
    fix: match === undefined ? missingRoleFix(name) : `did you mean "${match}"?`,
  });
}

function missingRoleFix(name: string): string {
  const collection = qualifiedName(name)?.collection;
  return collection === undefined
    ? 'create it, or add its directory to roles_path'
    : `install the collection ${collection}, or add the directory that holds ansible_collections to collections_path`;
}

function findInCollections(ctx: LoadContext, request: RoleRequest): FoundRole | undefined {
  const qualified = qualifiedName(request.name);
  const names = qualified
    ? [qualified]
    : searchedCollections(request.parent).map((collection) => ({ collection, path: request.name }));
  for (const { collection, path } of names) {
    const directory = ctx.collections.directory(collection);
    if (directory === undefined) continue;
    const role = join(directory, 'roles', path);
    if (isDirectory(role)) return { path: role, shortName: basename(path), collection };
  }
  return undefined;
}
