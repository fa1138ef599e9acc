import { describe, expect, it } from 'vitest';
import { fromJs } from '../../value/convert.js';
import type { Hosts } from './finding.js';
import { roleValidators } from './index.js';

/** Variables by host. */
type Given = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

function hostsOf(given: Given): Hosts {
  return new Map(
    Object.entries(given).map(([host, variables]) => [
      host,
      new Map(Object.entries(variables).map(([name, value]) => [name, fromJs(value)])),
    ]),
  );
}

/** `path: message` of each finding. */
const sentences = (role: string, given: Given): string[] =>
  roleValidators
    .get(role)!
    .validate(hostsOf(given))
    .map(({ path, message }) => `${path}: ${message}`);

describe('bonding', () => {
  const bonds = (...entries: object[]): Given => ({ one: { bonds: entries } });
  const members = ['eno1', 'eno2'];

  it('accepts what the documentation shows', () => {
    const whole = {
      name: 'bond0',
      state: 'present',
      members,
      mode: 'active-backup',
      primary: 'eno1',
      primary_reselect: 'better',
      miimon: 100,
      updelay: 200,
      downdelay: 0,
      min_links: 1,
      fail_over_mac: 'follow',
      mtu: 9000,
      mac: '02:00:00:00:00:01',
      addresses: ['192.0.2.1/24'],
      routes: [{ to: 'default', via: '192.0.2.254' }],
      test_endpoints: ['192.0.2.254'],
    };
    const lacp = { name: 'b1', members: ['eno3'], mode: 4, lacp_rate: 'fast', xmit_hash_policy: 'layer3+4' };
    expect(sentences('bonding', bonds(whole, lacp, { name: 'old', state: 'absent' }))).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['no members', { name: 'b' }, 'bonds[0].members: is required'],
    ['an empty list of them', { name: 'b', members: [] }, 'bonds[0].members: is empty'],
    ['an unknown mode', { name: 'b', members, mode: 7 }, 'bonds[0].mode: "7" is none of'],
    [
      'links nobody looks at',
      { name: 'b', members, miimon: 0 },
      'bonds[0].miimon: 0 leaves dead links in use',
    ],
    [
      'a delay between two looks',
      { name: 'b', members, updelay: 250 },
      'bonds[0].updelay: 250 ms is not a multiple of miimon, 100 ms',
    ],
    [
      'a primary from outside',
      { name: 'b', members, primary: 'eno3' },
      'bonds[0].primary: eno3 is not a member',
    ],
    [
      'a primary where all are used',
      { name: 'b', members, mode: '802.3ad', primary: 'eno1' },
      'bonds[0].primary: means nothing in mode 802.3ad',
    ],
    [
      'LACP without LACP',
      { name: 'b', members, lacp_rate: 'fast' },
      'bonds[0].lacp_rate: means nothing in mode active-backup',
    ],
    [
      'a hash where one member sends',
      { name: 'b', members, xmit_hash_policy: 'layer2' },
      'bonds[0].xmit_hash_policy: means nothing in mode active-backup',
    ],
    [
      'an address that has to change',
      { name: 'b', members, mac: '02:00:00:00:00:01', fail_over_mac: 'active' },
      'bonds[0].mac: cannot be kept with fail_over_mac: active',
    ],
    [
      'an MTU beyond Ethernet',
      { name: 'b', members, mtu: 9217 },
      'bonds[0].mtu: 9217 is not an MTU of a bond',
    ],
  ])('reports %s', (_what, entry, sentence) => {
    expect(sentences('bonding', bonds(entry)).join('\n')).toContain(sentence);
  });

  it('reports a card in two bonds, a bond in a bond and an address of two hosts', () => {
    const entry = { name: 'b0', members, addresses: ['192.0.2.1/24'] };
    const given = {
      one: { bonds: [entry, { name: 'b1', members: ['eno2', 'b0'] }] },
      two: { bonds: [entry] },
    };
    expect(sentences('bonding', given)).toEqual([
      'bonds[1].members[0]: card eno2 is taken by bonds[0].members[1]',
      'bonds[1].members[1]: b0 is itself a bond (bonds[0])',
      'bonds[0].addresses[0]: address 192.0.2.1 is taken by bonds[0].addresses[0] of one',
    ]);
  });
});

