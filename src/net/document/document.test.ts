import { describe, expect, it } from 'vitest';
import { Dict, type Value } from '../../value/types.js';
import { problemText } from '../plan/problem.js';
import { wishKey } from '../plan/wish.js';
import { readDocument, type Section } from './document.js';

type Entry = Readonly<Record<string, Value>>;

function read(document: Partial<Record<Section, readonly Entry[]>>) {
  return readDocument(
    Object.fromEntries(
      Object.entries(document).map(([name, list]) => [name, list.map((entry) => Dict.of(entry))]),
    ),
  );
}

describe('a document', () => {
  it.each<[Section, Entry, RegExp]>([
    ['links', { type: 'bridge' }, /^links\[0\]\.name: is required/],
    ['links', { name: 'a name too long for it' }, /^links\[0\]\.name: .* 1 to 15 bytes/],
    ['links', { name: 'br0', tpye: 'bridge' }, /^links\[0\]\.tpye: .*did you mean "type"/],
    ['links', { name: 'br0', state: 'upp' }, /^links\[0\]\.state: "upp" is none of .*did you mean "up"/],
    ['links', { name: 'br0', mtu: 9 }, /^links\[0\]\.mtu: "9" is not a number from 68/],
    ['links', { name: 'br0', address: 'xx' }, /^links\[0\]\.address: "xx" is not a MAC address/],
    [
      'links',
      { name: 'br0', type: 'bridge', options: Dict.of({ stp_sate: 0 }) },
      /^links\[0\]\.options\.stp_sate: .*did you mean "stp_state"/,
    ],
    ['links', { name: 'v', type: 'vlan', options: Dict.of({ id: 4095 }) }, /4095 is no VLAN id/],
    ['addresses', { dev: 'br0', address: '10.0.0.300/24' }, /^addresses\[0\]\.address: /],
    [
      'routes',
      { to: '62.217.124.50/29', dev: 'a' },
      /bits behind its prefix; did you mean 62.217.124.48\/29\?/,
    ],
    ['routes', { to: '2001:db8::1/64', dev: 'a' }, /did you mean 2001:db8::\/64\?/],
    ['routes', { to: '10.0.0.0/8' }, /^routes\[0\]\.dev: is required/],
    ['routes', { to: 'default', type: 'unreachable', dev: 'a' }, /takes neither dev nor via/],
    ['routes', { to: '10.0.0.0/8', dev: 'a', table: 'public' }, /"public" is no routing table/],
    ['rules', { priority: 1, iif: 'a' }, /^rules\[0\]: needs either a table or an action/],
    ['rules', { priority: 40000, table: 5 }, /^rules\[0\]\.priority: /],
    ['rules', { priority: 5, table: 5, fwmark: 'red' }, /"red" is no mark/],
    ['neighbours', { dev: 'a', address: '10.0.0.1' }, /^neighbours\[0\]\.lladdr: is required/],
    ['fdb', { dev: 'a', lladdr: '2:0:0:0:0:1', self: true, master: true }, /either to the device itself/],
    ['sysctls', { name: 'net/../kernel/x', value: 1 }, /is not the name of a kernel setting/],
    ['sysctls', { name: 'net.ipv4.ip_forward' }, /^sysctls\[0\]\.value: is required/],
    ['chains', { tool: 'iptables', name: 'FORWARD' }, /FORWARD is a base chain/],
    [
      'chains',
      { tool: 'iptables', name: 'MW-A', rules: ['-j\nX'].map((x) => [x]) },
      /^chains\[0\]\.rules\[0\]: /,
    ],
    ['chains', { tool: 'iptables', name: 'MW-A', jumps: [Dict.of({})] }, /^chains\[0\]\.jumps\[0\]\.from: /],
    ['nft', { table: 't', text: 'flush ruleset' }, /^nft\[0\]\.text: holds commands/],
    ['nft', { table: 't', text: 'chain c { }\ndelete table inet u' }, /^nft\[0\]\.text: holds commands/],
  ])('of %s %j is refused in plain words', (section, entry, words) => {
    const { problems } = read({ [section]: [entry] });
    expect(problems.map(problemText).join('\n')).toMatch(words);
  });

  it('is told everything that is wrong at once', () => {
    const { problems } = read({
      links: [{ name: 'br0', mtu: 'x' }, { mtu: 1500 }],
      addresses: [{ dev: 'br0', address: 'y' }],
    });
    expect(problems.map(({ path }) => path)).toEqual([
      'links[0].mtu',
      'links[1].name',
      'addresses[0].address',
    ]);
  });

  it('names an object once, and nothing on a device that it removes', () => {
    expect(read({ links: [{ name: 'a' }, { name: 'a' }] }).problems[0]?.message).toMatch(
      /same object as links\[0\]/,
    );
    const gone = read({
      links: [{ name: 'a', state: 'absent' }],
      addresses: [{ dev: 'a', address: '10.0.0.1/8' }],
    });
    expect(gone.problems[0]?.message).toBe('needs a, which links[0] removes');
  });

  it.each<[Section, Entry, string]>([
    ['routes', { to: 'default', dev: 'a' }, 'route 0.0.0.0/0 table 254 metric 0'],
    ['routes', { to: 'default', via: '2001:DB8::1', dev: 'a' }, 'route ::/0 table 254 metric 1024'],
    ['rules', { priority: 5, from: '0.0.0.0/0', table: 'main' }, 'rule inet priority 5 lookup 254'],
    [
      'rules',
      { priority: 5, fwmark: '16/0xffffffff', table: 7 },
      'rule inet priority 5 fwmark 0x10 lookup 7',
    ],
    [
      'sysctls',
      { name: 'net.ipv4.conf.bond0.992.proxy_arp', value: true },
      'sysctl net/ipv4/conf/bond0.992/proxy_arp',
    ],
    [
      'sysctls',
      { name: 'net.ipv4.conf.bond0/992.proxy_arp', value: 1 },
      'sysctl net/ipv4/conf/bond0.992/proxy_arp',
    ],
    ['sysctls', { name: 'net/ipv4/ip_forward', value: 1 }, 'sysctl net/ipv4/ip_forward'],
    ['fdb', { dev: 'v', lladdr: '0:0:0:0:0:0', dst: '10.0.0.2' }, 'fdb 00:00:00:00:00:00 v self 10.0.0.2'],
  ])('of %s %j means one object', (section, entry, key) => {
    const { wishes, problems } = read({ [section]: [entry] });
    expect(problems).toEqual([]);
    expect(wishes.map(wishKey)).toEqual([key]);
  });
});
