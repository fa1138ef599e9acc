import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runModule, ShellHost } from '../../../../test/support/moduleContext.js';
import { privateRecords } from '../../../../test/support/privateRecords.js';
import { Dict, type Value } from '../../../value/types.js';
import { netState } from './state.js';

const netns = `mwt-state-${process.pid}`;
const records = mkdtempSync(join(tmpdir(), 'mw-state-'));
const host = new ShellHost({ prefix: privateRecords(records) });

type Entry = Readonly<Record<string, Value>>;
interface Document {
  readonly [section: string]: readonly Entry[] | string;
}

async function run(document: Document, check = false): Promise<Dict> {
  const args = Object.entries(document).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : value.map((entry) => Dict.of(entry)),
  ]);
  const given = { netns, owner: 'test', purge: 'owned', disruptive: 'allow', ...Object.fromEntries(args) };
  return (await runModule(netState, given, host, { check })).value;
}

function lines(value: Dict): string[] {
  expect(value.get('msg')).toBeUndefined();
  return value.get('operations') as string[];
}

/** Check mode says what the run does; a second run does nothing. */
async function converges(document: Document): Promise<string[]> {
  const planned = lines(await run(document, true));
  const done = lines(await run(document));
  expect(done).toEqual(planned);
  expect(lines(await run(document))).toEqual([]);
  return done;
}

function inside(...words: string[]): string {
  return execFileSync('ip', ['netns', 'exec', netns, ...words], { encoding: 'utf8', stdio: 'pipe' });
}

const base: Document = {
  links: [
    { name: 'br0', type: 'bridge', state: 'up', mtu: 1400, options: Dict.of({ stp_state: false }) },
    {
      name: 'tap1',
      type: 'tun',
      state: 'up',
      master: 'br0',
      port: Dict.of({ isolated: true, learning: false }),
    },
    { name: 'up0', type: 'veth', peer: 'up1', state: 'up' },
    { name: 'up1', state: 'up' },
    {
      name: 'vx1',
      type: 'vxlan',
      state: 'up',
      options: Dict.of({ id: 7, dstport: 4789, local: '10.0.0.1' }),
    },
    { name: 'mv1', type: 'macvlan', parent: 'up0', options: Dict.of({ mode: 'bridge' }) },
  ],
  addresses: [
    { dev: 'br0', address: '10.1.0.1/24' },
    { dev: 'br0', address: '2001:db8::1/64' },
    { dev: 'up0', address: '10.2.0.1', peer: '10.2.0.2' },
  ],
  routes: [
    { to: '203.0.113.0/29', dev: 'up0', table: 993 },
    { to: 'default', via: '10.1.0.9', dev: 'br0', table: 993 },
    { to: 'default', type: 'unreachable', table: 993, metric: 4278198272 },
    { to: '::/0', type: 'unreachable', table: 993 },
    { to: '2001:db8:5::/64', dev: 'up0', table: 993 },
    { to: '198.51.100.0/24', dev: 'br0', src: '10.1.0.1', mtu: 1300 },
  ],
  rules: [
    { priority: 10000, iif: 'tap1', table: 993 },
    { priority: 10500, iif: 'tap1', action: 'unreachable' },
    { priority: 10000, family: 'inet6', iif: 'tap1', table: 993 },
    { priority: 10001, from: '10.0.0.0/8', fwmark: '0x10/0xff', table: 993 },
  ],
  neighbours: [
    { dev: 'br0', address: '10.1.0.5', lladdr: '2:0:0:0:0:5' },
    { dev: 'br0', address: '2001:db8::53', proxy: true },
    { dev: 'br0', address: '10.1.0.77', proxy: true },
  ],
  fdb: [
    { dev: 'vx1', lladdr: '00:00:00:00:00:00', dst: '10.0.0.2' },
    { dev: 'tap1', lladdr: '02:00:00:00:00:aa', master: true },
  ],
  sysctls: [
    { name: 'net.ipv4.ip_forward', value: 1 },
    { name: 'net.ipv4.conf.tap1.proxy_arp', value: 1 },
    { name: 'net.ipv4.neigh.tap1.proxy_delay', value: 0 },
  ],
  chains: [
    {
      tool: 'iptables',
      name: 'MW-T-FWD',
      rules: [
        ['-i', 'tap1', '!', '-s', '10.0.0.5', '-j', 'DROP'],
        ['-p', 'tcp', '--dport', 'ssh', '-m', 'comment', '--comment', 'mw:a b', '-j', 'REJECT'],
      ],
      jumps: [Dict.of({ from: 'FORWARD', position: 'first' })],
    },
    {
      tool: 'ip6tables',
      name: 'MW-T-FWD',
      rules: [['-i', 'tap1', '-j', 'DROP']],
      jumps: [Dict.of({ from: 'FORWARD', position: 'last' })],
    },
    {
      tool: 'arptables',
      name: 'MW-T-OUT',
      rules: [['-o', 'tap1', '--opcode', '1', '-j', 'mangle', '--mangle-ip-s', '10.0.0.1']],
      jumps: [Dict.of({ from: 'OUTPUT', position: 'first' })],
    },
    {
      tool: 'ebtables',
      name: 'MW-T-FWD',
      policy: 'RETURN',
      rules: [['-p', 'IPv4', '-i', 'tap1', '-s', '!', '2:0:0:0:0:1', '-j', 'DROP']],
      jumps: [Dict.of({ from: 'FORWARD' })],
    },
  ],
  nft: [
    {
      family: 'inet',
      table: 'mw_test',
      text: 'set s { type ipv4_addr; elements = { 10.0.0.2, 10.0.0.1 } }\nchain c { type filter hook input priority 0; ip saddr @s counter drop; }',
    },
  ],
};

