import { chmodSync, existsSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { ModuleFolder, printed } from '../../../test/support/moduleFolder.js';
import { opensshCert } from './opensshCert.js';
import { opensshKeypair } from './opensshKeypair.js';

const folder = new ModuleFolder();
const { at, run, text } = folder;
afterAll(() => folder.close());

const keygen = (...words: string[]): string => printed('ssh-keygen', ...words);

const KINDS: [string, object][] = [
  ['ed25519', { type: 'ed25519' }],
  ['rsa', { type: 'rsa', size: 2048 }],
  ['ecdsa', { type: 'ecdsa', size: 521 }],
];

describe.each(KINDS)('openssh_keypair of type %s', (name, kind) => {
  const pair = { path: at(name), comment: 'me@here', ...kind };

  it('makes what ssh-keygen reads, and once', async () => {
    const made = await run(opensshKeypair, pair);
    expect(made).toMatchObject({ changed: true, comment: 'me@here' });
    expect(keygen('-y', '-P', '', '-f', at(name))).toBe(text(`${name}.pub`));
    expect(keygen('-l', '-f', at(`${name}.pub`))).toContain(made.fingerprint);
    expect([name, `${name}.pub`].map((file) => statSync(at(file)).mode & 0o777)).toEqual([0o600, 0o644]);
    expect(await run(opensshKeypair, pair)).toMatchObject({ changed: false, fingerprint: made.fingerprint });
  });

  it('reads what ssh-keygen made, with a passphrase too', async () => {
    const [type, bits] = name === 'rsa' ? ['rsa', '2048'] : [name, '521'];
    for (const passphrase of ['', 'secret words']) {
      const file = at(`theirs-${name}-${passphrase.length}`);
      keygen(
        '-q',
        '-t',
        type,
        ...(name === 'ed25519' ? [] : ['-b', bits]),
        '-N',
        passphrase,
        '-C',
        'x',
        '-f',
        file,
      );
      const args = { ...kind, path: file, ...(passphrase && { passphrase }) };
      expect(await run(opensshKeypair, args)).toMatchObject({ changed: false, comment: 'x' });
    }
  });

  it('protects the key with a passphrase', async () => {
    const args = { ...pair, path: at(`closed-${name}`), passphrase: 'geheim' };
    await run(opensshKeypair, args);
    expect(keygen('-y', '-P', 'geheim', '-f', args.path)).toBe(text(`closed-${name}.pub`));
    expect(keygen('-y', '-P', 'other', '-f', args.path)).toContain('FAILED');
    expect(await run(opensshKeypair, args)).toMatchObject({ changed: false });
    expect(await run(opensshKeypair, { ...args, passphrase: 'other' })).toMatchObject({
      failed: true,
      msg: expect.stringContaining('passphrase is wrong'),
    });
  });

  it('restores a lost public key and changes the comment, and keeps the key', async () => {
    const before = text(`${name}.pub`);
    unlinkSync(at(`${name}.pub`));
    expect(await run(opensshKeypair, pair)).toMatchObject({ changed: true });
    expect(text(`${name}.pub`)).toBe(before);
    expect(await run(opensshKeypair, { ...pair, comment: 'new' })).toMatchObject({
      changed: true,
      comment: 'new',
    });
    expect(keygen('-y', '-P', '', '-f', at(name))).toBe(before.replace('me@here', 'new'));
  });
});

describe('openssh_keypair', () => {
  it.each([
    ['never', 'keep'],
    ['fail', 'another type or size'],
    ['partial_idempotence', 'make'],
    ['always', 'make'],
  ])('regenerate: %s for a key of another size: %s', async (regenerate, outcome) => {
    const path = at(`size-${regenerate}`);
    await run(opensshKeypair, { path, type: 'ecdsa' });
    const before = readFileSync(path, 'utf8');
    const result = await run(opensshKeypair, { path, type: 'ecdsa', size: 384, regenerate });
    if (outcome === 'make' || outcome === 'keep')
      expect(result).toMatchObject({ changed: outcome === 'make' });
    else expect(result).toMatchObject({ failed: true, msg: expect.stringContaining(outcome) });
    expect(readFileSync(path, 'utf8') === before).toBe(outcome !== 'make');
  });

  it('replaces a broken key only when told to', async () => {
    writeFileSync(at('broken'), 'no key');
    const args = { path: at('broken'), type: 'ed25519' };
    expect(await run(opensshKeypair, args)).toMatchObject({ failed: true });
    expect(await run(opensshKeypair, { ...args, regenerate: 'full_idempotence' })).toMatchObject({
      changed: true,
    });
  });

  it('corrects modes, and removes both files', async () => {
    const args = { path: at('gone'), type: 'ed25519' };
    await run(opensshKeypair, args);
    chmodSync(at('gone'), 0o640);
    expect(await run(opensshKeypair, { ...args, mode: '0600' })).toMatchObject({ changed: true });
    expect(statSync(at('gone')).mode & 0o777).toBe(0o600);
    expect(await run(opensshKeypair, { ...args, state: 'absent' })).toMatchObject({ changed: true });
    expect([existsSync(at('gone')), existsSync(at('gone.pub'))]).toEqual([false, false]);
    expect(await run(opensshKeypair, { ...args, state: 'absent' })).toMatchObject({ changed: false });
  });

  it.each([
    [{ type: 'ecdsa', size: 300 }, 'a key of type ecdsa cannot have 300 bits'],
    [{ type: 'rsa1' }, 'keys of type rsa1'],
  ])('refuses %o', async (args, sentence) => {
    const result = await run(opensshKeypair, { path: at('never'), ...args });
    expect(result).toMatchObject({ failed: true, msg: expect.stringContaining(sentence) });
  });
});

describe.each(KINDS)('openssh_cert signed by %s', (name) => {
  const file = at(`${name}-user-cert.pub`);
  const certificate = (): object => ({
    path: file,
    type: 'user',
    signing_key: at(name),
    public_key: at('ed25519.pub'),
    principals: ['alice', 'bob'],
    identifier: 'id 1',
    options: [
      'no-x11-forwarding',
      'no-pty',
      'force-command=/bin/true',
      'source-address=10.0.0.0/8',
      'extension:mine@x=1',
    ],
    valid_from: 'always',
    valid_to: '2040-01-31',
    serial_number: '18446744073709551615',
    regenerate: 'full_idempotence',
  });

  it('says what ssh-keygen reads, and is made once', async () => {
    const made = await run(opensshCert, certificate());
    expect(made).toMatchObject({ changed: true, type: 'user' });
    const shown = keygen('-L', '-f', file)
      .split('\n')
      .slice(1)
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .join(' ');
    for (const line of (made.info as string[]).filter((each) => !/Valid|Extensions/.test(each)))
      expect(shown).toContain(line);
    expect(shown).toMatch(/mine@x.*permit-agent-forwarding permit-port-forwarding permit-user-rc/);
    expect(shown).not.toContain('permit-pty');
    expect(await run(opensshCert, certificate())).toMatchObject({ changed: false });
  });

  it.each([
    [{ principals: ['alice'] }],
    [{ identifier: 'other' }],
    [{ valid_to: 'forever' }],
    [{ serial_number: 1 }],
    [{ options: [] }],
    [{ public_key: at('rsa.pub') }],
  ])('is made anew for %o', async (change) => {
    await run(opensshCert, certificate());
    expect(await run(opensshCert, { ...certificate(), ...change })).toMatchObject({ changed: true });
  });
});

describe('openssh_cert', () => {
  const host = {
    path: at('host-cert.pub'),
    type: 'host',
    signing_key: at('ed25519'),
    public_key: at('ed25519.pub'),
  };

  it.each([
    [{ valid_from: '+1d', valid_to: '-1d' }, 'would end'],
    [{ valid_from: 'always', valid_to: 'never' }, 'the time "never" of valid_to'],
    [
      { valid_from: 'always', valid_to: 'forever', options: ['clear'] },
      'options are only possible in user certificates',
    ],
    [
      { valid_from: 'always', valid_to: 'forever', type: 'user', options: ['permit-all'] },
      'certificate option "permit-all" is unknown',
    ],
    [{ valid_from: 'always', valid_to: 'forever', signing_key: at('nowhere') }, 'nowhere does not exist'],
    [{ valid_from: 'always', valid_to: 'forever', use_agent: true }, 'with a key file only'],
  ])('refuses %o', async (args, sentence) => {
    const result = await run(opensshCert, { ...host, ...args });
    expect(result).toMatchObject({ failed: true, msg: expect.stringContaining(sentence) });
  });
});
