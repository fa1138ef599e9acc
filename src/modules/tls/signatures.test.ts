import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModuleFolder } from '../../../test/support/moduleFolder.js';
import { certificateCompleteChain } from './certificateCompleteChain.js';
import { opensslCsrPipe } from './opensslCsrPipe.js';
import { opensslPrivatekeyPipe } from './opensslPrivatekeyPipe.js';
import { opensslSignature } from './opensslSignature.js';
import { opensslSignatureInfo } from './opensslSignatureInfo.js';
import { x509CertificatePipe } from './x509CertificatePipe.js';

const folder = new ModuleFolder();
const { at, run } = folder;
afterAll(() => folder.close());

const TYPES: readonly [string, object][] = [
  ['RSA', { type: 'RSA', size: 2048 }],
  ['DSA', { type: 'DSA', size: 2048 }],
  ['EC', { type: 'ECC', curve: 'secp384r1' }],
  ['Ed25519', { type: 'Ed25519' }],
  ['Ed448', { type: 'Ed448' }],
];

interface Made {
  readonly key: string;
  readonly certificate: string;
}

/** A key and its certificate, signed by the issuer or by itself. */
async function made(name: string, type: object, issuer?: Made): Promise<Made> {
  const key = (await run(opensslPrivatekeyPipe, type)).privatekey as string;
  const { csr } = await run(opensslCsrPipe, { privatekey_content: key, common_name: name });
  const by = issuer
    ? { provider: 'ownca', ownca_content: issuer.certificate, ownca_privatekey_content: issuer.key }
    : { provider: 'selfsigned', privatekey_content: key };
  const { certificate } = await run(x509CertificatePipe, { csr_content: csr, ...by });
  return { key, certificate: certificate as string };
}

describe('openssl_signature and openssl_signature_info', () => {
  beforeAll(() => writeFileSync(at('data'), Buffer.from([0, 255, 10, 13, 128])));

  it.each(TYPES)('agree with OpenSSL about signatures by %s keys', async (name, type) => {
    const { key, certificate } = await made(name, type);
    writeFileSync(at('key'), key);
    writeFileSync(at('crt'), certificate);
    const signed = await run(opensslSignature, { privatekey_path: at('key'), path: at('data') });
    expect(signed).toMatchObject({ changed: false });
    const signature = signed.signature as string;
    writeFileSync(at('signature'), Buffer.from(signature, 'base64'));
    spawnSync('sh', ['-c', `openssl x509 -in ${at('crt')} -noout -pubkey >${at('pub')}`]);
    const digest = name.startsWith('Ed') ? ['-rawin'] : ['-rawin', '-digest', 'sha256'];
    const words = ['pkeyutl', '-verify', '-pubin', '-inkey', at('pub'), ...digest, '-in', at('data')];
    expect(
      spawnSync('openssl', [...words, '-sigfile', at('signature')], { encoding: 'utf8' }).stdout,
    ).toContain('Signature Verified Successfully');
    const check = (args: object): Promise<object> =>
      run(opensslSignatureInfo, { certificate_content: certificate, path: at('data'), signature, ...args });
    expect(await check({})).toMatchObject({ changed: false, valid: true });
    expect(await check({ path: at('crt') })).toMatchObject({ valid: false });
    expect(await check({ signature: 'AAAA' })).toMatchObject({ valid: false });
    const other = (await made('other', type)).certificate;
    expect(await check({ certificate_content: other })).toMatchObject({ valid: false });
  });

  it.each<[string, () => Promise<object>, string]>([
    [
      'a file that is not there',
      () => run(opensslSignature, { privatekey_path: at('key'), path: at('gone') }),
      'the file /.*/gone does not exist',
    ],
    [
      'a key that cannot sign',
      async () => {
        const { privatekey } = await run(opensslPrivatekeyPipe, { type: 'X25519' });
        return run(opensslSignature, { privatekey_content: privatekey, path: at('data') });
      },
      'a key of type X25519 can exchange keys but not sign',
    ],
    [
      'no certificate',
      () => run(opensslSignatureInfo, { certificate_content: 'x', path: at('data'), signature: 'AAAA' }),
      'the certificate given as text is damaged',
    ],
  ])('refuse %s in one sentence', async (_, call, sentence) => {
    expect(await call()).toMatchObject({ failed: true, msg: expect.stringMatching(sentence) });
  });
});

describe('certificate_complete_chain', () => {
  const chain: Record<string, Made> = {};
  beforeAll(async () => {
    const [rsa, , ec] = TYPES.map(([, type]) => type) as [object, object, object];
    chain.root = await made('root', rsa);
    chain.upper = await made('upper', ec, chain.root);
    chain.lower = await made('lower', ec, chain.upper);
    chain.leaf = await made('leaf', rsa, chain.lower);
    chain.twin = await made('lower', ec, chain.upper);
    for (const each of ['roots', 'between/deep']) mkdirSync(at(each), { recursive: true });
    writeFileSync(at('roots/all.pem'), `${chain.twin.certificate}# the root\n${chain.root.certificate}`);
    writeFileSync(at('between/deep/lower.pem'), chain.twin.certificate + chain.lower.certificate);
    writeFileSync(at('upper.pem'), chain.upper.certificate);
    symlinkSync(at('upper.pem'), at('between/linked.pem'));
    writeFileSync(at('between/note.txt'), 'nothing');
    writeFileSync(at('between/broken.pem'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
  });
  const texts = (...names: string[]): string[] => names.map((name) => chain[name]!.certificate);
  const complete = (args: object): Promise<Record<string, unknown>> =>
    run(certificateCompleteChain, {
      input_chain: chain.leaf!.certificate,
      root_certificates: [at('roots')],
      intermediate_certificates: [at('between')],
      ...args,
    });

  it('goes by names and signatures, through folders and links', async () => {
    expect(await complete({})).toMatchObject({
      changed: false,
      root: chain.root!.certificate,
      chain: texts('lower', 'upper', 'root'),
      complete_chain: texts('leaf', 'lower', 'upper', 'root'),
    });
  });

  it('goes on from what is there, and adds nothing to a root', async () => {
    const input = texts('leaf', 'lower', 'upper').join('');
    expect(await complete({ input_chain: input, intermediate_certificates: [] })).toMatchObject({
      chain: texts('root'),
    });
    expect(await complete({ input_chain: `${input}${chain.root!.certificate}` })).toMatchObject({
      chain: [],
    });
    expect(
      await complete({ input_chain: input, root_certificates: [at('roots/all.pem'), at('gone')] }),
    ).toMatchObject({
      chain: texts('root'),
    });
  });

  it.each<[string, () => object, string]>([
    ['an empty chain', () => ({ input_chain: 'x' }), 'the chain holds no certificate'],
    [
      'a chain in disorder',
      () => ({ input_chain: texts('leaf', 'upper').join('') }),
      'certificate 2 of the chain, "upper"',
    ],
    [
      'a gap',
      () => ({ intermediate_certificates: [at('upper.pem')] }),
      'nothing that was given has issued the certificate "leaf"',
    ],
    [
      'a certificate that is none',
      () => ({ input_chain: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' }),
      'certificate 1 of the chain cannot be read',
    ],
  ])('refuses %s in one sentence', async (_, args, sentence) => {
    expect(await complete(args())).toMatchObject({ failed: true, msg: expect.stringContaining(sentence) });
  });
});
