import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromJs } from '../../value/convert.js';
import type { Dict, Value } from '../../value/types.js';
import { loadYaml } from '../../yaml/load.js';
import type { Finding, Hosts } from './finding.js';
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

function findings(role: string, given: Given): Finding[] {
  return roleValidators.get(role)!.validate(hostsOf(given));
}

/** `path: message` of each finding. */
const sentences = (role: string, given: Given): string[] =>
  findings(role, given).map(({ path, message }) => `${path}: ${message}`);

describe('bridges', () => {
  const bridge = (...entries: object[]): Given => ({ one: { bridges: entries } });

  it('accepts what the documentation shows', () => {
    const whole = {
      name: 'vlan992',
      state: 'present',
      ports: ['bond0.992'],
      foreign_ports: 'remove',
      foreign_ports_match: ['tap*'],
      stp: true,
      forward_delay: 4,
      multicast_snooping: true,
      multicast_querier: true,
      external_querier: false,
      ageing: 0,
      vlan_filtering: true,
      mtu: 9000,
      mac: '2:0:0:0:0:a',
      addresses: ['192.0.2.1/24', '2001:db8::1/64'],
      routes: [
        { to: 'default', via: '192.0.2.254', metric: 10 },
        { to: '203.0.113.0/24', via: '192.0.2.2' },
      ],
      nf_call: false,
      test_endpoints: ['192.0.2.9', '2001:db8::9'],
    };
    expect(sentences('bridges', bridge(whole, { name: 'br0' }))).toEqual([]);
    expect(sentences('bridges', { one: {}, two: { bridges: null } })).toEqual([]);
  });

  it.each<[string, object[], string[]]>([
    ['a name that is missing', [{ ports: [] }], ['bridges[0].name: is required']],
    [
      'one port of two bridges',
      [
        { name: 'a0', ports: ['eth1'] },
        { name: 'b0', ports: ['eth2', 'eth1'] },
      ],
      ['bridges[1].ports[1]: device eth1 is taken by bridges[0].ports[0]'],
    ],
    [
      'a bridge twice',
      [{ name: 'a0' }, { name: 'a0' }],
      ['bridges[1].name: bridge a0 is taken by bridges[0].name'],
    ],
    [
      'a bridge in a bridge',
      [{ name: 'a0' }, { name: 'b0', ports: ['a0'] }],
      ['bridges[1].ports[0]: a0 is itself a bridge (bridges[0])'],
    ],
    [
      'a delay without stp',
      [{ name: 'a0', forward_delay: 15 }],
      ['bridges[0].forward_delay: 15 s keep a new guest silent for nothing while stp is off'],
    ],
    [
      'a delay that stp refuses',
      [{ name: 'a0', stp: true, forward_delay: 1 }],
      ['bridges[0].forward_delay: 1 s are too few with stp'],
    ],
    [
      'snooping without a querier',
      [{ name: 'a0', multicast_snooping: true }],
      ['bridges[0].multicast_snooping: true without a querier ends IPv6 in the network after some minutes'],
    ],
    [
      'addresses without prefix',
      [{ name: 'a0', addresses: ['192.0.2.1'] }],
      ['bridges[0].addresses[0]: "192.0.2.1" is not an IP address with prefix length'],
    ],
    ['a text for a list', [{ name: 'a0', ports: 'eth1' }], ['bridges[0].ports: "eth1" is not a list']],
    [
      'a route with bits behind its prefix',
      [{ name: 'a0', routes: [{ to: '192.0.2.1/24' }] }],
      ['bridges[0].routes[0].to: 192.0.2.1/24 has bits behind its prefix'],
    ],
  ])('refuses %s', (_what, entries, expected) => {
    expect(sentences('bridges', bridge(...entries))).toEqual(expected);
  });

  it('refuses what two hosts must not share, and lets them share the rest', () => {
    const same = { name: 'a0', ports: ['eth1'], mac: '02:00:00:00:00:01', addresses: ['192.0.2.1/24'] };
    expect(findings('bridges', { one: { bridges: [same] }, two: { bridges: [same] } })).toMatchObject([
      {
        host: 'two',
        path: 'bridges[0].mac',
        message: 'MAC address 02:00:00:00:00:01 is taken by bridges[0].mac of one',
      },
      {
        host: 'two',
        path: 'bridges[0].addresses[0]',
        message: 'address 192.0.2.1 is taken by bridges[0].addresses[0] of one',
      },
    ]);
  });

  it('accepts a querier elsewhere', () => {
    const entry = { name: 'a0', multicast_snooping: true, external_querier: true };
    expect(sentences('bridges', bridge(entry))).toEqual([]);
  });
});

