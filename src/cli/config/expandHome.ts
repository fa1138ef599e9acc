import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/** Expands `~`, the user's own home directory. */
export function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
}

/** Expands `~` and makes a path absolute. */
export function expandPath(path: string, base: string = process.cwd()): string {
  const expanded = expandHome(path);
  return isAbsolute(expanded) ? expanded : resolve(base, expanded);
}
