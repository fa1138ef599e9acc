import { isAbsolute, resolve } from 'node:path';
import { expandHome } from '../../template/files/home.js';

/** Expands `~` and makes a path absolute. */
export function expandPath(path: string, base: string = process.cwd()): string {
  const expanded = expandHome(path);
  return isAbsolute(expanded) ? expanded : resolve(base, expanded);
}
