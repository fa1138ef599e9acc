import { readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { ModuleFolder, printed } from '../../../test/support/moduleFolder.js';
import type { Module } from '../../module/types.js';
import { opensslCsr } from './opensslCsr.js';
import { opensslPkcs12 } from './opensslPkcs12.js';
import { opensslPrivatekey } from './opensslPrivatekey.js';
import { opensslPublickey } from './opensslPublickey.js';
import { x509Certificate } from './x509Certificate.js';
import { x509CertificateInfo } from './x509CertificateInfo.js';
import { x509Crl } from './x509Crl.js';

const folder = new ModuleFolder();
const { at, run } = folder;
afterAll(() => folder.close());

const EC = { type: 'ECC', curve: 'secp256r1' };

const openssl = (...words: string[]): string => printed('openssl', ...words);

describe('a CA, an intermediate one and a server', () => {
  const names = { ca: 'ca', int: 'int', www: 'www' };
  const key = (name: string) => ({ path: at(`${name}.pem`), ...EC });
  const csr = (name: string, more: object) => ({
    path: at(`${name}.csr`),
    privatekey_path: at(`${name}.pem`),
    common_name: name,
    ...more,
  });
  const authority = (length: string[]) => ({
    basic_constraints: ['CA:TRUE', ...length],
    basic_constraints_critical: true,
    key_usage: ['keyCertSign', 'cRLSign'],
    key_usage_critical: true,
    use_common_name_for_san: false,
  });
  const signed = (name: string, by: string, more: object = {}) => ({
    path: at(`${name}.crt`),
    csr_path: at(`${name}.csr`),
    provider: 'ownca',
    ownca_path: at(`${by}.crt`),
    ownca_privatekey_path: at(`${by}.pem`),
    ...more,
  });
  const root = () => ({
    path: at('ca.crt'),
    csr_path: at('ca.csr'),
    privatekey_path: at('ca.pem'),
    provider: 'selfsigned',
  });
  const www = {
    subject_alt_name: ['DNS:www.example.com', 'IP:192.0.2.1'],
    extended_key_usage: ['serverAuth'],
  };
  const steps = (): [Module, object][] => [
    ...Object.values(names).map((name): [Module, object] => [opensslPrivatekey, key(name)]),
    [opensslCsr, csr('ca', authority([]))],
    [x509Certificate, root()],
    [opensslCsr, csr('int', authority(['pathlen:0']))],
    [x509Certificate, signed('int', 'ca')],
    [opensslCsr, csr('www', www)],
    [x509Certificate, signed('www', 'int', { ownca_not_after: '+397d' })],
  ];

  it('are made once', async () => {
    for (const [module, args] of steps()) expect(await run(module, args)).toMatchObject({ changed: true });
    for (const [module, args] of steps()) expect(await run(module, args)).toMatchObject({ changed: false });
  });

  it('form a chain that OpenSSL accepts for the server’s names', () => {
    const chain = ['-x509_strict', '-CAfile', at('ca.crt'), '-untrusted', at('int.crt')];
    const server = [
      '-purpose',
      'sslserver',
      '-verify_hostname',
      'www.example.com',
      '-verify_ip',
      '192.0.2.1',
    ];
    expect(openssl('verify', ...chain, ...server, at('www.crt'))).toContain('OK');
    expect(openssl('verify', ...chain, '-verify_hostname', 'other.example.com', at('www.crt'))).toContain(
      'FAILED',
    );
  });

  it('are described as they are', async () => {
    const facts = await run(x509CertificateInfo, {
      path: at('int.crt'),
      valid_at: { soon: '+1d', late: '+4000d' },
    });
    expect(facts).toMatchObject({
      changed: false,
      subject: { commonName: 'int' },
      issuer: { commonName: 'ca' },
      basic_constraints: ['CA:TRUE', 'pathlen:0'],
      key_usage: ['CRL Sign', 'Certificate Sign'],
      expired: false,
      valid_at: { soon: true, late: false },
    });
  });

  it('makes a certificate anew when the key, the request or the CA has changed', async () => {
    const old = readFileSync(at('www.pem'), 'utf8');
    await run(opensslCsr, csr('www', { ...www, subject_alt_name: ['DNS:new.example.com'] }));
    expect(await run(x509Certificate, signed('www', 'int'))).toMatchObject({ changed: true });
    expect(await run(x509Certificate, signed('www', 'int'))).toMatchObject({ changed: false });
    await run(opensslPrivatekey, { ...key('www'), force: true });
    expect(await run(opensslCsr, csr('www', www))).toMatchObject({ changed: true });
    expect(await run(x509Certificate, signed('www', 'int'))).toMatchObject({ changed: true });
    expect(readFileSync(at('www.pem'), 'utf8')).not.toBe(old);
    expect(await run(x509Certificate, signed('www', 'ca'))).toMatchObject({ changed: true });
  });

  it('heeds times only when asked to', async () => {
    const later = { ownca_not_after: '20400101000000Z' };
    expect(await run(x509Certificate, signed('www', 'ca', later))).toMatchObject({ changed: false });
    const strict = signed('www', 'ca', {
      ...later,
      ownca_not_before: '20200101000000Z',
      ignore_timestamps: false,
    });
    expect(await run(x509Certificate, strict)).toMatchObject({ changed: true, notAfter: '20400101000000Z' });
    expect(await run(x509Certificate, strict)).toMatchObject({ changed: false });
  });

  it('repairs what is half there', async () => {
    unlinkSync(at('www.crt'));
    expect(await run(x509Certificate, signed('www', 'int'))).toMatchObject({ changed: true });
    writeFileSync(at('www.crt'), 'not a certificate');
    expect(await run(x509Certificate, signed('www', 'int'))).toMatchObject({ changed: true });
    expect(openssl('x509', '-in', at('www.crt'), '-noout', '-subject')).toContain('CN = www');
  });

  it('writes the public key in both forms', async () => {
    const pem = { path: at('www.pub'), privatekey_path: at('www.pem') };
    expect(await run(opensslPublickey, pem)).toMatchObject({ changed: true, format: 'PEM' });
    expect(await run(opensslPublickey, pem)).toMatchObject({ changed: false });
    expect(readFileSync(at('www.pub'), 'utf8')).toBe(openssl('pkey', '-in', at('www.pem'), '-pubout'));
    expect(await run(opensslPublickey, { ...pem, format: 'OpenSSH' })).toMatchObject({ changed: true });
    expect(readFileSync(at('www.pub'), 'utf8')).toMatch(/^ecdsa-sha2-nistp256 AAAA/);
  });

  it.each([
    ['selfsigned', { encryption_level: 'auto' }],
    ['for old programs', { encryption_level: 'compatibility2022' }],
    ['without a passphrase', { passphrase: '' }],
  ])('packs key and certificates for other programs: %s', async (_what, more) => {
    const args = {
      path: at('www.p12'),
      privatekey_path: at('www.pem'),
      certificate_path: at('www.crt'),
      other_certificates: [at('int.crt')],
      friendly_name: 'Wörld',
      passphrase: 'geheim',
      force: true,
      ...more,
    };
    expect(await run(opensslPkcs12, args)).toMatchObject({ changed: true, mode: '0400' });
    expect(statSync(at('www.p12')).mode & 0o777).toBe(0o400);
    const listed = openssl('pkcs12', '-in', at('www.p12'), '-passin', `pass:${args.passphrase}`, '-nodes');
    expect(listed.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    expect(listed).toContain('BEGIN PRIVATE KEY');
    expect(await run(opensslPkcs12, { ...args, force: false })).toMatchObject({ changed: false });
    const parts = {
      path: at('parts.pem'),
      action: 'parse',
      src: at('www.p12'),
      passphrase: args.passphrase,
      force: true,
    };
    expect(await run(opensslPkcs12, parts)).toMatchObject({ changed: true });
    expect(readFileSync(at('parts.pem'), 'utf8')).toContain(readFileSync(at('www.crt'), 'utf8'));
  });

  it('revokes certificates', async () => {
    const list = {
      path: at('ca.crl'),
      privatekey_path: at('ca.pem'),
      issuer: { CN: 'ca' },
      last_update: '+0s',
      next_update: '+7d',
      ignore_timestamps: true,
      revoked_certificates: [
        { path: at('int.crt'), reason: 'key_compromise' },
        { serial_number: '123456789012345678901234567890' },
      ],
    };
    expect(await run(x509Crl, list)).toMatchObject({ changed: true });
    expect(await run(x509Crl, list)).toMatchObject({ changed: false, issuer: { commonName: 'ca' } });
    const crl = openssl('crl', '-in', at('ca.crl'), '-CAfile', at('ca.crt'), '-noout', '-text');
    expect(crl).toContain('Key Compromise');
    const checks = ['-crl_check_all', '-CRLfile', at('ca.crl'), '-CAfile', at('ca.crt')];
    expect(openssl('verify', ...checks, at('int.crt'))).toContain('revoked');
    const more = { ...list, crl_mode: 'update', revoked_certificates: [{ serial_number: 7 }] };
    expect(await run(x509Crl, more)).toMatchObject({ changed: true });
    expect(await run(x509Crl, more)).toMatchObject({ changed: false });
    expect(openssl('crl', '-in', at('ca.crl'), '-noout', '-text').match(/Serial Number/g)).toHaveLength(3);
  });

  it.each([
    ['a CA key of another CA', { ownca_privatekey_path: 'int.pem' }, 'does not belong to the CA certificate'],
    ['a CA that is not there', { ownca_path: 'gone.crt' }, 'gone.crt does not exist'],
    ['a provider that asks a service', { provider: 'acme' }, 'the provider acme asks a service of others'],
    ['a time that cannot be read', { ownca_not_after: 'tomorrow' }, 'the time "tomorrow" of ownca_not_after'],
    ['an end before the beginning', { ownca_not_after: '-1d' }, 'would end'],
    [
      'a digest that does not exist',
      { ownca_digest: 'sha3', force: true },
      'the digest "sha3" cannot be used',
    ],
    ['a certificate for a request', { csr_path: 'ca.crt' }, 'it holds a CERTIFICATE'],
    ['a passphrase for a key without one', { ownca_privatekey_passphrase: 'x' }, 'a passphrase was given'],
  ])('names what is wrong with %s', async (_what, wrong, sentence) => {
    const placed = Object.entries(wrong).map(([name, value]) => [
      name,
      /_path$/.test(name) ? at(String(value)) : value,
    ]);
    const args = { ...signed('www', 'ca'), ...Object.fromEntries(placed) };
    expect(await run(x509Certificate, args)).toMatchObject({
      failed: true,
      msg: expect.stringContaining(sentence),
    });
  });

  it.each([
    [{ subject_alt_name: ['www.example.com'] }, 'it says not what it is'],
    [{ subject_alt_name: ['DNS:192.0.2.1'] }, 'it is an address, not a host name'],
    [{ subject_alt_name: ['IP:example'] }, 'no IP address'],
    [{ country_name: 'Germany' }, 'country name "Germany" is not a code of two letters'],
    [{ key_usage: ['digitalsignature'] }, 'key usage "digitalsignature" is unknown'],
    [{ extended_key_usage: ['serverauth'] }, 'extended key usage "serverauth" is unknown'],
    [{ basic_constraints: ['pathlen:1'] }, 'only allowed together with CA:TRUE'],
  ])('names what is wrong with a request for %o', async (wrong, sentence) => {
    expect(await run(opensslCsr, csr('www', wrong))).toMatchObject({
      failed: true,
      msg: expect.stringContaining(sentence),
    });
  });
});
