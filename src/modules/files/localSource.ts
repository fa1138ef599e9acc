import { lstat, readdir, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fail } from '../../diag/diagnostic.js';
import type { ModuleContext } from '../../module/types.js';

/** A file or folder of the controller, read into memory. */
export type LocalSource =
  | { readonly kind: 'file'; readonly path: string; readonly content: Buffer; readonly mode: number }
  | { readonly kind: 'folder'; readonly path: string; readonly entries: readonly LocalEntry[] };

/** Something below a local folder; `name` is relative to it. Parents come before their content. */
export type LocalEntry =
  | { readonly kind: 'folder'; readonly name: string }
  | {
      readonly kind: 'file';
      readonly name: string;
      readonly path: string;
      readonly content: Buffer;
      readonly mode: number;
    }
  | { readonly kind: 'link'; readonly name: string; readonly target: string };

interface LocalOptions {
  readonly decrypt?: boolean;
  readonly local_follow?: boolean;
}

/** Finds `src` in the search path for files and reads it. Throws a DiagnosticError. */
export async function readLocal(
  ctx: ModuleContext,
  src: string,
  options: LocalOptions = {},
): Promise<LocalSource> {
  const path = await ctx.files.find('files', src.length > 1 ? src.replace(/\/+$/, '') : src);
  const found = await stat(path).catch(() => fail('no-source', `cannot read ${path}`));
  if (found.isDirectory()) return { kind: 'folder', path, entries: await walk(ctx, path, '', options) };
  return {
    kind: 'file',
    path,
    content: await ctx.files.read(path, decryption(options)),
    mode: found.mode & 0o7777,
  };
}

async function walk(
  ctx: ModuleContext,
  root: string,
  below: string,
  options: LocalOptions,
): Promise<LocalEntry[]> {
  const entries: LocalEntry[] = [];
  for (const item of (await readdir(join(root, below))).sort()) {
    const name = below === '' ? item : `${below}/${item}`;
    const path = join(root, name);
    const own = await lstat(path);
    const followed =
      own.isSymbolicLink() && options.local_follow !== false ? await stat(path).catch(() => own) : own;
    if (followed.isSymbolicLink()) entries.push({ kind: 'link', name, target: await readlink(path) });
    else if (followed.isDirectory())
      entries.push({ kind: 'folder', name }, ...(await walk(ctx, root, name, options)));
    else if (followed.isFile()) {
      const content = await ctx.files.read(path, decryption(options));
      entries.push({ kind: 'file', name, path, content, mode: followed.mode & 0o7777 });
    }
  }
  return entries;
}

function decryption(options: LocalOptions): { decrypt: boolean } {
  return { decrypt: options.decrypt !== false };
}
