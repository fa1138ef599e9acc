import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { encryptEnvelope } from './crypt.js';
import { readPasswordFile } from './passwordFile.js';
import { VaultSecrets } from './secrets.js';

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

  it('decrypts a file that is encrypted itself with the passwords before it', async () => {
    const known = new VaultSecrets().add('default', 'first');
    const file = write('encrypted', encryptEnvelope('second\n', 'first'));
    expect(await readPasswordFile(file, undefined, known)).toBe('second');
    await expect(readPasswordFile(file)).rejects.toThrow(/is encrypted itself/);
  });

  it('tells of a client script that does not know the label', async () => {
    const file = write('other-client', '#!/bin/sh\necho no such key >&2\nexit 2\n', 0o700);
    await expect(readPasswordFile(file, 'prod')).rejects.toThrow(
      /did not find a secret for vault-id=prod: no such key/,
    );
  });

  it.each([
    ['a directory', () => work, /can not be a directory/],
    ['a missing file', () => join(work, 'none'), /was not found/],
    ['an empty file', () => write('empty', '\n'), /is empty/],
    ['a failing script', () => write('fails', '#!/bin/sh\nexit 3\n', 0o700), /returned non-zero \(3\)/],
  ])('rejects %s', async (_title, file, message) => {
    await expect(readPasswordFile(file())).rejects.toThrow(message);
  });
});
