import { readdirSync } from 'node:fs';
import { basename, dirname, extname } from 'node:path';
import { closest } from '../diag/suggest.js';

/** "did you mean" for a file that is missing at all of these paths: the nearest name in their directories; undefined without one. */
export function nearestFile(candidates: readonly string[]): string | undefined {
  for (const path of candidates) {
    const found = closest(basename(path), namesIn(dirname(path), extname(path) === ''));
    if (found !== undefined) return `did you mean "${found}"?`;
  }
  return undefined;
}

function namesIn(directory: string, withoutExtension: boolean): string[] {
  try {
    const names = readdirSync(directory);
    return withoutExtension ? [...names.map((name) => basename(name, extname(name))), ...names] : names;
  } catch {
    return [];
  }
}
