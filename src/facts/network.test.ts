import { describe, expect, it } from 'vitest';
import { recordedProbe } from '../../test/support/recordedFacts.js';
import { networkFacts } from './network.js';

const network = recordedProbe({
  files: {
    '/sys/class/net/eth0/address': '02:00:00:00:00:01',
    '/sys/class/net/eth0/mtu': '1500',
    '/sys/class/net/eth0/operstate': 'up',
    '/sys/class/net/eth0/type': '1',
    '/sys/class/net/eth0/flags': '0x1103',
    '/sys/class/net/br-x/type': '1',
    '/sys/class/net/br-x/operstate': 'down',
    '/sys/class/net/br-x/bridge/bridge_id': '8000.020000000001',
    '/sys/class/net/br-x/bridge/stp_state': '0',
    '/sys/class/net/br-x/brif/eth0/port_no': '0x1',
    '/sys/class/net/bond0/bonding/slaves': 'eno1 eno2',
    '/sys/class/net/bond0/bonding/mode': 'active-backup 1',
    '/sys/class/net/bond0/bonding/miimon': '100',
  },
  sections: {
    interfaces: 'bond0 bonding\nbr-x bridge\neth0\n',
    pci: '/sys/class/net/eth0/device ../../../0000:00:03.0',
    addresses: `2: eth0@if3: <BROADCAST> mtu 1500 qdisc noqueue
    link/ether 02:00:00:00:00:01 brd ff:ff:ff:ff:ff:ff
    inet 192.0.2.2/24 brd 192.0.2.255 scope global eth0
       valid_lft forever preferred_lft forever
    inet 192.0.2.3/24 brd 192.0.2.255 scope global secondary eth0
    inet 10.1.1.1 peer 10.1.1.2/32 scope global eth0:1
    inet6 fd00::2/64 scope global
    inet6 fe80::1/64 scope link`,
    route4: '8.8.8.8 via 192.0.2.1 dev eth0 src 192.0.2.2 uid 0',
    route6: '2404:6800:400a:800::1012 from :: via fe80::99 dev eth0 src fd00::2 metric 1024',
  },
});

describe('the network', () => {
  const facts = networkFacts(network);
  it.each<[string, unknown]>([
    ['interfaces', ['bond0', 'br-x', 'eth0', 'eth0_1']],
    ['all_ipv4_addresses', ['192.0.2.2', '192.0.2.3', '10.1.1.1']],
    ['all_ipv6_addresses', ['fd00::2', 'fe80::1']],
    [
      'default_ipv4',
      {
        interface: 'eth0',
        address: '192.0.2.2',
        gateway: '192.0.2.1',
        broadcast: '192.0.2.255',
        netmask: '255.255.255.0',
        network: '192.0.2.0',
        prefix: '24',
        macaddress: '02:00:00:00:00:01',
        mtu: 1500,
        type: 'ether',
        alias: 'eth0',
      },
    ],
    [
      'default_ipv6',
      {
        interface: 'eth0',
        address: 'fd00::2',
        gateway: 'fe80::99',
        prefix: '64',
        scope: 'global',
        macaddress: '02:00:00:00:00:01',
        mtu: 1500,
        type: 'ether',
      },
    ],
  ])('%s', (name, value) => {
    expect(facts[name]).toEqual(value);
  });

  it.each<[string, Record<string, unknown>]>([
    [
      'eth0',
      {
        active: true,
        promisc: true,
        pciid: '0000:00:03.0',
        ipv4: { address: '192.0.2.2' },
        ipv4_secondaries: [{ address: '192.0.2.3' }],
        ipv6: [{ address: 'fd00::2' }, { scope: 'link' }],
      },
    ],
    ['eth0_1', { ipv4: { address: '10.1.1.1', netmask: '255.255.255.255' } }],
    ['br_x', { type: 'bridge', active: false, interfaces: ['eth0'], id: '8000.020000000001', stp: false }],
    ['bond0', { type: 'bonding', slaves: ['eno1', 'eno2'], mode: 'active-backup', miimon: '100' }],
  ])('interface %s', (name, value) => {
    expect(facts[name]).toMatchObject(value);
  });
});
