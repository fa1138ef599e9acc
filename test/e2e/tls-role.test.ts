import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decryptEnvelope } from '../../src/vault/crypt.js';
import { VaultSecrets } from '../../src/vault/secrets.js';
import { type PlayOutput, TestLab } from '../support/lab.js';

const playbook = 'test/e2e/fixtures/tls-role-play.yaml';
const authority = mkdtempSync(join(tmpdir(), 'tls-role-'));
const DAY = 86_400;
const pair = '/etc/ssl/meshwright/management';
let lab: TestLab;
let first: PlayOutput;

const play = (...words: string[]): Promise<PlayOutput> =>
  lab.play(playbook, '-e', `ca=${authority}`, ...words);
const later = (days: number): string[] => ['-e', `tls_now=${Math.floor(Date.now() / 1000) + days * DAY}`];

beforeAll(async () => {
  lab = await TestLab.start('inventory/lab/tls.yaml');
  await lab.ssh('mgmt', 'mkdir -p /srv/www; echo hello >/srv/www/index.html');
}, 120_000);
afterAll(async () => {
  await lab.stop();
  rmSync(authority, { recursive: true });
});

/** What curl on the node says of the server: the status of HTTP, or the reason there is none. */
async function ask(...words: string[]): Promise<string> {
  const chain = '--cacert /etc/ssl/meshwright/client.root.pem --resolve mgmt.example.com:443:10.255.0.1';
  const curl = `curl -sS -o /dev/null -w '%{http_code}' ${chain} ${words.join(' ')} https://mgmt.example.com/`;
  return lab.ssh('cn1', `${curl} 2>&1 || :`);
}

const as = (name: string): string =>
  ['--cert', '--key'].map((word, i) => `${word} /etc/ssl/meshwright/${name}.${['pem', 'key'][i]}`).join(' ');

