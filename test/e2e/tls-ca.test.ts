import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memberCommand } from '../../src/lab/run.js';
import { type PlayOutput, TestLab } from '../support/lab.js';
import { poll } from '../support/polling.js';

const playbook = 'test/e2e/fixtures/tls-ca-play.yaml';
const authority = mkdtempSync(join(tmpdir(), 'tls-ca-'));
const NODES = ['cn1', 'cn2'];
let lab: TestLab;

const play = (...words: string[]): Promise<PlayOutput> =>
  lab.play(playbook, '-e', `ca=${authority}`, ...words);
const rollover = ['-e', 'tls_ca_rollover=root'];

beforeAll(async () => {
  lab = await TestLab.start('inventory/lab/tls.yaml');
  await lab.ssh('mgmt', 'mkdir -p /srv/www; echo hello >/srv/www/index.html');
  const first = await play();
  expect(first.status, first.text).toBe(0);
}, 240_000);
afterAll(async () => {
  await lab.stop();
  rmSync(authority, { recursive: true });
});

const folder = '/etc/ssl/meshwright';
const asClient = `--cert ${folder}/client.pem --key ${folder}/client.key`;
/** Asks the server by its chain alone and by its pin, with a certificate of the client both times. */
const asking = `curl -sSf -o /dev/null --cacert ${folder}/client.root.pem ${asClient} https://10.255.0.1/ && meshwright-pinned https://10.255.0.1/ ${asClient}`;

const stored = (name: string): string => readFileSync(join(authority, name), 'utf8');
/** The roots that a host trusts in each of its roles, as numbers of certificates. */
async function roots(host: string): Promise<string> {
  const files = `${folder}/*.root.pem /etc/meshwright/pins.root.pem ${folder}/clients.pem`;
  return lab.ssh(host, `for f in ${files}; do [ ! -e $f ] || grep -c BEGIN $f; done | sort -u`);
}

/** What a client that trusts one root alone thinks of the server. */
async function judged(root: string): Promise<string> {
  const connect = 'openssl s_client -connect 10.255.0.1:443 -CAfile /tmp/root.pem </dev/null 2>&1';
  const said = await lab.ssh('cn1', `printf '%s' '${root}' >/tmp/root.pem; ${connect} || :`);
  return /Verify return code: (\d+)/.exec(said)?.[1] ?? said;
}

const link = (host: string, state: 'up' | 'down'): void => {
  const [program, ...words] = memberCommand(lab.state, host, ['ip', 'link', 'set', 'eth0', state]);
  execFileSync(program!, words);
};

async function polled(work: () => Promise<PlayOutput>): Promise<PlayOutput> {
  const polls = await Promise.all(NODES.map((node) => poll(lab, node, asking)));
  const output = await work();
  for (const { rate, failures } of await Promise.all(polls.map((each) => each.stop()))) {
    expect(failures).toBe('');
    expect(rate).toBeGreaterThan(2);
  }
  return output;
}

describe('a root that takes the place of another', { timeout: 240_000 }, () => {
  let old: string;

  it('is foreseen by a check, which leaves nothing', async () => {
    const { status, text } = await play('--check', ...rollover);
    expect(status, text).toBe(0);
    expect(existsSync(join(authority, 'root.next.key'))).toBe(false);
  });

  it('signs nothing while a host does not trust it, whether that is offline or left out', async () => {
    old = stored('root.crt');
    link('cn2', 'down');
    const offline = await play(...rollover, '-T', '3');
    link('cn2', 'up');
    const limited = await play('--limit', 'mgmt:cn1');
    for (const { status, text } of [offline, limited]) {
      expect(status).not.toBe(0);
      expect(text).toContain('cn2 does not trust the next certificate of the CA root');
    }
    expect(stored('root.crt')).toBe(old);
    expect(await judged(old)).toBe('0');
    expect([await roots('cn1'), await roots('cn2'), await roots('mgmt')]).toEqual(['2', '1', '2']);
    expect(stored('root.next.key')).toMatch(/^\$ANSIBLE_VAULT;/);
  });

  it('is needed for no other key of a CA below it, which begins to sign at once', async () => {
    const serving = 'openssl x509 -in /etc/ssl/meshwright/management.pem -noout -ext authorityKeyIdentifier';
    const before = await lab.ssh('mgmt', serving);
    rmSync(join(authority, 'root.next.key'));
    rmSync(join(authority, 'root.next.crt'));
    const { status, text } = await polled(() => play('-e', 'tls_ca_rollover=issuing'));
    expect(status, text).toBe(0);
    expect(await lab.ssh('mgmt', serving)).not.toBe(before);
    expect(await judged(old)).toBe('0');
    expect(await play()).toMatchObject({ status: 0, changes: 0 });
    expect(await roots('cn1')).toBe('1');
  });

  it('signs once all of them do, and no client ever fails to connect', async () => {
    const { status, text } = await polled(() => play(...rollover));
    expect(status, text).toBe(0);
    expect(stored('root.crt')).not.toBe(old);
    expect(await judged(stored('root.crt'))).toBe('0');
    expect(await judged(old)).not.toBe('0');
    expect(await play()).toMatchObject({ status: 0, changes: 0 });
  });

  it('does not take the place of a third one', async () => {
    const { status, text } = await play(...rollover);
    expect(status).not.toBe(0);
    expect(text).toContain('hosts still trust the old certificate of the CA root');
  });

  it('is the only one that is trusted when the old one is to be forgotten by all', async () => {
    const limited = await play('--limit', 'mgmt:cn1', '-e', 'tls_ca_forget=root');
    expect(limited.status).not.toBe(0);
    expect(limited.text).toContain('cn2');
    expect(await roots('cn1')).toBe('2');
    const { status, text } = await polled(() => play('-e', 'tls_ca_forget=root'));
    expect(status, text).toBe(0);
    for (const host of [...NODES, 'mgmt']) expect(await roots(host)).toBe('1');
    expect(existsSync(join(authority, 'root.old.key'))).toBe(false);
    expect(await play()).toMatchObject({ status: 0, changes: 0 });
  });
});
