import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readPasswordFile } from './secrets.js';

const work = mkdtempSync(join(tmpdir(), 'secrets-'));
afterAll(() => rmSync(work, { recursive: true }));

function write(name: string, text: string, mode = 0o600): string {
  const file = join(work, name);
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

describe('readPasswordFile', () => {
  it('reads a file without the white space around it', async () => {
    expect(await readPasswordFile(write('plain', '  secret word\n\n'))).toBe('secret word');
  });

  it('runs an executable', async () => {
    expect(await readPasswordFile(write('run', '#!/bin/sh\necho "from script $#"\n', 0o700))).toBe(
      'from script 0',
    );
  });

  it('tells a client script the label', async () => {
    const file = write('keyring-client.sh', '#!/bin/sh\necho "$*"\n', 0o700);
    expect(await readPasswordFile(file, 'prod')).toBe('--vault-id prod');
  });

  it.each([
    ['a missing file', () => join(work, 'none'), /does not exist/],
    ['an empty file', () => write('empty', '\n'), /is empty/],
    ['a failing script', () => write('fails', '#!/bin/sh\nexit 3\n', 0o700), /failed \(status 3\)/],
  ])('rejects %s', async (_title, file, message) => {
    await expect(readPasswordFile(file())).rejects.toThrow(message);
  });
});
