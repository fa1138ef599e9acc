import { spawnSync } from 'node:child_process';
import { sign, X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModuleFolder } from '../../../test/support/moduleFolder.js';
import { opensslCsrPipe } from './opensslCsrPipe.js';
import { opensslPrivatekeyPipe } from './opensslPrivatekeyPipe.js';
import { tlsCertificate } from './tlsCertificate.js';

const folder = new ModuleFolder();
const { at, run } = folder;
const clock = Math.floor(Date.now() / 1000);
const DAY = 86_400;

async function key(): Promise<string> {
  const made = await run(opensslPrivatekeyPipe, { type: 'ECC', curve: 'secp256r1' });
  return made.privatekey as string;
}

async function request(privateKey: string, more: object): Promise<string> {
  const made = await run(opensslCsrPipe, { privatekey_content: privateKey, ...more });
  return made.csr as string;
}

const authorityOf = {
  use_common_name_for_san: false,
  basic_constraints: ['CA:TRUE'],
  key_usage: ['keyCertSign'],
  basic_constraints_critical: true,
};
const server = {
  common_name: 'www',
  subject_alt_name: ['DNS:www', 'IP:192.0.2.1'],
  extended_key_usage: ['serverAuth'],
};
const made = { root: '', rootKey: '', other: '', otherKey: '', own: '', csr: '', content: '' };
const by = (name: 'root' | 'other'): object => ({ authority: made[name], authority_key: made[`${name}Key`] });

const issue = (args: object): Promise<Record<string, unknown>> =>
  run(tlsCertificate, { request: made.csr, content: made.content, ...by('root'), ...args });

beforeAll(async () => {
  for (const name of ['root', 'other'] as const) {
    made[`${name}Key`] = await key();
    const csr = await request(made[`${name}Key`], { common_name: name, ...authorityOf });
    const issued = await run(tlsCertificate, { request: csr, authority_key: made[`${name}Key`], days: 1000 });
    made[name] = issued.certificate as string;
  }
  made.own = await key();
  made.csr = await request(made.own, server);
  made.content = (await issue({ content: '' })).certificate as string;
});
afterAll(() => folder.close());

function openssl(...words: string[]): string {
  const { stdout, stderr } = spawnSync('openssl', words, { encoding: 'utf8' });
  return stdout + stderr;
}

describe('a certificate', () => {
  it('is one that OpenSSL accepts, with the pin that OpenSSL works out', async () => {
    const [root, www] = ['root', 'www'].map((name) => at(`${name}.pem`)) as [string, string];
    writeFileSync(root, made.root);
    writeFileSync(www, made.content);
    expect(openssl('verify', '-x509_strict', '-CAfile', root, '-verify_ip', '192.0.2.1', www)).toContain(
      'OK',
    );
    const pipe = `openssl x509 -in ${www} -noout -pubkey | openssl pkey -pubin -outform der | openssl dgst -sha256 -binary | base64`;
    const pin = spawnSync('sh', ['-c', pipe], { encoding: 'utf8' }).stdout.trim();
    expect(await issue({})).toMatchObject({ changed: false, reasons: [], certificate: made.content, pin });
  });

  it('is kept with those of CAs behind it, which are left out', async () => {
    const content = `${made.content}${made.root}`;
    expect(await issue({ content })).toMatchObject({ changed: false, certificate: made.content });
  });

  it.each<[string, () => Promise<object> | object, (string | RegExp)[]]>([
    ['nothing', () => ({ content: '' }), ['there is no certificate']],
    ['something unreadable', () => ({ content: 'x' }), ['the certificate cannot be read']],
    [
      'another key',
      async () => ({ request: await request(await key(), server) }),
      ['key: it is for another one'],
    ],
    [
      'other names',
      async () => ({
        request: await request(made.own, { ...server, subject_alt_name: ['DNS:www', 'DNS:x'] }),
      }),
      ['san: +DNS:x -IP:192.0.2.1'],
    ],
    [
      'another subject and purpose',
      async () => ({
        request: await request(made.own, {
          ...server,
          common_name: 'w3',
          extended_key_usage: ['clientAuth'],
        }),
      }),
      ['subject: www -> w3', /^usage: \+.* -.*/],
    ],
    [
      'another extension',
      async () => ({ request: await request(made.own, { ...server, key_usage: ['digitalSignature'] }) }),
      ['extensions: others are wanted'],
    ],
    ['another CA', () => by('other'), ['issuer: root -> other']],
    ['its window', () => ({ now: clock + 368 * DAY }), [/^it ends on \d{4}-\d\d-\d\d, in 2[89] days$/]],
    ['its end', () => ({ now: clock + 400 * DAY }), [/^it ended on \d{4}-\d\d-\d\d$/]],
  ])('gives way to %s, with the reason', async (_, change, reasons) => {
    const { changed, reasons: told } = await issue(await change());
    expect([changed, told]).toEqual([
      true,
      reasons.map((reason) => (typeof reason === 'string' ? reason : expect.stringMatching(reason))),
    ]);
  });

  it.each<[string, object]>([
    ['before its window', { now: clock + 366 * DAY }],
    ['of any age when its window is 0', { now: clock + 400 * DAY, renew_before_days: 0 }],
  ])('is kept %s', async (_, change) => {
    expect(await issue(change)).toMatchObject({ changed: false, reasons: [] });
  });

  it('lives no longer than its CA, and is kept when a new one would not outlive it', async () => {
    const now = clock + 980 * DAY;
    const last = await issue({ content: '', now });
    expect(Date.parse(last.not_after as string)).toBe(Date.parse(new X509Certificate(made.root).validTo));
    expect(await issue({ content: last.certificate, now })).toMatchObject({ changed: false });
  });

  it('is signed elsewhere when its key is not given, over bytes that are handed out', async () => {
    const without = { authority: undefined, authority_key: undefined };
    const asked = await issue({ ...without, content: '' });
    expect(asked).toMatchObject({ changed: true, certificate: '', reasons: ['there is no certificate'] });
    const toSign = asked.to_sign as string;
    const signature = sign('sha256', Buffer.from(toSign, 'base64'), made.own).toString('base64');
    const joined = await issue({ ...without, signed: toSign, signature });
    const content = joined.certificate as string;
    const file = at('self.pem');
    writeFileSync(file, content);
    expect(openssl('verify', '-check_ss_sig', '-CAfile', file, '-verify_ip', '192.0.2.1', file)).toContain(
      'OK',
    );
    expect(await issue({ ...without, content })).toMatchObject({
      changed: false,
      to_sign: '',
      pin: joined.pin,
    });
    const wrong = sign('sha256', Buffer.from(toSign, 'base64'), made.otherKey).toString('base64');
    expect(await issue({ ...without, signed: toSign, signature: wrong })).toMatchObject({
      failed: true,
      msg: expect.stringContaining('the signature was not made by the key of the request'),
    });
  });

  it.each<[string, () => object, string]>([
    ['a CA without its key', () => ({ authority_key: undefined }), 'the key of the CA is needed'],
    ['a CA that has ended', () => ({ now: clock + 1001 * DAY }), 'the certificate of the CA "root" ended on'],
    [
      'the key of another CA',
      () => ({ authority_key: made.otherKey }),
      'the CA key given as text does not belong to the CA certificate given as text',
    ],
    ['what is no request', () => ({ request: 'x' }), 'the certificate signing request cannot be read'],
  ])('is refused to %s in one sentence', async (_, change, sentence) => {
    expect(await issue(change())).toMatchObject({ failed: true, msg: expect.stringContaining(sentence) });
  });
});
