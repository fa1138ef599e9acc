import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestLab } from '../support/lab.js';

const play = 'test/e2e/fixtures/tls-play.yaml';
const hosts = ['web', 'small'];
const authority = mkdtempSync(join(tmpdir(), 'tls-'));
const variables = ['-e', `ca=${authority}`];
let lab: TestLab;

beforeAll(async () => {
  lab = await TestLab.start('test/e2e/fixtures/tls.yaml');
});
afterAll(async () => {
  await lab.stop();
  rmSync(authority, { recursive: true });
});

describe('hosts without Python', () => {
  it('get keys and certificates once', async () => {
    const first = await lab.play(play, ...variables, '--diff', '-vv');
    expect(first.status, first.text).toBe(0);
    for (const host of hosts) {
      const key = await lab.ssh(host, 'cat /etc/tls/key.pem');
      for (const line of key.split('\n').slice(1, 3)) expect(first.text).not.toContain(line);
    }
    const second = await lab.play(play, ...variables);
    expect(second).toMatchObject({ status: 0, changes: 0 });
  });

  it.each(hosts)('%s has a certificate that OpenSSL accepts, and files for nobody else', async (host) => {
    const file = join(authority, `${host}.crt`);
    writeFileSync(file, await lab.ssh(host, 'cat /etc/tls/crt.pem'));
    const words = ['-CAfile', join(authority, 'ca.crt'), '-x509_strict', '-purpose', 'sslserver'];
    const name = ['-verify_hostname', `${host}.example.com`];
    const { stdout } = spawnSync('openssl', ['verify', ...words, ...name, file], { encoding: 'utf8' });
    expect(stdout).toContain('OK');
    expect(await lab.ssh(host, 'stat -c %a /etc/tls/key.pem /etc/tls/store.p12 /etc/tls/ssh')).toBe(
      '600\n400\n600',
    );
  });

  it('lose nothing but what is gone: a lost key brings a new request and certificate', async () => {
    await lab.ssh('web', 'rm /etc/tls/key.pem');
    const { status, changed } = await lab.play(play, ...variables);
    expect(status).toBe(0);
    const tasks = ['certificate', 'key', 'request', 'store'];
    expect(changed.filter((task) => task.endsWith('@ web'))).toEqual(tasks.map((task) => `${task} @ web`));
    expect(changed.filter((task) => task.endsWith('@ small'))).toEqual([]);
  });
});
