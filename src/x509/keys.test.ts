import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { dhParameterSize, makeDhParameters } from './dhParameters.js';
import { readKeyStore } from './pkcs12.js';
import {
  defaultFormat,
  generatePrivateKey,
  isEncrypted,
  KEY_TYPES,
  type KeyFormat,
  type KeyType,
  keyFormatOf,
  publicKeyOf,
  readPrivateKey,
  readRawKey,
  writePrivateKey,
} from './privateKey.js';
import { privateNumbers } from './privateNumbers.js';
import { fingerprints, publicKeyFacts } from './publicKey.js';

const folder = mkdtempSync(join(tmpdir(), 'mw-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));

function openssl(words: string[], input: Uint8Array | string = ''): string {
  const { stdout, stderr, status } = spawnSync('openssl', words, { input });
  return status === 0 ? stdout.toString() : `FAILED ${stderr}`;
}

const SIZES: Partial<Record<KeyType, number>> = { RSA: 1024, DSA: 1024 };
const wish = (type: KeyType) => ({ type, size: SIZES[type] ?? 0, curve: 'secp384r1' });

describe.each(KEY_TYPES)('a key of type %s', (type) => {
  it('is written in every form it has, and read back', async () => {
    const key = await generatePrivateKey(wish(type));
    const spki = publicKeyOf(key);
    expect(publicKeyFacts(spki).type).toBe(type);
    const forms: [KeyFormat, string | undefined][] = [
      [defaultFormat(type), undefined],
      ['pkcs8', undefined],
      ['pkcs8', 'pässword'],
      ...(type === 'RSA' || type === 'ECC' ? [['pkcs1', 'pässword'] as [KeyFormat, string]] : []),
    ];
    for (const [format, passphrase] of forms) {
      const written = writePrivateKey(key, format, passphrase);
      expect(keyFormatOf(written)).toBe(format);
      expect(isEncrypted(written)).toBe(passphrase !== undefined);
      expect(publicKeyOf(readPrivateKey(written, passphrase, 'the key'))).toEqual(spki);
      const pass = passphrase === undefined ? [] : ['-passin', `pass:${passphrase}`];
      expect(openssl(['pkey', '-pubout', '-outform', 'DER', ...pass], written)).not.toContain('FAILED');
    }
  });

  it('has numbers that fit together', async () => {
    const { consistent } = privateNumbers(await generatePrivateKey(wish(type)));
    expect(consistent).toBe(type.startsWith('X') ? undefined : true);
  });
});

describe('raw keys', () => {
  it.each(['Ed25519', 'Ed448', 'X25519', 'X448'] as const)('%s are the bare bytes', async (type) => {
    const key = await generatePrivateKey(wish(type));
    const raw = writePrivateKey(key, 'raw');
    expect(publicKeyOf(readRawKey(raw, type)!)).toEqual(publicKeyOf(key));
  });

  it('do not exist for other types, nor with a passphrase', async () => {
    const rsa = await generatePrivateKey(wish('RSA'));
    expect(() => writePrivateKey(rsa, 'raw')).toThrow('a key of type rsa cannot be written as raw');
    expect(readRawKey(Buffer.alloc(5), 'RSA')).toBeUndefined();
  });
});

describe('private keys', () => {
  it('are refused with the reason', async () => {
    const plain = writePrivateKey(await generatePrivateKey(wish('ECC')), 'pkcs8');
    const closed = writePrivateKey(await generatePrivateKey(wish('ECC')), 'pkcs8', 'right');
    expect(() => readPrivateKey(closed, undefined, 'the key')).toThrow(
      'the key is protected by a passphrase and none was given',
    );
    expect(() => readPrivateKey(closed, 'wrong', 'the key')).toThrow('the passphrase is wrong');
    expect(() => readPrivateKey(plain, 'any', 'the key')).toThrow('is not protected by one');
    expect(() => readPrivateKey(Buffer.from('hello'), undefined, 'the key')).toThrow(
      'it is not a private key in PEM form',
    );
    const cut = Buffer.from(plain.toString().replace(/\n.{20}/, '\n'));
    expect(() => readPrivateKey(cut, undefined, 'the key')).toThrow('it is damaged');
  });
});

describe('fingerprints', () => {
  it('are those of OpenSSL', () => {
    const all = fingerprints(Buffer.from('text'));
    for (const digest of ['md5', 'sha1', 'sha256', 'sha512', 'sha3-256', 'blake2b512']) {
      const [, hex = ''] = openssl(['dgst', `-${digest}`, '-r'], 'text').match(/^(\S+)/) ?? [];
      const name = digest.replace('sha3-', 'sha3_').replace('blake2b512', 'blake2b');
      expect(all[name]).toBe(hex.replace(/..(?=.)/g, '$&:'));
    }
  });
});

describe('Diffie-Hellman parameters', () => {
  it('are a safe prime that OpenSSL accepts', async () => {
    const pem = await makeDhParameters(512);
    expect(dhParameterSize(pem, 'the file')).toBe(512);
    expect(openssl(['dhparam', '-check', '-noout'], pem)).not.toContain('FAILED');
    await expect(makeDhParameters(100)).rejects.toThrow('cannot have 100 bits');
  });
});

describe('PKCS#12 files of other programs', () => {
  const PBES = [
    ['AES-256', ['-certpbe', 'AES-256-CBC', '-keypbe', 'AES-128-CBC', '-macalg', 'sha512']],
    ['triple DES', ['-certpbe', 'PBE-SHA1-3DES', '-keypbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']],
    ['RC2', ['-legacy']],
    ['nothing', ['-certpbe', 'NONE', '-keypbe', 'NONE', '-nomac']],
  ] as const;

  it.each(PBES)('are read when encrypted with %s', async (_what, words) => {
    const key = join(folder, 'key.pem');
    const certificate = join(folder, 'cert.pem');
    const file = join(folder, 'store.p12');
    writeFileSync(key, writePrivateKey(await generatePrivateKey(wish('ECC')), 'pkcs8'));
    openssl(['req', '-x509', '-new', '-key', key, '-subj', '/CN=x', '-out', certificate]);
    const made = openssl([
      'pkcs12',
      '-export',
      '-inkey',
      key,
      '-in',
      certificate,
      '-name',
      'näme',
      '-passout',
      'pass:pw',
      '-out',
      file,
      ...words,
    ]);
    expect(made).not.toContain('FAILED');
    const bytes = Buffer.from(openssl(['base64', '-in', file]), 'base64');
    const store = readKeyStore(bytes, 'pw', 'the file');
    expect(store.key).toBeDefined();
    expect(store.certificate).toBeDefined();
    expect(store.friendlyName).toBe('näme');
    if (!words.includes('-nomac' as never))
      expect(() => readKeyStore(bytes, 'no', 'the file')).toThrow('the passphrase is wrong');
  });
});
