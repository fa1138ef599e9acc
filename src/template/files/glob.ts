import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileStatus, isFile } from './status.js';

/** Paths that a shell pattern (`*`, `?`, `[…]` in any component) matches, sorted; hidden names only when asked for. */
function globPaths(pattern: string): string[] {
  const absolute = pattern.startsWith('/');
  let found = [absolute ? '/' : ''];
  for (const part of pattern.split('/').filter((name) => name !== '')) {
    found = found.flatMap((directory) => expand(directory, part));
  }
  return found.sort();
}

/** The matching paths that are regular files. */
export function globFiles(pattern: string): string[] {
  return globPaths(pattern).filter((path) => isFile(path));
}

/** A predicate for Python's fnmatch patterns. */
export function nameMatcher(pattern: string): (name: string) => boolean {
  const source = pattern.replace(/\[!?[^\]]+\]|[\s\S]/g, (part) => {
    if (part === '*') return '.*';
    if (part === '?') return '.';
    if (part.length > 1) return part.replace(/^\[!/, '[^').replaceAll('\\', '\\\\');
    return part.replace(/[\\^$.+()[\]{}|]/, '\\$&');
  });
  const regex = new RegExp(`^${source}$`, 's');
  return (name) => regex.test(name);
}

function expand(directory: string, part: string): string[] {
  if (!/[*?[]/.test(part)) {
    const path = join(directory, part);
    return fileStatus(path) ? [path] : [];
  }
  const matches = nameMatcher(part);
  return listNames(directory === '' ? '.' : directory)
    .filter((name) => (part.startsWith('.') || !name.startsWith('.')) && matches(name))
    .map((name) => join(directory, name));
}

function listNames(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