describe('a management server', { timeout: 240_000 }, () => {
  it('is foreseen by a check, which leaves nothing anywhere', async () => {
    const { status, text } = await play('--check', '--diff');
    expect(status, text).toBe(0);
    expect(text).toContain('"reason": "there is no certificate"');
    expect(existsSync(join(authority, 'root.key'))).toBe(false);
    expect(await lab.ssh('mgmt', 'ls -A /etc/ssl/meshwright 2>/dev/null || :')).toBe('');
  });

  it('gets its certificate, and a second run changes nothing', async () => {
    first = await play('--diff', '-vvvv');
    expect(first.status, first.text).toBe(0);
    expect(first.text).not.toContain('PRIVATE KEY-----\n');
    const second = await play();
    expect(second).toMatchObject({ status: 0, changes: 0 });
  });

  it('has a chain that OpenSSL follows to the root, and shows all of it but the root', async () => {
    const file = join(authority, 'shown.pem');
    const command =
      'openssl s_client -connect 127.0.0.1:443 -servername mgmt.example.com -showcerts </dev/null 2>/dev/null';
    const shown = await lab.ssh('mgmt', command);
    writeFileSync(file, shown);
    expect(shown.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    const words = ['-CAfile', join(authority, 'root.crt'), '-untrusted', file, '-x509_strict'];
    for (const name of [
      ['-verify_hostname', 'mgmt.example.com'],
      ['-verify_ip', '10.255.0.1'],
    ]) {
      const { stdout } = spawnSync('openssl', ['verify', ...words, ...name, '-purpose', 'sslserver', file], {
        encoding: 'utf8',
      });
      expect(stdout).toContain('OK');
    }
  });

  it.each([
    ['mgmt', 'management', 'sslserver', 'sslclient'],
    ['cn1', 'client', 'sslclient', 'sslserver'],
    ['cn1', 'stranger', 'sslclient', 'sslserver'],
  ])('%s has %s with a chain for its purpose and no other', async (host, name, purpose, other) => {
    const files = `-CAfile ${name}.root.pem -untrusted ${name}.pem ${name}.pem`;
    const verify = (wanted: string): Promise<string> =>
      lab.ssh(host, `cd /etc/ssl/meshwright; openssl verify -purpose ${wanted} ${files} 2>&1 || :`);
    expect(await verify(purpose)).toBe(`${name}.pem: OK`);
    expect(await verify(other)).toMatch(/purpose/);
  });

  it('keeps keys of CAs encrypted on the controller and its own key to itself', async () => {
    for (const name of ['root', 'issuing', 'foreign'])
      expect(readFileSync(join(authority, `${name}.key`), 'utf8')).toMatch(/^\$ANSIBLE_VAULT;/);
    expect(await lab.ssh('mgmt', `stat -c '%a %U' ${pair}.key`)).toBe('600 root');
    expect(await lab.ssh('mgmt', 'ls /etc/ssl/meshwright')).not.toContain('issuing');
  });

  it.each(['root', 'issuing', 'foreign'])(
    'shows nobody the key of the CA %s, and brings it to no host',
    async (name) => {
      const secrets = new VaultSecrets();
      secrets.add('default', 'right horse');
      const key = decryptEnvelope(readFileSync(join(authority, `${name}.key`), 'utf8'), secrets).toString();
      const lines = key.split('\n').filter((line) => /^[A-Za-z0-9+/=]{16,}$/.test(line));
      expect(lines.length).toBeGreaterThan(1);
      for (const line of lines) expect(first.text).not.toContain(line);
      const patterns = lines.map((line) => `-e '${line}'`).join(' ');
      for (const host of ['mgmt', 'cn1'])
        expect(await lab.ssh(host, `grep -rlsF ${patterns} /etc /root /tmp /run /var || :`)).toBe('');
    },
  );

  it.each([
    ['its own', as('client'), '200'],
    ['none', '', '400'],
    ['one of another CA', as('stranger'), '400'],
  ])('answers a client that shows %s', async (_, words, status) => {
    expect(await ask(words)).toBe(status);
  });

  it('refuses by the right reason', async () => {
    const page = await lab.ssh('cn1', `curl -sk ${as('stranger')} https://10.255.0.1/`);
    expect(page).toContain('The SSL certificate error');
  });
});

describe('a certificate', { timeout: 240_000 }, () => {
  const fingerprint = (): Promise<string> =>
    lab.ssh('mgmt', `openssl x509 -in ${pair}.pem -noout -pubkey -serial`);

  it('is kept until its window begins, then renewed once with its key, and NGINX serves it', async () => {
    const [key] = (await fingerprint()).split('serial=');
    expect(await play(...later(366))).toMatchObject({ status: 0, changes: 0 });
    const now = later(368);
    const renewal = await play('--diff', ...now);
    expect(renewal.status, renewal.text).toBe(0);
    expect(renewal.text).toMatch(/"reason": "it ends on \d{4}-\d\d-\d\d, in 2[89] days"/);
    expect(renewal.changed).toContain('tls : Issue management @ mgmt');
    expect((await fingerprint()).startsWith(key!)).toBe(true);
    expect(await play(...now)).toMatchObject({ status: 0, changes: 0 });
  });

  it('is made anew for other names, with the reason in the diff', async () => {
    const names = '{"names": ["DNS:mgmt.example.com", "DNS:www.example.com"]}';
    const { status, text } = await play('--diff', '-e', names);
    expect(status, text).toBe(0);
    expect(text).toContain('"reason": "san: +DNS:www.example.com -IP:10.255.0.1"');
    expect((await play()).status).toBe(0);
  });

  it.each(['key', 'pem'])('that lost its %s is whole again after a run', async (half) => {
    await lab.ssh('mgmt', `rm ${pair}.${half}`);
    const { status, text } = await play();
    expect(status, text).toBe(0);
    expect(await ask(as('client'))).toBe('200');
    expect(await play()).toMatchObject({ status: 0, changes: 0 });
  });

  it('of an external CA waits for its answer, and takes none for another key', async () => {
    const words = ['-e', '{"server": {"name": "outside", "ca": "external"}, "tls_nginx": {}}'];
    const asked = join(authority, 'requests/mgmt-outside');
    const waiting = await play(...words, '-e', 'tls_verify=false');
    expect(waiting.text).toContain(`have ${asked}.csr signed`);
    const sign = (request: string[]): void => {
      const made = spawnSync('openssl', [...request, '-days', '90', '-out', `${asked}.pem`]);
      expect(made.status, made.stderr.toString()).toBe(0);
    };
    const key = join(authority, 'outside.key');
    const own = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-subj', '/CN=Outside'];
    sign(own);
    const refused = await play(...words);
    expect([refused.status, refused.text]).toEqual([
      2,
      expect.stringContaining('is for another key than that of outside on mgmt'),
    ]);
    const root = join(authority, 'outside.pem');
    writeFileSync(root, readFileSync(`${asked}.pem`));
    sign(['x509', '-req', '-in', `${asked}.csr`, '-CA', root, '-CAkey', key, '-CAcreateserial']);
    const taken = await play(...words);
    expect(taken.status, taken.text).toBe(0);
    expect(await play(...words)).toMatchObject({ status: 0, changes: 0 });
  });
});

describe('one sentence tells', { timeout: 240_000 }, () => {
  it.each<[string, string[], string]>([
    ['a wrong passphrase', ['-e', 'tls_vault_password=wrong'], 'tls_vault_password does not open'],
    ['a CA that has ended', later(3660), 'the certificate of the CA "Example root" ended on'],
    [
      'a name of no kind',
      ['-e', '{"names": ["mgmt.example.com"]}'],
      'tls_certs[0].san[0]: "mgmt.example.com" does not say what it is',
    ],
    ['an unknown CA', ['-e', '{"server": {"ca": "isuing"}}'], 'tls_certs[0].ca: there is no CA "isuing"'],
  ])('%s', async (_, words, sentence) => {
    const { status, text } = await play(...words);
    expect([status === 0, text]).toEqual([false, expect.stringContaining(sentence)]);
    expect(text).not.toMatch(/^\s+at .*\(.*:\d+:\d+\)$/m);
  });
});

describe('meshwright verify', { timeout: 240_000 }, () => {
  it('is content with what is there', async () => {
    const { status, text } = await lab.meshwright('verify', playbook, '-e', `ca=${authority}`);
    expect(status, text).toBe(0);
  });

  it('names certificates that end soon, as JSON, with exit code 2', async () => {
    const words = ['--json', '-e', `ca=${authority}`, '-e', 'tls_warn_days=400'];
    const { status, text } = await lab.meshwright('verify', playbook, ...words);
    const { hosts } = JSON.parse(text.slice(text.indexOf('{'))) as {
      hosts: Record<string, { failures: { sentence: string }[] }>;
    };
    expect(status).toBe(2);
    expect(hosts.mgmt!.failures.map(({ sentence }) => sentence)).toEqual([
      expect.stringMatching(/management\.pem ends on .*, in 39\d days/),
    ]);
  });

  it('names a certificate of another key', async () => {
    await lab.ssh('mgmt', `openssl ecparam -name prime256v1 -genkey -noout -out ${pair}.key`);
    const { status, text } = await lab.meshwright('verify', playbook, '-e', `ca=${authority}`);
    expect([status, text]).toEqual([2, expect.stringContaining(`${pair}.pem is for another key than`)]);
  });
});

describe('state absent', { timeout: 240_000 }, () => {
  it('leaves nothing on the hosts and keeps the CAs', async () => {
    const { status, text } = await play('-e', 'tls_state=absent');
    expect(status, text).toBe(0);
    expect(await lab.ssh('mgmt', 'ls -A /etc/ssl/meshwright; ls /etc/nginx/conf.d')).toBe(
      'outside.key\noutside.pem',
    );
    expect(existsSync(join(authority, 'root.key'))).toBe(true);
  });
});
