import type { KindOptions } from '../../kinds.js';
import type { Words } from '../../object/types.js';

/** How one option of a link is written in a networkd file. */
interface Setting {
  readonly key: string;
  readonly text?: (value: string) => string;
}

type Settings = Readonly<Record<string, Setting>>;

/** The section of a link kind in a `.netdev` file, with its settings in order. */
interface NetdevKind {
  readonly kind: string;
  readonly section: string;
  readonly settings: Settings;
}

const yes = (value: string): string => (value === '1' ? 'yes' : 'no');
const upper = (value: string): string => value.toUpperCase();
const hundredths = (value: string): string => `${Number(value) / 100}s`.replace(/^0s$/, '0');
const milliseconds = (value: string): string => `${value}ms`;
const word = (key: string): Setting => ({ key });
const flag = (key: string): Setting => ({ key, text: yes });
const seconds = (key: string): Setting => ({ key, text: hundredths });
const tunnel: Settings = { local: word('Local'), remote: word('Remote'), key: word('Key') };
const macvlan: Settings = { mode: word('Mode') };
const tap: Settings = {
  user: word('User'),
  group: word('Group'),
  multi_queue: flag('MultiQueue'),
  vnet_hdr: flag('VNetHeader'),
  pi: flag('PacketInfo'),
};

/** Link kinds that networkd can make, by ip's name (systemd.netdev(5)). */
export const netdevKinds: Readonly<Record<string, NetdevKind>> = {
  bridge: {
    kind: 'bridge',
    section: 'Bridge',
    settings: {
      stp_state: flag('STP'),
      forward_delay: seconds('ForwardDelaySec'),
      hello_time: seconds('HelloTimeSec'),
      max_age: seconds('MaxAgeSec'),
      ageing_time: seconds('AgeingTimeSec'),
      priority: word('Priority'),
      group_fwd_mask: word('GroupForwardMask'),
      vlan_filtering: flag('VLANFiltering'),
      vlan_default_pvid: word('DefaultPVID'),
      mcast_snooping: flag('MulticastSnooping'),
      mcast_querier: flag('MulticastQuerier'),
    },
  },
  bond: {
    kind: 'bond',
    section: 'Bond',
    settings: {
      mode: word('Mode'),
      miimon: { key: 'MIIMonitorSec', text: milliseconds },
      updelay: { key: 'UpDelaySec', text: milliseconds },
      downdelay: { key: 'DownDelaySec', text: milliseconds },
      primary_reselect: word('PrimaryReselectPolicy'),
      fail_over_mac: word('FailOverMACPolicy'),
      xmit_hash_policy: word('TransmitHashPolicy'),
      lacp_rate: word('LACPTransmitRate'),
      min_links: word('MinLinks'),
      ad_select: word('AdSelect'),
      all_slaves_active: flag('AllSlavesActive'),
      num_grat_arp: word('GratuitousARP'),
      packets_per_slave: word('PacketsPerSlave'),
      resend_igmp: word('ResendIGMP'),
      lp_interval: word('LearnPacketIntervalSec'),
    },
  },
  vlan: {
    kind: 'vlan',
    section: 'VLAN',
    settings: {
      id: word('Id'),
      protocol: word('Protocol'),
      reorder_hdr: flag('ReorderHeader'),
      loose_binding: flag('LooseBinding'),
      gvrp: flag('GVRP'),
    },
  },
  vxlan: {
    kind: 'vxlan',
    section: 'VXLAN',
    settings: {
      id: word('VNI'),
      local: word('Local'),
      remote: word('Remote'),
      group: word('Group'),
      dstport: word('DestinationPort'),
      ttl: word('TTL'),
      ageing: word('FDBAgeingSec'),
      learning: flag('MacLearning'),
      proxy: flag('ReduceARPProxy'),
      external: flag('External'),
      udpcsum: flag('UDPChecksum'),
      df: { key: 'IPDoNotFragment', text: (value) => ({ set: 'yes', unset: 'no' })[value] ?? value },
    },
  },
  veth: { kind: 'veth', section: 'Peer', settings: {} },
  dummy: { kind: 'dummy', section: '', settings: {} },
  ifb: { kind: 'ifb', section: '', settings: {} },
  macvlan: { kind: 'macvlan', section: 'MACVLAN', settings: macvlan },
  macvtap: { kind: 'macvtap', section: 'MACVTAP', settings: macvlan },
  ipvlan: { kind: 'ipvlan', section: 'IPVLAN', settings: { mode: { key: 'Mode', text: upper } } },
  tap: { kind: 'tap', section: 'Tap', settings: tap },
  tun: { kind: 'tun', section: 'Tun', settings: tap },
  vrf: { kind: 'vrf', section: 'VRF', settings: { table: word('Table') } },
  geneve: {
    kind: 'geneve',
    section: 'GENEVE',
    settings: { id: word('Id'), remote: word('Remote'), dstport: word('DestinationPort') },
  },
  gre: { kind: 'gre', section: 'Tunnel', settings: tunnel },
  gretap: { kind: 'gretap', section: 'Tunnel', settings: tunnel },
  sit: { kind: 'sit', section: 'Tunnel', settings: tunnel },
  ipip: { kind: 'ipip', section: 'Tunnel', settings: tunnel },
};

/** Settings of a bridge port in the section `[Bridge]` of a `.network` file. */
export const portSettings: Settings = {
  isolated: flag('Isolated'),
  learning: flag('Learning'),
  flood: flag('UnicastFlood'),
  mcast_flood: flag('MulticastFlood'),
  hairpin: flag('HairPin'),
  fastleave: flag('FastLeave'),
  proxy_arp: flag('ProxyARP'),
  proxy_arp_wifi: flag('ProxyARPWiFi'),
  neigh_suppress: flag('NeighborSuppression'),
  mcast_to_unicast: flag('MulticastToUnicast'),
  priority: word('Priority'),
  cost: word('Cost'),
  mcast_router: {
    key: 'MulticastRouter',
    text: (value) => ({ 0: 'no', 1: 'query', 2: 'permanent', 3: 'temporary' })[value] ?? value,
  },
};

/**
 * The settings for options, in the table's order, and the names of those that it does not have; one at its `usual`
 * value needs none.
 */
export function optionSettings(
  table: Settings,
  options: Words,
  known: KindOptions | undefined,
): { settings: [key: string, value: string][]; missing: string[] } {
  const settings = Object.entries(table).flatMap(([name, { key, text }]): [string, string][] => {
    const value = options[name];
    return value === undefined ? [] : [[key, text?.(value) ?? value]];
  });
  return {
    settings,
    missing: Object.entries(options).flatMap(([name, value]) =>
      name in table || known?.[name]?.usual === value ? [] : [name],
    ),
  };
}
