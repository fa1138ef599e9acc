import type { Wish } from '../../../net/plan/wish.js';

/** What the kernel calls the driver of a link type: name for people and configuration option. */
const drivers: Readonly<Record<string, readonly [string, string]>> = {
  bond: ['bonding', 'CONFIG_BONDING'],
  bridge: ['bridges', 'CONFIG_BRIDGE'],
  dummy: ['dummy devices', 'CONFIG_DUMMY'],
  geneve: ['Geneve', 'CONFIG_GENEVE'],
  gre: ['GRE', 'CONFIG_NET_IPGRE'],
  gretap: ['GRE', 'CONFIG_NET_IPGRE'],
  ifb: ['ifb', 'CONFIG_IFB'],
  ipip: ['IPIP', 'CONFIG_NET_IPIP'],
  ipvlan: ['ipvlan', 'CONFIG_IPVLAN'],
  macvlan: ['macvlan', 'CONFIG_MACVLAN'],
  macvtap: ['macvtap', 'CONFIG_MACVTAP'],
  sit: ['SIT', 'CONFIG_IPV6_SIT'],
  tun: ['TUN/TAP', 'CONFIG_TUN'],
  veth: ['veth', 'CONFIG_VETH'],
  vlan: ['802.1Q VLANs', 'CONFIG_VLAN_8021Q'],
  vrf: ['VRF', 'CONFIG_NET_VRF'],
  vxlan: ['VXLAN', 'CONFIG_VXLAN'],
};

/** A link type to try in a throw-away namespace, for the names that may have to be created. */
export interface Trial {
  readonly name: string;
  readonly type: string;
  /** Words of `ip link add` that show whether the kernel has it. */
  readonly words: readonly string[];
}

/** The trials for links that a document may create: one for each type. */
export function trialsOf(wishes: readonly Wish[]): Trial[] {
  const trials = wishes.flatMap(({ object, state, creates }): Trial[] => {
    if (object.kind !== 'link' || state === 'absent' || !creates || !Object.hasOwn(drivers, object.type))
      return [];
    const filtering = object.type === 'bridge' && object.options.vlan_filtering === '1';
    const words = [
      'link',
      'add',
      'name',
      'mw-trial',
      'type',
      object.type,
      ...(filtering ? ['vlan_filtering', '1'] : []),
    ];
    return [{ name: object.name, type: filtering ? 'vlan_filtering' : object.type, words }];
  });
  return trials.filter((trial) => trial.type !== 'tun');
}

/** One sentence for a type that the kernel answered it does not have. */
export function lackText(type: string): string {
  if (type === 'vlan_filtering')
    return 'kernel lacks VLAN filtering of bridges (CONFIG_BRIDGE_VLAN_FILTERING)';
  const [name, option] = drivers[type] ?? [type, ''];
  return `kernel lacks ${name}${option && ` (${option})`}`;
}
