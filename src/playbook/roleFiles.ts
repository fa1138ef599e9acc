import { existsSync, readdirSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { fail } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import { isDirectory, isFile } from '../template/files/status.js';
import { Dict, type Value } from '../value/types.js';
import type { LoadContext } from './context.js';
import { nearestFile } from './nearestFile.js';
import { displayPath } from './sourceFiles.js';

const EXTENSIONS = ['.yml', '.yaml', '.json'];

/**
 * The file of a role's folder: `main` with one of the endings YAML files have or without one; for a name that was
 * asked for (`from`) first that very file. Undefined when there is none. Throws for a name that leads out of the
 * folder.
 */
export function entryFile(dir: string, name: string, from = false): string | undefined {
  const found = entries(name, from)
    .map((entry) => resolve(dir, entry))
    .find(isFile);
  if (found !== undefined) requireInside(found, dir);
  return found;
}

function entries(name: string, from: boolean): string[] {
  const files = EXTENSIONS.map((extension) => name + extension);
  return from ? [name, ...files] : [...files, name];
}

function requireInside(path: string, dir: string): void {
  if (`${resolve(path)}/`.startsWith(`${resolve(dir)}/`)) return;
  fail(
    'outside-role',
    `Failed loading '${displayPath(path)}' as it is not inside the expected role path: '${displayPath(dir)}'`,
    { fix: 'name a file inside the role' },
  );
}

/** The role's `meta/main`; an empty mapping when there is none. */
export function readMeta(ctx: LoadContext, path: string): Dict {
  const file = entryFile(join(path, 'meta'), 'main');
  const meta = file === undefined ? null : ctx.files.load(file);
  return meta instanceof Dict ? meta : new Dict();
}

/** Variables of `defaults/` or `vars/`: one file, or every file of a directory named like it. */
export function roleVariables(
  ctx: LoadContext,
  path: string,
  kind: 'defaults' | 'vars',
  name: string | undefined,
  at: SourceSpan | undefined,
): Dict {
  const dir = join(path, kind);
  if (!isDirectory(dir)) return new Dict();
  const first = entries(name ?? 'main', name !== undefined)
    .map((entry) => resolve(dir, entry))
    .find(existsSync);
  if (first === undefined) {
    if (name === undefined) return new Dict();
    fail('missing-role-file', `Could not find specified file in role: ${kind}/${name}`, {
      span: at,
      notes: [{ message: `looked in ${displayPath(dir)}` }],
      fix: nearestFile([join(dir, name)]),
    });
  }
  requireInside(first, dir);
  const files = isDirectory(first) ? filesBelow(first) : [first];
  if (files.length === 1) return asVariables(ctx.files.load(files[0]!), files[0]!);
  const merged = new Dict();
  for (const each of files)
    for (const [key, value] of asVariables(ctx.files.load(each), each)) merged.set(key, value);
  return merged;
}

function asVariables(value: Value, file: string): Dict {
  if (value === null) return new Dict();
  if (value instanceof Dict) return value;
  fail('bad-vars-file', `${displayPath(file)} must hold a mapping of variables`, {
    span: { file: displayPath(file), line: 1, col: 1 },
  });
}

/** Files with an ending of YAML or none; directories with a dot in their name are left out, as in Ansible. */
function filesBelow(dir: string): string[] {
  return readdirSync(dir)
    .filter((name) => !name.startsWith('.') && !name.endsWith('~'))
    .sort()
    .flatMap((name) => {
      const ending = extname(name);
      const path = join(dir, name);
      if (isDirectory(path)) return ending === '' ? filesBelow(path) : [];
      return ending === '' || EXTENSIONS.includes(ending) ? [path] : [];
    });
}
