import { homedir } from 'node:os';
import { join } from 'node:path';

/** Replaces a leading `~/` by the home directory of the current user. */
export function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
}
