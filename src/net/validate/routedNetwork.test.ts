import { describe, expect, it } from 'vitest';
import { fromJs } from '../../value/convert.js';
import type { Hosts } from './finding.js';
import { routedNetwork } from './routedNetwork.js';

/** Variables by host. */
type Given = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

function sentences(given: Given): string[] {
  const hosts: Hosts = new Map(
    Object.entries(given).map(([host, variables]) => [
      host,
      new Map(Object.entries(variables).map(([name, value]) => [name, fromJs(value)])),
    ]),
  );
  return routedNetwork.validate(hosts).map(({ path, message }) => `${path}: ${message}`);
}

const network = {
  name: 'public_993',
  table: 993,
  uplink: 'bond0.993',
  subnet4: '62.217.124.48/29',
  gateway4: '62.217.124.49',
  arp_ip: '62.217.124.54',
};
const six = { ...network, subnet6: '2001:db8::/64', gateway6: '2001:db8::1' };
const guest = { tap: 'tap0', network: 'public_993', ip4: '62.217.124.53', mac: 'aa:0:0:94:ed:49' };
const other = { tap: 'tap1', network: 'public_993', ip4: '62.217.124.52', mac: 'aa:00:00:94:ed:50' };

const one = (networks: object[], guests: object[] = [], more: object = {}): Given => ({
  cn1: { routed_networks: networks, guests, ...more },
});

