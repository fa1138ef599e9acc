import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModuleFolder, printed } from '../../../test/support/moduleFolder.js';
import { opensslDhparam } from './opensslDhparam.js';
import { opensslPrivatekey } from './opensslPrivatekey.js';
import { opensslPrivatekeyConvert } from './opensslPrivatekeyConvert.js';
import { opensslPrivatekeyInfo } from './opensslPrivatekeyInfo.js';
import { opensslPublickeyInfo } from './opensslPublickeyInfo.js';
import { x509Crl } from './x509Crl.js';
import { x509CrlInfo } from './x509CrlInfo.js';

const folder = new ModuleFolder();
const { at, run } = folder;

beforeAll(async () => {
  await run(opensslPrivatekey, { path: at('key.pem'), type: 'Ed25519' });
});
afterAll(() => folder.close());

const openssl = (...words: string[]): string => printed('openssl', ...words);

describe('openssl_dhparam', () => {
  it('makes parameters of the size asked for, once', async () => {
    const args = { path: at('dh.pem'), size: 512 };
    expect(await run(opensslDhparam, args)).toMatchObject({
      changed: true,
      size: 512,
      filename: at('dh.pem'),
    });
    expect(openssl('dhparam', '-in', at('dh.pem'), '-noout', '-text')).toContain('512 bit');
    expect(await run(opensslDhparam, { ...args, return_content: true })).toMatchObject({
      changed: false,
      dhparams: readFileSync(at('dh.pem'), 'utf8'),
    });
    expect(await run(opensslDhparam, { ...args, size: 520 })).toMatchObject({ changed: true });
  });

  it('replaces what is no parameter file', async () => {
    writeFileSync(at('broken.pem'), 'nothing');
    expect(await run(opensslDhparam, { path: at('broken.pem'), size: 512 })).toMatchObject({ changed: true });
  });
});

describe('openssl_privatekey_convert', () => {
  it.each([
    ['raw', {}],
    ['pkcs8', {}],
    ['pkcs8', { dest_passphrase: 'geheim' }],
  ])('writes the key as %s with %o, once', async (format, more) => {
    const args = { src_path: at('key.pem'), dest_path: at(`other-${format}`), format, ...more };
    expect(await run(opensslPrivatekeyConvert, args)).toMatchObject({ changed: true });
    expect(await run(opensslPrivatekeyConvert, args)).toMatchObject({ changed: false });
    expect(statSync(args.dest_path).mode & 0o777).toBe(0o600);
  });

  it('says which forms a type does not have', async () => {
    const args = { src_path: at('key.pem'), dest_path: at('never'), format: 'pkcs1' };
    expect(await run(opensslPrivatekeyConvert, args)).toMatchObject({
      failed: true,
      msg: 'a key of type ed25519 cannot be written as pkcs1',
    });
  });
});

describe('the info modules', () => {
  it('tell about keys', async () => {
    const { public_key } = await run(opensslPrivatekeyInfo, { path: at('key.pem'), check_consistency: true });
    expect(public_key).toBe(openssl('pkey', '-in', at('key.pem'), '-pubout'));
    expect(await run(opensslPublickeyInfo, { content: public_key })).toMatchObject({
      type: 'Ed25519',
      public_data: {},
    });
  });

  it('tell about a revocation list in either form', async () => {
    const list = {
      path: at('crl'),
      privatekey_path: at('key.pem'),
      issuer_ordered: [{ O: 'Example' }, { CN: 'CA' }],
      last_update: '20260101000000Z',
      next_update: '20270101000000Z',
      revoked_certificates: [
        { serial_number: 5, revocation_date: '20260101000000Z', reason: 'superseded', reason_critical: true },
        {
          serial_number: 6,
          revocation_date: '20260102000000Z',
          invalidity_date: '20250101000000Z',
          issuer: ['dirName:CN=x'],
        },
      ],
    };
    for (const format of ['pem', 'der']) {
      expect(await run(x509Crl, { ...list, format })).toMatchObject({ changed: true });
      expect(await run(x509Crl, { ...list, format })).toMatchObject({ changed: false });
      expect(await run(x509CrlInfo, { path: at('crl') })).toMatchObject({
        format,
        digest: 'ED25519',
        issuer_ordered: [
          ['organizationName', 'Example'],
          ['commonName', 'CA'],
        ],
        next_update: '20270101000000Z',
        revoked_certificates: [
          {
            serial_number: 5,
            reason: 'superseded',
            reason_critical: true,
            issuer: null,
            invalidity_date: null,
          },
          { serial_number: 6, reason: null, issuer: ['dirName:CN=x'], invalidity_date: '20250101000000Z' },
        ],
      });
    }
  });

  it.each([
    [opensslPrivatekeyInfo, 'it is not a private key in PEM form'],
    [opensslPublickeyInfo, 'it is not a public key in PEM form'],
    [x509CrlInfo, 'is damaged'],
  ])('say in one sentence that a text is something else', async (module, sentence) => {
    expect(await run(module, { content: 'hello' })).toMatchObject({
      failed: true,
      msg: expect.stringContaining(sentence),
    });
  });
});
