import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decryptEnvelope } from '../../src/vault/crypt.js';
import { VaultSecrets } from '../../src/vault/secrets.js';
import { type PlayOutput, TestLab } from '../support/lab.js';
import { poll } from '../support/polling.js';

const authority = mkdtempSync(join(tmpdir(), 'tls-keys-'));
const pair = '/etc/ssl/meshwright/management';
let lab: TestLab;

beforeAll(async () => {
  lab = await TestLab.start('inventory/lab/tls.yaml');
  await lab.ssh('mgmt', 'mkdir -p /srv/www; echo hello >/srv/www/index.html');
}, 120_000);
afterAll(async () => {
  await lab.stop();
  rmSync(authority, { recursive: true });
});

const kept = join(authority, 'keys/mgmt-management.key');
function keyOnController(): string {
  const secrets = new VaultSecrets();
  secrets.add('default', 'right horse');
  return decryptEnvelope(readFileSync(kept, 'utf8'), secrets).toString().trim();
}

const pins = (): Promise<string> => lab.ssh('cn1', 'cat /etc/meshwright/pins.json');
const pinned = (): Promise<string> => lab.ssh('cn1', 'meshwright-pinned https://10.255.0.1/');

// Each form takes the place of the one before it, at the same server.
describe.each([
  ['signs itself with a key that the host made', { ca: 'self' }],
  ['signs itself with a key from the controller', { ca: 'self', key_on_host: false }],
  [
    'has a CA and an RSA key from the controller',
    { ca: 'root', key_on_host: false, key: { type: 'rsa', size: 2048 } },
  ],
  ['has a CA and a key that the host made', { ca: 'root' }],
])('a pinned certificate that %s', { timeout: 240_000 }, (_, server) => {
  const local = 'key_on_host' in server;
  const play = (...words: string[]): Promise<PlayOutput> =>
    lab.play(
      'test/e2e/fixtures/tls-keys-play.yaml',
      ...['-e', `ca=${authority}`, '-e', JSON.stringify({ server })],
      ...words,
    );

  it('is foreseen, made once and served', async () => {
    const before = await lab.ssh('mgmt', `cat ${pair}.pem 2>/dev/null || :`);
    const check = await play('--check', '--diff');
    expect(check.status, check.text).toBe(0);
    expect(await lab.ssh('mgmt', `cat ${pair}.pem 2>/dev/null || :`)).toBe(before);
    const first = await play('--diff', '-vvv');
    expect(first.status, first.text).toBe(0);
    const key = await lab.ssh('mgmt', `cat ${pair}.key`);
    for (const line of key.split('\n').slice(1, -1)) expect(first.text).not.toContain(line);
    expect(await pinned()).toBe('hello');
    expect(await play()).toMatchObject({ status: 0, changes: 0 });
  });

  it(`has its key ${local ? 'encrypted on the controller and in clear on' : 'on nothing but'} the host`, async () => {
    const held = await lab.ssh('mgmt', `cat ${pair}.key; stat -c %a ${pair}.key`);
    expect(held).toMatch(/\n600$/);
    if (local) expect(`${keyOnController()}\n600`).toBe(held);
    else if (existsSync(kept)) expect(`${keyOnController()}\n600`).not.toBe(held);
  });

  it.each(['key', 'pem'])('is whole again after its %s is lost', async (half) => {
    const before = await pins();
    await lab.ssh('mgmt', `rm ${pair}.${half}`);
    const { status, text } = await play();
    expect(status, text).toBe(0);
    expect(await pinned()).toBe('hello');
    // What the controller keeps, or what was not lost, goes on.
    if (local || half === 'pem') expect((await pins()).split('"')[3]).toBe(before.split('"')[3]);
  });

  it('rolls over in fleet order', async () => {
    const before = await pins();
    const polls = await poll(lab, 'cn1', 'meshwright-pinned https://10.255.0.1/');
    const { status, text } = await play('-e', 'tls_rollover=true');
    const { rate, failures } = await polls.stop();
    expect([status, failures], text).toEqual([0, '']);
    expect(rate).toBeGreaterThan(2);
    expect((await pins()).split('"')[3]).not.toBe(before.split('"')[3]);
    expect(await play()).toMatchObject({ status: 0, changes: 0 });
  });
});