describe('routed_network', () => {
  it('accepts networks of both families, guests of other hosts, and the same arp_ip on all hosts', () => {
    const whole = {
      ...six,
      uplink6: 'vlan6',
      gateway6: 'fe80::1',
      role: 'vmc',
      host_reach: true,
      fail_closed: false,
      proxy_delay: 10,
      anti_spoof: false,
      guest_mac: '02:6d:77:00:00:02',
      rule_pref: 10100,
      probes: [{ host: 'gw', dev: 'eth1' }],
      state: 'present',
    };
    const guests = [
      { ...guest, host: 'cn1' },
      { ...other, host: 'cn2', ip6: '2001:db8::52' },
      { ...other, tap: 'tap2', ip4: undefined, mac: '02:00:00:00:00:09', disable: ['ip4'], host: 'cn2' },
      { ...guest, state: 'absent' },
    ];
    const vlans = [{ parent: 'bond0', id: 993 }];
    const host = { routed_networks: [whole], guests, vlans };
    expect(sentences({ cn1: host, cn2: host })).toEqual([]);
    expect(sentences({ cn1: {}, cn2: { routed_networks: null } })).toEqual([]);
  });

  it('accepts a gateway that hides its guests', () => {
    const gateway = { ...network, role: 'both', masquerade_out: 'eth0', arp_ip: undefined };
    expect(sentences(one([gateway], [guest]))).toEqual([]);
  });

  it.each<[string, Given, string[]]>([
    [
      'a gateway outside',
      one([{ ...network, gateway4: '62.217.124.1' }]),
      ['routed_networks[0].gateway4: 62.217.124.1 is not inside 62.217.124.48/29'],
    ],
    [
      "a gateway that is the network's own address",
      one([{ ...network, gateway4: '62.217.124.48' }]),
      ['routed_networks[0].gateway4: 62.217.124.48 is the address of the network 62.217.124.48/29 itself'],
    ],
    [
      'a broadcast address',
      one([network], [{ ...guest, ip4: '62.217.124.55' }]),
      ['guests[0].ip4: 62.217.124.55 is the broadcast address of 62.217.124.48/29'],
    ],
    [
      'an arp_ip that is the gateway',
      one([{ ...network, arp_ip: '62.217.124.49' }]),
      ['routed_networks[0].arp_ip: 62.217.124.49 is the gateway'],
    ],
    ['no arp_ip', one([{ ...network, arp_ip: undefined }]), ['routed_networks[0].arp_ip: is required']],
    [
      'no network at all',
      one([{ name: 'a', table: 1, uplink: 'u0' }]),
      ['routed_networks[0]: has neither subnet4 nor subnet6'],
    ],
    [
      'a link-local subnet without gateway',
      one([{ ...network, subnet6: '2001:db8::/64' }]),
      ['routed_networks[0].gateway6: is required'],
    ],
    [
      'host bits',
      one([{ ...network, subnet4: '62.217.124.50/29' }]),
      ['routed_networks[0].subnet4: 62.217.124.50/29 has bits behind its prefix'],
    ],
    [
      'one uplink and one table for two networks, and networks that overlap',
      one([network, { ...network, name: 'b', subnet4: '62.217.124.0/24', arp_ip: '62.217.124.9' }]),
      [
        'routed_networks[1].table: table 993 is taken by routed_networks[0].table',
        'routed_networks[1].uplink: uplink bond0.993 is taken by routed_networks[0].uplink',
        'routed_networks[1].subnet4: 62.217.124.0/24 overlaps 62.217.124.48/29 of routed_networks[0]',
      ],
    ],
    [
      'a VLAN that nobody makes',
      one([network], [], { vlans: [{ parent: 'bond0', id: 992 }] }),
      ["routed_networks[0].uplink: bond0.993 is none of this host's VLANs"],
    ],
    [
      'the gateway, or the arp_ip, as a guest',
      one(
        [network],
        [
          { ...guest, ip4: '62.217.124.49' },
          { ...other, ip4: '62.217.124.54' },
        ],
      ),
      [
        'guests[0].ip4: 62.217.124.49 is the gateway of public_993',
        'guests[1].ip4: 62.217.124.54 is the arp_ip of routed_networks[0]',
      ],
    ],
    [
      'a guest on two hosts',
      {
        cn1: { routed_networks: [network], guests: [guest] },
        cn2: { routed_networks: [network], guests: [guest] },
      },
      [
        'guests[0].mac: MAC address aa:00:00:94:ed:49 is taken by guests[0].mac of cn1',
        'guests[0].ip4: address 62.217.124.53 is taken by guests[0].ip4 of cn1',
      ],
    ],
    [
      'a guest of one host with the arp_ip of another',
      {
        cn1: { routed_networks: [network] },
        cn2: {
          routed_networks: [{ ...network, arp_ip: '62.217.124.51' }],
          guests: [{ ...guest, ip4: '62.217.124.54' }],
        },
      },
      ['guests[0].ip4: 62.217.124.54 is the arp_ip of routed_networks[0] of cn1'],
    ],
    [
      'different taps for one network',
      {
        cn1: { routed_networks: [network] },
        cn2: { routed_networks: [{ ...network, guest_mac: '02:00:00:00:00:01' }] },
      },
      [
        'routed_networks[0].guest_mac: 02:00:00:00:00:01 differs from 02:6d:77:00:00:01 in routed_networks[0] of cn1',
      ],
    ],
    [
      'a tap that is the uplink',
      one([network], [{ ...guest, tap: 'bond0.993' }]),
      ['guests[0].tap: bond0.993 is the uplink of a network'],
    ],
    [
      'an unknown network and an unknown key',
      one([network], [{ ...guest, network: 'public_99', ipv4: '1.2.3.4' }]),
      [
        'guests[0].ipv4: is not known here',
        'guests[0].network: public_99 is none of routed_networks of this host',
      ],
    ],
    ['no address', one([network], [{ ...guest, ip4: undefined }]), ['guests[0].ip4: is required']],
    [
      'an IPv6 address that does not follow',
      one([{ ...six, subnet6: '2001:db8::/112' }], [guest]),
      ['guests[0].ip6: is required in a /112'],
    ],
    [
      'guests of a mere gateway',
      one([{ ...network, role: 'gateway' }], [guest]),
      ['guests[0].network: public_993 has no guests on its gateway'],
    ],
    [
      'masquerading where the gateway is another host',
      one([{ ...network, masquerade_out: 'eth0' }]),
      ['routed_networks[0].masquerade_out: is of no use where the gateway is another host'],
    ],
  ])('reports %s', (_what, given, expected) => {
    expect(sentences(given)).toEqual(expected);
  });
});
