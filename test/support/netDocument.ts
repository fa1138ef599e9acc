import { Dict, type Value } from '../../src/value/types.js';

/** One entry of a section. */
export type NetEntry = Readonly<Record<string, Value>>;

/** A document of net_state by section; other arguments are texts. */
export interface NetDocumentText {
  readonly [section: string]: readonly NetEntry[] | string;
}

/** The arguments of net_state for a document. */
export function netArguments(document: NetDocumentText): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(document).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : value.map((entry) => Dict.of(entry)),
    ]),
  );
}

/** Objects of every kind that a kernel without modules can hold. */
export const everyKind: NetDocumentText = {
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
