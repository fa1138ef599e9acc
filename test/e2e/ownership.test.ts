import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PlayOutput, TestLab } from '../support/lab.js';

let lab: TestLab;

async function play(part: string, more: object = {}): Promise<PlayOutput> {
  const given = JSON.stringify({ part, ...more });
  const output = await lab.play('test/e2e/fixtures/ownership-play.yaml', '--diff', '-e', given);
  if (output.status !== 0) throw new Error(output.text);
  return output;
}

const host = (command: string): Promise<string> => lab.ssh('node', command);

/** Routes, rules, proxies, filters and settings, without counters. */
const network = `ip -N route show table all | grep -v -e fe80 -e ff00; ip -N rule; ip neigh show proxy
iptables-save 2>/dev/null | grep ^-A; nft -s list table inet theirs 2>/dev/null
grep -s . /proc/sys/net/ipv4/conf/tap10/*`;

const lines = (text: string, pattern: RegExp): string[] =>
  text.split('\n').filter((line) => pattern.test(line));

const onlyTap10 = [{ tap: 'tap10', network: 'public', ip4: '203.0.113.110', mac: '02:00:00:00:01:10' }];

beforeAll(async () => {
  lab = await TestLab.start('test/e2e/fixtures/ownership.yaml');
  await host(
    'for tap in tap1 tap10; do ip link add $tap type veth peer name peer-$tap; ip link set $tap up; ip link set peer-$tap up; done; sysctl -qw net.ipv4.ip_forward=0',
  );
});
afterAll(() => lab.stop());

describe('the purge of a guest', () => {
  it('leaves what only looks like its own', async () => {
    await play('routed');
    await play('routes');
    await host(`ip route add 203.0.113.111/32 dev tap10 table 993; ip route add 203.0.113.112/32 dev tap10 table 993 proto 109
ip rule add priority 10000 iif tap10 lookup 500; ip rule add priority 10250 iif tap1 lookup 501
iptables -A FORWARD -i tap10 -j ACCEPT; iptables -A FORWARD -i tap1 -s 192.0.2.1 -j DROP
nft add table inet theirs; nft add chain inet theirs c; nft add rule inet theirs c iifname tap1 drop`);
    const before = await host(network);
    await play('routed', { guests: onlyTap10 });
    const after = await host(network);
    const gone = before.split('\n').filter((line) => !after.split('\n').includes(line));
    expect(gone).toEqual(['203.0.113.11 dev tap1 table 993 proto 109 scope 253 ']);
    expect(lines(after, /tap1\b/)).toEqual(lines(before, /tap1\b/).filter((line) => line !== gone[0]));
    const sets = await host('nft list table inet mw_routed');
    expect(sets).toContain('"tap10"');
    expect(sets).not.toContain('"tap1"');
  });
});

describe('the end of a role', () => {
  it("keeps other roles' routes in its table, and routes under its mark that nobody recorded", async () => {
    await play('routed', { routed_network_state: 'absent', routed_network_disruptive: 'allow' });
    const table = await host('ip -N route show table 993');
    expect(
      table
        .split('\n')
        .map((line) => line.split(' ')[0])
        .toSorted(),
    ).toEqual(['198.51.100.0/24', '203.0.113.111', '203.0.113.112']);
    expect(await host('ip rule')).toMatch(/10000:.*iif tap10 lookup 500[\s\S]*10250:.*iif tap1 lookup 501/);
    expect(await host('cat /proc/sys/net/ipv4/ip_forward')).toBe('0');
    await host('ip route flush table 993; ip rule del priority 10000; ip rule del priority 10250');
  });
});

describe('filter rules of others', () => {
  const forward = () => host('iptables -S FORWARD');

  it('stay where they are between ours, while ours come, change and go', async () => {
    await host('iptables -F FORWARD; iptables -A FORWARD -s 192.0.2.7 -j DROP');
    await play('filters');
    await host('iptables -A FORWARD -s 192.0.2.8 -j DROP; iptables -N theirs; iptables -A FORWARD -j theirs');
    const whole = await forward();
    expect(whole.split('\n').map((line) => line.split(' ').at(-1))).toEqual([
      'ACCEPT',
      'MW-A-FWD',
      'DROP',
      'DROP',
      'theirs',
    ]);
    await play('filters', {
      filter: [
        {
          tool: 'iptables',
          name: 'MW-A-FWD',
          rules: [['-i', 'tap10', '-j', 'DROP']],
          jumps: [{ from: 'FORWARD', position: 'first' }],
        },
      ],
    });
    expect(await forward()).toBe(whole);
    await play('filters', { filter_state: 'absent' });
    expect((await forward()).split('\n')).toEqual(whole.split('\n').filter((line) => !line.includes('MW-')));
    expect(await host('iptables -S')).not.toContain('MW-');
  });
});

describe('a file that somebody edited', () => {
  it('is reported and kept before it is written again or removed', async () => {
    await play('files');
    const path = (await host('grep -rl "role=site" /etc/systemd/network')).split('\n')[0]!;
    await host(`echo '# by hand' >>${path}`);
    const check = await play('files', { mtu: 1400 });
    expect(check.text).toMatch(/drift: .*changed by hand/);
    expect(await host(`grep -rl 'by hand' /var/lib/meshwright/foreign`)).toContain(path.split('/').at(-1));
    expect(await host(`cat ${path}`)).not.toContain('by hand');
    await host(
      `echo '# by hand again' >>${path}; cp ${path} /etc/systemd/network/60-theirs.netdev; sed -i 1d /etc/systemd/network/60-theirs.netdev`,
    );
    await play('files', { files_state: 'absent' });
    expect(await host('ls /etc/systemd/network')).toBe('60-theirs.netdev');
    expect(await host(`grep -rl 'by hand again' /var/lib/meshwright/foreign`)).toContain(
      path.split('/').at(-1),
    );
  });
});

describe('two roles that need ip_forward', () => {
  const forwarding = () => host('cat /proc/sys/net/ipv4/ip_forward');

  it.each([
    ['router', 'routed'],
    ['routed', 'router'],
  ])('keep it on until the last is gone: %s first', async (first, last) => {
    await host('sysctl -qw net.ipv4.ip_forward=0');
    const absent = { router_state: 'absent', routed_network_state: 'absent' };
    await play(first);
    await play(last);
    expect(await forwarding()).toBe('1');
    await play(first, absent);
    expect(await forwarding()).toBe('1');
    await play(last, absent);
    expect(await forwarding()).toBe('0');
  });
});
