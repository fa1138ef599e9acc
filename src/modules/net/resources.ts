import type { Module } from '../../module/types.js';
import type { ArgOption, ArgOptions } from '../../spec/types.js';
import { defineItemModule } from './items.js';

const state = {
  choices: ['present', 'absent'],
  description: 'Whether it shall be there; `present` where left out.',
} as const satisfies ArgOption;

function texts(descriptions: Readonly<Record<string, string>>): ArgOptions {
  return Object.fromEntries(
    Object.entries(descriptions).map(([name, description]) => [name, { description }]),
  );
}

/** Routes of any table, in the words of `ip route`. */
export const netRoute: Module = defineItemModule({
  name: 'meshwright.net.net_route',
  section: () => 'routes',
  doc: {
    short: 'Manages routes of any table',
    description:
      'Adds, replaces and removes IPv4 and IPv6 routes; they carry routing protocol 109. Routes that others made are left alone.',
    examples: `- meshwright.net.net_route:
    to: 203.0.113.0/29
    dev: eth1
    table: 993
- meshwright.net.net_route:
    owner: routed/public
    purge: owned
    items:
      - {to: default, via: 203.0.113.1, dev: eth1, table: 993}
      - {to: default, type: unreachable, metric: 4278198272, table: 993}
`,
  },
  properties: {
    ...texts({
      to: 'Destination network, or `default`.',
      family: '`inet` or `inet6` where the addresses do not tell.',
      via: 'Next hop.',
      dev: 'Device.',
      table: 'Number of the table, or `main`, `local`, `default`; main where left out.',
      type: '`unicast`, `unreachable`, `blackhole`, `prohibit` or `local`.',
      metric: 'Metric.',
      src: 'Preferred source address.',
      mtu: 'MTU of the path in bytes.',
      scope: 'Scope; the kernel chooses where left out.',
    }),
    onlink: { type: 'bool', description: 'Take the next hop for reachable on the device.' },
    state,
  },
});

/** Rules of policy routing. */
export const netRule: Module = defineItemModule({
  name: 'meshwright.net.net_rule',
  section: () => 'rules',
  doc: {
    short: 'Manages rules of policy routing',
    description: 'Adds and removes rules of exactly the given selector; they carry routing protocol 109.',
    examples: `- meshwright.net.net_rule:
    items:
      - {priority: 10000, iif: tap1, table: 993}
      - {priority: 10500, iif: tap1, action: unreachable}
`,
  },
  properties: {
    ...texts({
      priority: 'Place among the rules, 1 to 32765.',
      family: '`inet` or `inet6` where the addresses do not tell.',
      iif: 'Device that the packet came in by.',
      oif: 'Device that the socket is bound to.',
      from: 'Source network.',
      to: 'Destination network.',
      fwmark: 'Mark, or mark/mask.',
      table: 'Table to look up.',
      action: '`unreachable`, `blackhole` or `prohibit` instead of a table.',
    }),
    state,
  },
});

/** Permanent neighbours and proxy entries. */
export const netNeighbour: Module = defineItemModule({
  name: 'meshwright.net.net_neighbour',
  section: () => 'neighbours',
  doc: {
    short: 'Manages permanent neighbours and proxy ARP and NDP entries',
    examples: `- meshwright.net.net_neighbour:
    dev: eth1
    address: "2001:db8::53"
    proxy: true
- meshwright.net.net_neighbour:
    dev: br-ext
    address: 192.0.2.9
    lladdr: 02:00:00:00:00:09
`,
  },
  properties: {
    ...texts({
      dev: 'Device.',
      address: 'IP address of the neighbour.',
      lladdr: 'Its MAC address.',
    }),
    proxy: { type: 'bool', description: 'Answer for the address on this device instead.' },
    state,
  },
});

/** Forwarding entries of bridges and VXLANs. */
export const netFdb: Module = defineItemModule({
  name: 'meshwright.net.net_fdb',
  section: () => 'fdb',
  doc: {
    short: 'Manages forwarding entries of bridges and VXLANs',
    examples: `- meshwright.net.net_fdb:
    items:
      - {dev: vx10, lladdr: "00:00:00:00:00:00", dst: 10.0.0.2}
      - {dev: tap1, lladdr: "02:00:00:00:00:0a", master: true}
`,
  },
  properties: {
    ...texts({
      dev: 'Device or port.',
      lladdr: 'MAC address; all zeros for the flood list of a VXLAN.',
      dst: 'Tunnel end of a VXLAN.',
      vlan: 'VLAN id.',
      vni: 'VNI, where the device carries several.',
    }),
    self: { type: 'bool', description: 'In the table of the device itself; the default with `dst`.' },
    master: { type: 'bool', description: 'In the table of its bridge; the default without `dst`.' },
    state,
  },
});

/** Kernel settings that remember what they were. */
export const netSysctl: Module = defineItemModule({
  name: 'meshwright.net.net_sysctl',
  section: () => 'sysctls',
  doc: {
    short: 'Manages kernel settings of the network',
    description:
      'Sets values at run time. `absent` gives a setting its previous value back once no other owner needs it.',
    examples: `- meshwright.net.net_sysctl:
    owner: router
    name: net.ipv4.ip_forward
    value: 1
`,
  },
  properties: {
    ...texts({ name: 'Name; a device name may hold dots.', value: 'Value.' }),
    state,
  },
});

/** Own chains and own tables of the packet filters. */
export const netFilter: Module = defineItemModule({
  name: 'meshwright.net.net_filter',
  section: (entry) => (entry.has('text') || entry.has('family') ? 'nft' : 'chains'),
  doc: {
    short: 'Manages own chains of iptables and its kin and own tables of nft',
    description:
      'A chain is loaded as a whole in one transaction and called by exactly the given jumps; rules of others stay. An entry with `text` or `family` is an nft table, replaced as a whole. Where the kernel lacks the tables that iptables is built for, `iptables-legacy` and its kin take its place.',
    examples: `- meshwright.net.net_filter:
    tool: iptables
    name: MW-RN-FWD
    rules: [[-i, tap1, "!", -s, 203.0.113.5, -j, DROP]]
    jumps: [{from: FORWARD, position: first}]
- meshwright.net.net_filter:
    family: inet
    table: mw_routed
    text: |
      chain input { type filter hook input priority 0; iifname "tap1" drop; }
`,
  },
  properties: {
    ...texts({
      tool: '`iptables`, `ip6tables`, `arptables` or `ebtables`.',
      table: 'Table; `filter` where left out.',
      name: 'Name of the chain, at most 28 characters.',
      policy: 'What an ebtables chain does at its end: `ACCEPT`, `DROP` or `RETURN`.',
      family: 'Family of the nft table: `inet`, `ip`, `ip6`, `arp`, `bridge` or `netdev`.',
      text: 'What stands between the braces of the nft table.',
    }),
    rules: { type: 'list', elements: 'raw', description: 'Rules in order, each a list of words or a text.' },
    jumps: {
      type: 'list',
      elements: 'dict',
      description: 'Where it is called: from (a chain), position (first, last), match (words).',
    },
    otherwise: {
      type: 'list',
      elements: 'dict',
      description: 'Chains that take the place of the nft table where the kernel lacks its family.',
    },
    state,
  },
});
