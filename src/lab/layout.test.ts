import { describe, expect, it } from 'vitest';
import { addressBatch, cablesOf, linkBatch, membersOf, sharedNetworks, tapOf } from './layout.js';
import { parseTopology } from './topology.js';

const topology = parseTopology(
  `name: t
networks:
  management: { controller: 10.0.0.254/24 }
  underlay: { mtu: 9000 }
hosts:
  a: { interfaces: { management: 10.0.0.1/24, underlay: 192.0.2.1/24 }, openvswitch: true, tunnels: underlay }
  b: { interfaces: { underlay: { name: ul0 } } }
guests:
  vm: { host: a, bridge: br0, address: 10.9.0.1/24, mtu: 1450 }
  a-very-long-guest-name: { host: a, bridge: br0, address: 10.9.0.2/24 }
stations:
  web: { interfaces: { underlay: 192.0.2.80/24 } }
`,
  'lab.yaml',
);

describe('the cables of a lab', () => {
  it('have the MTU of their network and ports with short names', () => {
    expect(
      cablesOf(topology).map(({ member, port, mtu, card }) => `${member}.${card.name} ${port} ${mtu}`),
    ).toEqual(['a.eth0 h0n0 1500', 'a.eth1 h0n1 9000', 'b.ul0 h1n0 9000', 'web.eth0 h2n0 9000']);
  });

  it('to guests are named after them while the name fits a link', () => {
    expect(topology.guests.map((guest) => tapOf(topology, guest))).toEqual(['tap-vm', 'tap1']);
  });
});

describe('the batches', () => {
  it('give only networks with a controller address to the controller', () => {
    const added = linkBatch(topology).match(/^addr add .*$/gm);
    expect(added).toEqual(['addr add 10.0.0.254/24 dev management']);
  });

  it('move a tap into its host', () => {
    expect(linkBatch(topology)).toContain('link set dev g0 netns a name tap-vm\n');
  });

  it('leave the address of a card to Open vSwitch', () => {
    const host = topology.hosts[0]!;
    expect(addressBatch(host.interfaces, '10.0.0.254', host.tunnels)).toBe(
      'link set lo up\nlink set dev eth0 up\naddr add 10.0.0.1/24 dev eth0\nlink set dev eth1 up\nroute add default via 10.0.0.254\n',
    );
  });
});

describe('a lab with hosts on the full kernel', () => {
  const mixed = parseTopology(
    `name: mixed
networks:
  management: { controller: 10.0.0.254/24 }
  public: {}
  wire: { cable: true, mtu: 9000 }
hosts:
  a: { kernel: full, interfaces: { management: 10.0.0.1/24, wire: { name: w0 } } }
  b: { kernel: full, interfaces: { management: 10.0.0.2/24, wire: { name: w0 } } }
  c: { kernel: machine, interfaces: { management: 10.0.0.3/24, public: {} } }
guests:
  vm: { host: a, bridge: br0, address: 10.9.0.1/24 }
`,
    'lab.yaml',
  );

  it('has only the networks in both kernels that somebody in the full one is part of', () => {
    expect(sharedNetworks(mixed).map((network) => network.name)).toEqual(['management']);
  });

  it('splits members between the kernels, guests with their hosts', () => {
    const names = (kernel: 'machine' | 'full') => membersOf(mixed, kernel).map((member) => member.name);
    expect(names('machine')).toEqual(['c']);
    expect(names('full')).toEqual(['a', 'b', 'vm']);
  });

  it('joins a switch of both by a tap, with the controller on the outside', () => {
    expect(linkBatch(mixed, 'machine')).toContain('tuntap add dev u0 mode tap\n');
    expect(linkBatch(mixed, 'machine')).toContain('addr add 10.0.0.254/24 dev management\n');
    expect(linkBatch(mixed, 'full')).toContain('link set dev vec0 master management up\n');
    expect(linkBatch(mixed, 'full')).not.toContain('10.0.0.254');
  });

  it('has cables without a switch', () => {
    expect(linkBatch(mixed, 'full')).toContain(
      'link add name w0 netns a mtu 9000 type veth peer name w0 mtu 9000 netns b\n',
    );
    expect(linkBatch(mixed, 'full')).not.toContain('name wire type bridge');
  });
});
