import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';

/** Names that shells and tools take for something else when they are not quoted. */
export const awkwardNames = [
  'plain',
  'with blank',
  "it's",
  '$HOME',
  '*',
  '-n',
  'tab\there',
  'ü',
  'back\\slash',
];

export const sha1 = (text: string | Buffer): string => createHash('sha1').update(text).digest('hex');

/** A folder for each test of the file that calls this. */
export function primitiveFolder() {
  let dir = '';
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'mw-prim-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));
  return {
    at: (name: string): string => join(dir, name),
    /** Files of writes that were not ended. */
    staged: (): string[] => readdirSync(dir).filter((name) => name.startsWith('.mw-')),
    home: (): string => dir,
  };
}
