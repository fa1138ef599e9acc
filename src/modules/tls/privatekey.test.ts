import { readFileSync, statSync } from 'node:fs';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ModuleFolder, printed } from '../../../test/support/moduleFolder.js';
import { toJs } from '../../value/convert.js';
import { opensslPrivatekey } from './opensslPrivatekey.js';
import { opensslPrivatekeyPipe } from './opensslPrivatekeyPipe.js';

const folder = new ModuleFolder();
const { at, run } = folder;
afterAll(() => folder.close());

const EC = { type: 'ECC', curve: 'secp256r1' };

const openssl = (...words: string[]): string => printed('openssl', ...words);

describe('openssl_privatekey', () => {
  const path = (): string => at('key.pem');
  beforeEach(async () => {
    await run(opensslPrivatekey, { path: path(), ...EC, force: true });
  });

  it('makes a key that only its owner can read', async () => {
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    expect(openssl('pkey', '-in', path(), '-noout', '-text')).toContain('prime256v1');
  });

  it('leaves a fitting key alone', async () => {
    const before = readFileSync(path(), 'utf8');
    expect(await run(opensslPrivatekey, { path: path(), ...EC })).toMatchObject({
      changed: false,
      curve: 'secp256r1',
    });
    expect(readFileSync(path(), 'utf8')).toBe(before);
  });

  it('says in check mode what it would do, and does nothing', async () => {
    const before = readFileSync(path(), 'utf8');
    expect(await run(opensslPrivatekey, { path: path(), type: 'Ed25519' }, true)).toMatchObject({
      changed: true,
    });
    expect(readFileSync(path(), 'utf8')).toBe(before);
  });

  it.each([
    ['never', { type: 'Ed25519' }, 'keep'],
    ['fail', { type: 'Ed25519' }, 'has another type or size'],
    ['partial_idempotence', { type: 'Ed25519' }, 'make'],
    ['full_idempotence', { type: 'Ed25519' }, 'make'],
    ['always', EC, 'make'],
    ['never', { ...EC, passphrase: 'secret', cipher: 'auto' }, 'not protected by one'],
    ['partial_idempotence', { ...EC, passphrase: 'secret', cipher: 'auto' }, 'not protected by one'],
    ['full_idempotence', { ...EC, passphrase: 'secret', cipher: 'auto' }, 'make'],
    ['fail', { ...EC, format: 'pkcs8' }, 'has another format'],
    ['full_idempotence', { ...EC, format: 'pkcs8' }, 'make'],
    ['full_idempotence', { ...EC, format: 'auto' }, 'keep'],
  ])('regenerate: %s with %o: %s', async (regenerate, wish, outcome) => {
    const before = readFileSync(path(), 'utf8');
    const result = await run(opensslPrivatekey, { path: path(), regenerate, ...wish });
    if (outcome === 'make' || outcome === 'keep')
      expect(result).toMatchObject({ changed: outcome === 'make' });
    else expect(result).toMatchObject({ failed: true, msg: expect.stringContaining(outcome) });
    expect(readFileSync(path(), 'utf8') === before).toBe(outcome !== 'make');
  });

  it('converts to another form and keeps the key', async () => {
    const before = openssl('pkey', '-in', path(), '-pubout');
    const wish = { path: path(), ...EC, format: 'pkcs8', format_mismatch: 'convert' };
    expect(await run(opensslPrivatekey, wish)).toMatchObject({ changed: true });
    expect(readFileSync(path(), 'utf8')).toContain('BEGIN PRIVATE KEY');
    expect(openssl('pkey', '-in', path(), '-pubout')).toBe(before);
    expect(await run(opensslPrivatekey, wish)).toMatchObject({ changed: false });
  });

  it('protects a key with a passphrase that OpenSSL knows', async () => {
    const wish = { path: path(), ...EC, format: 'pkcs8', passphrase: 'pass word', cipher: 'auto' };
    expect(await run(opensslPrivatekey, wish)).toMatchObject({ changed: true });
    expect(openssl('pkey', '-in', path(), '-passin', 'pass:pass word', '-noout', '-text')).toContain(
      'prime256v1',
    );
    expect(await run(opensslPrivatekey, wish)).toMatchObject({ changed: false });
  });

  it('keeps the old key as a backup, and the mode asked for', async () => {
    const old = readFileSync(path(), 'utf8');
    const result = await run(opensslPrivatekey, {
      path: path(),
      ...EC,
      force: true,
      backup: true,
      mode: '0640',
    });
    expect(readFileSync(result.backup_file as string, 'utf8')).toBe(old);
    expect(statSync(path()).mode & 0o777).toBe(0o640);
  });

  it('removes the key', async () => {
    expect(await run(opensslPrivatekey, { path: path(), state: 'absent' })).toMatchObject({ changed: true });
    expect(await run(opensslPrivatekey, { path: path(), state: 'absent' })).toMatchObject({ changed: false });
  });

  it('shows nothing secret in result and diff', async () => {
    const { value, diffs } = await folder.lab.run(opensslPrivatekey, { path: path(), ...EC, force: true });
    const secret = readFileSync(path(), 'utf8').split('\n')[1]!;
    expect(
      JSON.stringify([toJs(value), diffs], (_key, each) => (typeof each === 'bigint' ? String(each) : each)),
    ).not.toContain(secret);
  });

  it.each([
    [{ path: '/nowhere/at/all.pem' }, 'the folder /nowhere/at does not exist'],
    [{ path: '/tmp/x.pem', size: 100 }, 'a RSA key cannot have 100 bits'],
    [{ path: '/tmp/x.pem', cipher: 'des', passphrase: 'x' }, 'cipher "des" is not supported'],
  ])('says in one sentence why %o cannot be', async (args, sentence) => {
    expect(await run(opensslPrivatekey, args)).toMatchObject({
      failed: true,
      msg: expect.stringContaining(sentence),
    });
  });
});

describe('openssl_privatekey_pipe', () => {
  it('returns a new key, and the old one only when asked', async () => {
    const { privatekey } = await run(opensslPrivatekeyPipe, EC);
    expect(privatekey).toContain('BEGIN EC PRIVATE KEY');
    const again = await run(opensslPrivatekeyPipe, { ...EC, content: privatekey });
    expect(again).toMatchObject({ changed: false });
    expect(again).not.toHaveProperty('privatekey');
    expect(
      await run(opensslPrivatekeyPipe, { ...EC, content: privatekey, return_current_key: true }),
    ).toMatchObject({ privatekey });
  });
});
