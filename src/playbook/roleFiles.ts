import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import { Dict, type Value } from '../value/types.js';
import type { LoadContext } from './context.js';
import { displayPath, isDirectory, isFile } from './sourceFiles.js';

const EXTENSIONS = ['.yml', '.yaml', '.json', ''];

/** The file of that name with one of the extensions YAML files have, or undefined. */
export function entryFile(dir: string, name: string): string | undefined {
  for (const extension of EXTENSIONS) {
    const path = join(dir, name + extension);
    if (isFile(path)) return path;
  }
  return undefined;
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
  name: string,
  at: SourceSpan | undefined,
): Dict {
  const dir = join(path, kind);
  const nested = join(dir, name);
  const file = entryFile(dir, name);
  const files = isDirectory(nested) ? filesBelow(nested) : file === undefined ? [] : [file];
  if (files.length === 0 && name !== 'main') {
    fail('missing-file', `the role has no ${kind}/${name}`, {
      span: at,
      notes: [{ message: `looked in ${displayPath(dir)}` }],
    });
  }
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

function filesBelow(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.') && !entry.name.endsWith('~'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(join(dir, entry.name)) : [join(dir, entry.name)]));
}
