import type { FilterPrograms, FilterTool } from '../../../net/object/types.js';
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

/** How the kernel module of a link type is called where it differs. */
const modules: Readonly<Record<string, string>> = {
  bond: 'bonding',
  gre: 'ip_gre',
  gretap: 'ip_gre',
  vlan: '8021q',
};

/** How the configuration option of a family is called where it differs. */
const familyOptions: Readonly<Record<string, string>> = { ip: 'IPV4', ip6: 'IPV6' };

/** A link type or family of nftables to try in a throw-away namespace, for the names that may have to be created. */
export interface Trial {
  readonly type: string;
  /** Filter tools whose chains are wanted where the kernel lacks the type. */
  readonly otherwise: readonly FilterTool[];
  /** The command that shows that the host has one already; `has_table` of the read frame for a table. */
  readonly present: readonly string[];
  /** The command that shows whether the kernel has it. */
  readonly words: readonly string[];
}

/** The trials for links and tables that a document may create: one for each type and family. */
export function trialsOf(wishes: readonly Wish[]): Trial[] {
  const trials = wishes.flatMap(({ object, state, creates, otherwise = [] }): Trial[] => {
    if (object.kind === 'nft' && state === 'present') {
      const { family, table } = object;
      const words = ['nft', 'add', 'table', family, 'mw-trial'];
      const tools = otherwise.flatMap((other) => (other.object.kind === 'chain' ? [other.object.tool] : []));
      const present = ['has_table', `${family} ${table}`];
      return [{ type: `nft-${family}`, present, words, otherwise: [...new Set(tools)] }];
    }
    if (object.kind !== 'link' || state === 'absent' || !creates || !Object.hasOwn(drivers, object.type))
      return [];
    const filtering = object.type === 'bridge' && object.options.vlan_filtering === '1';
    const words = [
      'ip',
      'link',
      'add',
      'name',
      'mw-trial',
      'type',
      object.type,
      ...(filtering ? ['vlan_filtering', '1'] : []),
    ];
    const there = ['test', '-e', `/sys/class/net/${object.name}`];
    // a driver that is loaded needs no trial
    const present = filtering
      ? there
      : [...there, '-o', '-d', `/sys/module/${modules[object.type] ?? object.type}`];
    return [{ type: filtering ? 'vlan_filtering' : object.type, present, words, otherwise: [] }];
  });
  return trials.filter((trial) => trial.type !== 'tun');
}

/** One sentence for each family of nftables that a document needs and the kernel lacks. */
export function lackingFamilies(wishes: readonly Wish[], lacking: ReadonlySet<string>): string[] {
  const needed = wishes.flatMap(({ object, state }) =>
    object.kind === 'nft' && state === 'present' ? [object.family] : [],
  );
  return [...lacking].filter((family) => needed.includes(family)).map((family) => lackText(`nft-${family}`));
}

/** One sentence about families of nftables in whose place a document's chains stand, with the programs that load them. */
export function replacedText(
  families: ReadonlySet<string>,
  wishes: readonly Wish[],
  programs: FilterPrograms,
): string[] {
  const tools = new Set(wishes.flatMap(({ object }) => (object.kind === 'chain' ? [object.tool] : [])));
  const names = [...tools].map((tool) => programs.get(tool)?.program ?? tool).join(', ');
  return [...families].map((family) => `${lackText(`nft-${family}`)}: chains of ${names} take its place`);
}

/** One sentence for a type that the kernel answered it does not have. */
export function lackText(type: string): string {
  if (type === 'vlan_filtering')
    return 'kernel lacks VLAN filtering of bridges (CONFIG_BRIDGE_VLAN_FILTERING)';
  const family = /^nft-(.+)/.exec(type)?.[1];
  if (family !== undefined)
    return `kernel lacks family ${family} of nftables (CONFIG_NF_TABLES_${familyOptions[family] ?? family.toUpperCase()})`;
  const [name, option] = drivers[type] ?? [type, ''];
  return `kernel lacks ${name}${option && ` (${option})`}`;
}
