import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileStatus, isDirectory, isFile, isReadable } from './status.js';

describe('status of a path', () => {
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'status-'));
    writeFileSync(join(root, 'file'), 'text');
    symlinkSync('round', join(root, 'round'));
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it.each([
    ['file', true, false],
    ['.', false, true],
  ])('%s: a file %s, a directory %s', (name, file, directory) => {
    const path = join(root, name);
    expect([isFile(path), isDirectory(path), isReadable(path)]).toEqual([file, directory, true]);
  });

  it.each([
    ['that does not exist', 'gone'],
    ['below a file', 'file/below'],
    ['that links to itself', 'round'],
    ['with a name that is too long', 'x'.repeat(300)],
  ])('%s: nothing', (_, name) => {
    const path = join(root, name);
    expect(fileStatus(path)).toBeUndefined();
    expect([isFile(path), isDirectory(path), isReadable(path)]).toEqual([false, false, false]);
  });
});