describe.runIf(process.getuid?.() === 0)('net_state in a namespace', () => {
  beforeAll(() => void execFileSync('ip', ['netns', 'add', netns]));
  afterAll(() => {
    execFileSync('ip', ['netns', 'del', netns]);
    rmSync(records, { recursive: true });
  });

  it('makes objects of every kind, and nothing twice', async () => {
    const done = await converges(base);
    expect(done.length).toBeGreaterThan(30);
    expect(done[0]).toMatch(/^add chain/);
    expect(done.at(-1)).toBe('set net.ipv4.conf.tap1.proxy_arp to 1');
    expect(inside('iptables', '-S', 'FORWARD')).toContain('-A FORWARD -j MW-T-FWD');
    expect(inside('ip', 'rule')).toContain('from all iif tap1 lookup 993 proto 109');
  });

  it('repairs what was changed by hand, and names only that', async () => {
    inside('ip', 'route', 'del', 'default', 'via', '10.1.0.9', 'dev', 'br0', 'table', '993');
    inside('iptables', '-D', 'MW-T-FWD', '1');
    inside('nft', 'flush', 'chain', 'inet', 'mw_test', 'c');
    inside('sysctl', '-qw', 'net.ipv4.conf.tap1.proxy_arp=0');
    expect(await converges(base)).toEqual([
      'replace chain MW-T-FWD of iptables filter',
      'replace nft table inet mw_test',
      'add route default via 10.1.0.9 dev br0 table 993',
      'set net.ipv4.conf.tap1.proxy_arp from 0 to 1',
    ]);
  });

  it('leaves look-alikes and what others made alone', async () => {
    inside('ip', 'tuntap', 'add', 'dev', 'tap10', 'mode', 'tap');
    inside('ip', 'link', 'set', 'tap10', 'up');
    inside('ip', 'route', 'add', '198.18.0.0/15', 'dev', 'up0', 'table', '993', 'proto', '109');
    inside('ip', 'rule', 'add', 'iif', 'tap10', 'lookup', '993', 'pref', '10000', 'protocol', '109');
    inside('arptables', '-A', 'OUTPUT', '-o', 'tap10', '-j', 'DROP');
    inside('iptables', '-A', 'FORWARD', '-p', 'sctp', '-j', 'DROP');
    expect(lines(await run(base))).toEqual([]);
  });

  it('removes what is no longer named and only that', async () => {
    const kept = { ...base, routes: (base.routes as Entry[]).slice(1), chains: [], nft: [] };
    const done = await converges(kept);
    expect(done).toContain('remove route 203.0.113.0/29 dev up0 table 993');
    expect(done).toHaveLength(6);
    expect(inside('arptables-save')).toContain('-A OUTPUT -j DROP -o tap10');
    expect(inside('iptables-save')).not.toContain('MW-');
  });

  it('restores everything when nothing is named any more', async () => {
    const other = { owner: 'other', sysctls: [{ name: 'net.ipv4.ip_forward', value: 1 }] };
    expect(await converges(other)).toEqual(['share net.ipv4.ip_forward with test']);
    const done = await converges({});
    expect(done).toContain('leave net.ipv4.ip_forward to other');
    const left = JSON.parse(inside('ip', '-j', 'link')) as { ifname: string }[];
    expect(left.map(({ ifname }) => ifname).sort()).toEqual(['lo', 'tap10']);
    expect(inside('ip', 'rule')).toContain('iif tap10 lookup 993');
    expect(inside('ip', 'rule')).not.toMatch(/10500|iif tap1 /);
    expect(inside('sysctl', '-n', 'net.ipv4.ip_forward').trim()).toBe('1');
    expect(await converges({ owner: 'other' })).toEqual(['set net.ipv4.ip_forward from 1 to 0']);
    expect(
      readFileSync(join(records, `meshwright/ledger/objects@${netns}`), 'utf8').split('\n'),
    ).toHaveLength(2);
  });
});
