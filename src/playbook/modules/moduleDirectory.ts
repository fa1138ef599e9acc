import { readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { isDirectory, isFile } from '../../template/files/status.js';

/** Endings of files that are never modules (Ansible documentation, `MODULE_IGNORE_EXTS`). */
const NOT_MODULES = new Set([
  '.pyc',
  '.pyo',
  '.swp',
  '.bak',
  '.rpm',
  '.md',
  '.txt',
  '.rst',
  '.yaml',
  '.yml',
  '.ini',
  '.ps1',
]);

const listings = new Map<string, ReadonlyMap<string, string>>();

/**
 * The modules of a directory and its subdirectories by their names: the file without its ending, and without the
 * underscore in front that marks a deprecated one. Read once. A directory that does not exist has none.
 */
export function modulesIn(directory: string): ReadonlyMap<string, string> {
  let known = listings.get(directory);
  if (!known) {
    known = list(directory);
    listings.set(directory, known);
  }
  return known;
}

function list(directory: string): Map<string, string> {
  const found = new Map<string, string>();
  if (!isDirectory(directory)) return found;
  const below: string[] = [];
  for (const name of readdirSync(directory).sort()) {
    const path = join(directory, name);
    if (isDirectory(path)) {
      if (name !== '__pycache__') below.push(path);
      continue;
    }
    const ending = extname(name);
    const stem = ending === '' ? name : name.slice(0, -ending.length);
    if (name.endsWith('~') || stem === '__init__' || NOT_MODULES.has(ending) || !isFile(path)) continue;
    for (const known of stem.startsWith('_') ? [stem, stem.slice(1)] : [stem]) {
      if (!found.has(known)) found.set(known, path);
    }
  }
  for (const path of below) {
    for (const [name, file] of list(path)) if (!found.has(name)) found.set(name, file);
  }
  return found;
}
