import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PlayOutput, TestLab } from '../support/lab.js';

const playbook = 'test/e2e/fixtures/net-files/play.yml';
const bootNetworkd = `set -- br0 up0 mv1\n${readFileSync('test/e2e/fixtures/boot/networkd.sh', 'utf8')}`;
const bootIfupdown = readFileSync('test/e2e/fixtures/boot/ifupdown.sh', 'utf8');
const hosts = ['ifupdown', 'networkd', 'netplan'];
/** Every file below /etc with its time. */
const listing = 'find /etc -type f -o -type l | sort | xargs ls -ld --time-style=full-iso';

/** Everything below /etc but the folder that comes with netplan. */
const content = 'find /etc ! -path /etc/netplan | sort';

let lab: TestLab;
let clean: string[];
let predicted: PlayOutput;
let first: PlayOutput;

function onAll(command: string): Promise<string[]> {
  return Promise.all(hosts.map((host) => lab.ssh(host, command)));
}

/** What net_state would change, by host. */
async function differences(): Promise<Record<string, string>> {
  const { text } = await lab.play(playbook, '--tags', 'state', '--check');
  const found = [...text.matchAll(/^ok: \[(\w+)\] => \{\s+"msg": "differs: (.*)"$/gm)];
  return Object.fromEntries(found.map(([, host, operations]) => [host, operations]));
}

beforeAll(async () => {
  lab = await TestLab.start('test/e2e/fixtures/net-files.yaml');
  clean = await onAll(content);
  predicted = await lab.play(playbook, '--tags', 'files', '--check', '--diff');
  first = await lab.play(playbook, '--tags', 'files', '--diff');
});
afterAll(() => lab.stop());

describe('net_files', () => {
  it('shows with --check exactly what it then writes, and touches nothing of the kernel', async () => {
    expect(first.text).not.toMatch(/fatal:/);
    expect(predicted.changed).toEqual(hosts.map((host) => `Write the files @ ${host}`).sort());
    const shown = (text: string) =>
      text
        .split('\n')
        .filter((line) => /^([-+]|changed:)/.test(line))
        .sort();
    expect(shown(predicted.text)).toEqual(shown(first.text));
    expect(await onAll('ip -br link | grep -c br0 || :')).toEqual(['0', '0', '0']);
  });

  it('does nothing the second time, and moves no time of a file', async () => {
    const before = await onAll(listing);
    expect((await lab.play(playbook, '--tags', 'files')).changes).toBe(0);
    expect(await onAll(listing)).toEqual(before);
  });

  it('writes files from which a boot makes the whole document hold', async () => {
    await Promise.all([
      lab.ssh('ifupdown', bootIfupdown),
      lab.ssh('networkd', bootNetworkd),
      lab.ssh('netplan', bootNetworkd),
    ]);
    expect(await differences()).toEqual({ ifupdown: '[]', networkd: '[]', netplan: '[]' });
  });

  it('lets a restart of networkd leave the routes of others alone', async () => {
    await lab.ssh(
      'networkd',
      'ip route add 198.19.0.0/16 dev eth1 proto 109; kill $(cat /run/networkd.pid); sleep 1',
    );
    await lab.ssh('networkd', bootNetworkd);
    expect(await lab.ssh('networkd', 'ip route show 198.19.0.0/16')).toContain('proto 109');
    expect((await differences()).networkd).toBe('[]');
  });

  it('takes everything down again with ifdown', async () => {
    await lab.ssh('ifupdown', 'ifdown -a 2>&1');
    expect(
      await lab.ssh('ifupdown', 'ip rule; ip -6 rule; ip route show table 993; ip -br link'),
    ).not.toMatch(/993|br0|up0|vx7|tap1/);
  });
});

describe('state absent', () => {
  it('leaves no file behind', async () => {
    const gone = await lab.play(playbook, '--tags', 'files', '-e', 'state=absent');
    expect(gone.text).not.toMatch(/fatal:/);
    expect(await onAll(content)).toEqual(clean);
  });
});
