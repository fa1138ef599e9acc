import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PlayOutput, TestLab } from '../support/lab.js';

const playbook = 'test/e2e/fixtures/net-files/play.yml';
const bootNetworkd = readFileSync('test/e2e/fixtures/net-files/networkd.sh', 'utf8');
const bootIfupdown = 'sysctl -q -p /etc/sysctl.d/60-mw-site.conf && ifup -a 2>&1';
const hosts = ['ifupdown', 'networkd', 'netplan'];
/** Every file below /etc with its time. */
const listing = 'find /etc -type f -o -type l | sort | xargs ls -ld --time-style=full-iso';

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
  clean = await onAll('find /etc | sort');
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

describe('files that others have changed', () => {
  it('are kept aside before they are written again', async () => {
    const path = '/etc/network/interfaces.d/60-mw-tap1';
    await lab.ssh('ifupdown', `echo '    up logger hello' >>${path}`);
    const { text, changes } = await lab.play(playbook, '--tags', 'files', '-l', 'ifupdown', '-v');
    expect(changes).toBe(1);
    expect(text).toContain(`${path} was changed by hand`);
    expect(await lab.ssh('ifupdown', `grep -c logger ${path} || :`)).toBe('0');
    expect(await lab.ssh('ifupdown', `grep -l logger /var/lib/meshwright/foreign${path}.*`)).toContain(path);
    expect(await lab.ssh('ifupdown', 'ls /etc/network/interfaces.d')).not.toContain('foreign');
  });

  it('are refused when they never were ours', async () => {
    const path = '/etc/network/interfaces.d/60-mw-tap1';
    await lab.ssh('ifupdown', `cp ${path} /tmp/kept; echo 'auto tap1' >${path}`);
    const { text, status } = await lab.play(playbook, '--tags', 'files', '-l', 'ifupdown');
    expect(status).toBe(2);
    expect(text).toContain(`${path} was not written by this program; move it away first`);
    expect(await lab.ssh('ifupdown', `cat ${path}; mv /tmp/kept ${path}`)).toBe('auto tap1');
  });
});

describe('two owners of one device', () => {
  const base = '/etc/systemd/network/20-mw-eth1.network';
  const other = JSON.stringify({
    owner: 'other',
    document: {
      addresses: [
        { dev: 'eth1', address: '192.0.2.77/24' },
        { dev: 'br0', address: '192.0.2.1/24' },
      ],
    },
  });

  it('have an addition each beside the file of the device', async () => {
    const { text } = await lab.play(playbook, '--tags', 'files', '-l', 'networkd', '-e', other);
    expect(text).not.toMatch(/fatal:/);
    const addition = '20-mw-br0.network.d/60-mw-other.conf';
    expect(await lab.ssh('networkd', `cat /etc/systemd/network/${addition}`)).toContain(
      'Address=192.0.2.1/24',
    );
    expect((await lab.play(playbook, '--tags', 'files', '-l', 'networkd')).changes).toBe(0);
  });

  it('keep what they share until the last one leaves', async () => {
    await lab.play(playbook, '--tags', 'files', '-l', 'networkd', '-e', 'state=absent');
    const left = await lab.ssh('networkd', `find /etc/systemd -name '*mw*' -not -type d | sort`);
    expect(left.split('\n')).toEqual([
      '/etc/systemd/network/20-mw-br0.network.d/60-mw-other.conf',
      base,
      `${base}.d/60-mw-other.conf`,
      '/etc/systemd/networkd.conf.d/60-mw.conf',
    ]);
    await lab.play(playbook, '--tags', 'files', '-l', 'networkd', '-e', 'owner=other', '-e', 'state=absent');
  });
});

describe('state absent', () => {
  it('leaves no file behind', async () => {
    const gone = await lab.play(playbook, '--tags', 'files', '-e', 'state=absent');
    expect(gone.text).not.toMatch(/fatal:/);
    expect(await onAll('find /etc | sort')).toEqual(clean);
  });
});