describe('mtu_planner', () => {
  const path = (more: object): Given => ({
    one: { mtu_planner_paths: [{ name: 'p', underlay_mtu: 1500, ...more }] },
  });

  it.each<[string, Given, string[]]>([
    [
      'a plan',
      path({
        layers: [{ type: 'vlan' }, { type: 'esp', cipher: 'aes-gcm-16' }, { type: 'vxlan', ip_version: 6 }],
      }),
      [],
    ],
    [
      'an underlay that nobody knows',
      path({ underlay_mtu: null }),
      ['mtu_planner_paths[0]: nothing says what the underlay carries'],
    ],
    [
      'an unknown layer',
      path({ layers: [{ type: 'vxlans' }] }),
      ['mtu_planner_paths[0].layers[0].type: "vxlans" is none of vlan, vxlan, esp'],
    ],
    [
      'ESP without a cipher',
      path({ layers: [{ type: 'esp' }] }),
      ['mtu_planner_paths[0].layers[0].cipher: is required'],
    ],
    [
      'a cipher without integrity',
      path({ layers: [{ type: 'esp', cipher: 'aes-cbc' }] }),
      [expect.stringContaining('mtu_planner_paths[0].layers[0]: aes-cbc needs an integrity algorithm')],
    ],
    [
      'IPv5',
      path({ layers: [{ type: 'vxlan', ip_version: 5 }] }),
      ['mtu_planner_paths[0].layers[0].ip_version: 5 is not a version of IP'],
    ],
    [
      'a target with prefix',
      path({ targets: ['192.0.2.1/24'] }),
      ['mtu_planner_paths[0].targets[0]: "192.0.2.1/24" is not an IP address'],
    ],
    [
      'a network named like a path',
      { one: { ...path({}).one, mtu_planner_networks: [{ name: 'p', type: 'flat' }] } },
      ['mtu_planner_networks[0].name: name p is taken by mtu_planner_paths[0].name'],
    ],
  ])('reads %s', (_what, given, expected) => {
    expect(sentences('mtu_planner', given)).toEqual(expected);
  });
});

describe('netns_lab', () => {
  const nodes = [{ name: 'boxA' }, { name: 'boxB', sysctl: {}, commands: ['true'] }];
  const lab = (more: object): Given => ({
    one: { netns_lab_name: 'boxes', netns_lab_nodes: nodes, ...more },
  });

  it.each<[string, Given, string[]]>([
    [
      'a lab',
      lab({
        netns_lab_switches: [{ name: 'hall' }],
        netns_lab_links: [{ a: 'boxA:eth0', b: 'hall:p1', mtu: 1400, a_addresses: ['192.0.2.1/24'] }],
        netns_lab_routes: [{ node: 'boxA', to: 'default', via: '192.0.2.2', dev: 'eth0' }],
        netns_lab_services: [{ node: 'boxB', type: 'http', port: 80 }],
      }),
      [],
    ],
    [
      'a dash in its name',
      lab({ netns_lab_name: 'two-boxes' }),
      ['netns_lab_name: "two-boxes" is not a lab\'s name'],
    ],
    [
      'a switch named like a node',
      lab({ netns_lab_switches: [{ name: 'boxA' }] }),
      ['netns_lab_switches[0].name: name boxA is taken by netns_lab_nodes[0].name'],
    ],
    [
      'a link to nowhere',
      lab({ netns_lab_links: [{ a: 'boxA', b: 'boxC:eth0' }] }),
      ['netns_lab_links[0].a: "boxA" is not an end of a link', 'netns_lab_links[0].b: the lab has no boxC'],
    ],
    [
      'two cables in one device',
      lab({
        netns_lab_links: [
          { a: 'boxA:eth0', b: 'boxB:eth0' },
          { a: 'boxA:eth0', b: 'boxB:eth1' },
        ],
      }),
      ['netns_lab_links[1].a: device eth0 of boxA is taken by netns_lab_links[0].a'],
    ],
    [
      'a route of nobody',
      lab({ netns_lab_routes: [{ node: 'hall', to: '192.0.2.1/24', via: 'x', dev: 'e' }] }),
      [
        'netns_lab_routes[0].node: the lab has no hall',
        'netns_lab_routes[0].to: 192.0.2.1/24 has bits behind its prefix',
        'netns_lab_routes[0].via: "x" is not an IP address',
      ],
    ],
    [
      'a service twice',
      lab({
        netns_lab_services: [
          { node: 'boxB', type: 'http', port: 80 },
          { node: 'boxB', type: 'http', port: 80 },
        ],
      }),
      ['netns_lab_services[1].port: service http 80 of boxB is taken by netns_lab_services[0].port'],
    ],
  ])('reads %s', (_what, given, expected) => {
    expect(sentences('netns_lab', given)).toEqual(expected);
  });
});

describe('the documented keys of a role', () => {
  it.each([
    ['bonding', 'bonds'],
    ['bridges', 'bridges'],
    ['private_vlan_pool', 'private_vlan_pools'],
    ['vlans', 'vlans'],
    ['mtu_planner', 'mtu_planner_paths'],
    ['mtu_planner', 'mtu_planner_networks'],
    ['netns_lab', 'netns_lab_nodes'],
    ['netns_lab', 'netns_lab_switches'],
    ['netns_lab', 'netns_lab_links'],
    ['netns_lab', 'netns_lab_routes'],
    ['netns_lab', 'netns_lab_services'],
  ])('%s, %s are those that the validator knows', (role, variable) => {
    const file = `roles/${role}/meta/argument_specs.yml`;
    const spec = loadYaml(readFileSync(file, 'utf8'), file);
    const options = ['argument_specs', 'main', 'options', variable, 'options'].reduce<Value>(
      (value, key) => (value as Dict).get(key)!,
      spec,
    ) as Dict;
    const unknown = Object.fromEntries([['no key of it', 1]]);
    const [finding] = findings(role, { one: { [variable]: [unknown] } }).filter(({ path }) =>
      path.endsWith('.no key of it'),
    );
    const known = finding!.fix!.replace('known are ', '').split(', ');
    expect(known.toSorted()).toEqual([...options.keys()].map(String).toSorted());
  });
});