describe('vlans', () => {
  const vlans = (...entries: object[]): Given => ({
    one: { vlans: entries, vlans_native: 1, bonds: [{ name: 'bond0', members: ['eno1'], mtu: 9000 }] },
  });

  it('accepts what the documentation shows', () => {
    const whole = {
      parent: 'bond0',
      id: 993,
      name: 'public',
      mtu: 1500,
      protocol: '802.1ad',
      loose_binding: true,
      reorder_hdr: false,
      mac: '02:00:00:00:00:01',
      addresses: ['192.0.2.1/24'],
      routes: [{ to: '203.0.113.0/24', via: '192.0.2.9' }],
      test_endpoints: ['192.0.2.9', '2001:db8::9'],
      state: 'present',
    };
    expect(sentences('vlans', vlans({ parent: 'bond0', id: 992 }, whole))).toEqual([]);
  });

  it.each<[string, object[], string[]]>([
    ['a number in quotes', [{ parent: 'e0', id: '992' }], ['vlans[0].id: "992" is a text, not a number']],
    ['a number that no tag has', [{ parent: 'e0', id: 4095 }], ['vlans[0].id: 4095 is not a VLAN id']],
    [
      'the VLAN that has no tag',
      [{ parent: 'e0', id: 1 }],
      ['vlans[0].id: 1 is the native VLAN, whose frames carry no tag'],
    ],
    [
      'one number twice',
      [
        { parent: 'e0', id: 5 },
        { parent: 'e0', id: 5, name: 'again' },
      ],
      ['vlans[1].id: VLAN 802.1Q 5 of e0 is taken by vlans[0].id'],
    ],
    [
      'more than the bond carries',
      [{ parent: 'bond0', id: 5, mtu: 9100 }],
      ['vlans[0].mtu: 9100 is more than the 9000 of bond0'],
    ],
    [
      'a name that becomes too long',
      [{ parent: 'enp129s0f1np1', id: 992 }],
      ['vlans[0].id: the VLAN would be called enp129s0f1np1.992, which has 17 bytes of at most 15'],
    ],
  ])('reports %s', (_what, entries, expected) => {
    expect(sentences('vlans', vlans(...entries))).toEqual(expected);
  });
});

describe('private_vlan_pool', () => {
  const pools = (...entries: object[]): Given => ({
    one: { private_vlan_pools: entries, vlans: [{ parent: 'bond0', id: 2003 }] },
  });

  it('accepts what the documentation shows', () => {
    const whole = { parent: 'eno1', first: 1, last: 20, offset: 2000, prefix: 'lan', mtu: 1500 };
    expect(sentences('private_vlan_pool', pools(whole, { parent: 'eno1', first: 1, last: 1 }))).toEqual([]);
  });

  it.each<[string, object[], string]>([
    [
      'an end before the beginning',
      [{ parent: 'e0', first: 3, last: 2 }],
      'private_vlan_pools[0].last: 2 is less than first, which is 3',
    ],
    [
      'numbers beyond the last VLAN',
      [{ parent: 'e0', first: 90, last: 95, offset: 4000 }],
      'private_vlan_pools[0].last: 95 with offset 4000 is VLAN 4095, the largest is 4094',
    ],
    [
      'a VLAN of role vlans',
      [{ parent: 'bond0', first: 1, last: 9, offset: 2000 }],
      'private_vlan_pools[0].first: VLAN 2003 of bond0 is taken by vlans[0]',
    ],
    [
      'pools that overlap',
      [
        { parent: 'e0', first: 1, last: 5 },
        { parent: 'e0', first: 5, last: 9, prefix: 'lan' },
      ],
      'private_vlan_pools[1].first: VLAN 5 of e0 is taken by private_vlan_pools[0].first',
    ],
    [
      'a prefix with a digit',
      [{ parent: 'e0', first: 1, last: 5, prefix: 'p1' }],
      'private_vlan_pools[0].prefix: "p1" does not begin a bridge\'s name',
    ],
  ])('reports %s', (_what, entries, sentence) => {
    expect(sentences('private_vlan_pool', pools(...entries))).toContain(sentence);
  });
});
