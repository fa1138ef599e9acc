/** Words of `ip` with their canonical values: options of a link kind or of a bridge port. */
export type Words = Readonly<Record<string, string>>;

/** A network interface. Empty strings and a zero MTU stand for "none" or "the kernel's choice". */
export interface LinkObject {
  readonly kind: 'link';
  readonly name: string;
  /** `bridge`, `vlan`, `veth`, …; empty for hardware and loopback. */
  readonly type: string;
  readonly up: boolean;
  /** Bytes. */
  readonly mtu: number;
  /** MAC address in canonical form. */
  readonly address: string;
  /** Bridge, bond or VRF that the link is a member of. */
  readonly master: string;
  /** Device below a VLAN, macvlan or vxlan. */
  readonly parent: string;
  /** Other end of a veth pair in the same namespace. */
  readonly peer: string;
  readonly alias: string;
  readonly options: Words;
  /** Settings as a port of its bridge. */
  readonly port: Words;
}

export interface AddressObject {
  readonly kind: 'address';
  readonly dev: string;
  readonly family: 4 | 6;
  /** Canonical address without prefix. */
  readonly address: string;
  readonly prefix: number;
  /** Other end of a point-to-point address; empty without. */
  readonly peer: string;
  readonly scope: string;
  /** IPv4 label; the device's name where none was given. */
  readonly label: string;
  /** Has a lifetime: made by DHCP or router advertisements. */
  readonly dynamic: boolean;
}

export interface RouteObject {
  readonly kind: 'route';
  readonly family: 4 | 6;
  /** Canonical prefix; `0.0.0.0/0` or `::/0` for the default route. */
  readonly to: string;
  readonly table: number;
  readonly metric: number;
  /** `unicast`, `unreachable`, `blackhole`, `prohibit`, `local`. */
  readonly type: string;
  readonly via: string;
  readonly dev: string;
  readonly src: string;
  readonly mtu: number;
  readonly onlink: boolean;
  readonly scope: string;
  readonly protocol: string;
  /** Hops of a multipath route, as `via ADDRESS dev DEVICE weight N`; empty for a route with one hop. */
  readonly hops: readonly string[];
}

export interface RuleObject {
  readonly kind: 'rule';
  readonly family: 4 | 6;
  readonly priority: number;
  readonly iif: string;
  readonly oif: string;
  /** Canonical prefix, empty for all. */
  readonly from: string;
  readonly to: string;
  /** `0x10` or `0x10/0xff`, empty for none. */
  readonly fwmark: string;
  /** 0 where an action stands instead. */
  readonly table: number;
  /** `unreachable`, `blackhole`, `prohibit`, or empty for a look-up. */
  readonly action: string;
  readonly protocol: string;
}

export interface NeighbourObject {
  readonly kind: 'neighbour';
  readonly dev: string;
  readonly address: string;
  /** Answer for the address instead of resolving it. */
  readonly proxy: boolean;
  /** Empty for a proxy entry. */
  readonly lladdr: string;
  readonly protocol: string;
}

export interface FdbObject {
  readonly kind: 'fdb';
  readonly dev: string;
  readonly lladdr: string;
  readonly dst: string;
  readonly vlan: number;
  readonly vni: number;
  /** The device's own table (vxlan) or its bridge's. */
  readonly side: 'self' | 'master';
  readonly state: 'permanent' | 'static';
}

export interface SysctlObject {
  readonly kind: 'sysctl';
  /** Path below /proc/sys with slashes. */
  readonly name: string;
  readonly value: string;
}

export const filterTools = ['iptables', 'ip6tables', 'arptables', 'ebtables'] as const;
export type FilterTool = (typeof filterTools)[number];

/**
 * How filter tools are called on a host where that differs from their names, such as `iptables-legacy` where the kernel
 * has no nftables; `restores: false` for one without a restore program that needs no Perl.
 */
export type FilterPrograms = ReadonlyMap<string, { readonly program: string; readonly restores?: boolean }>;

/** The call of an own chain from another one. */
export interface Jump {
  readonly from: string;
  readonly position: 'first' | 'last';
  /** The matches before `-j`, as the tool takes them. */
  readonly match: string;
}

export interface ChainObject {
  readonly kind: 'chain';
  readonly tool: FilterTool;
  readonly table: string;
  readonly name: string;
  /** `-` but for ebtables' chains. */
  readonly policy: string;
  /** Rules in order, in the words of a restore file. */
  readonly rules: readonly string[];
  readonly jumps: readonly Jump[];
}

export interface NftObject {
  readonly kind: 'nft';
  readonly family: string;
  readonly table: string;
  /** What stands between the braces of the table. */
  readonly text: string;
}

/** Everything that a plan can create, change and remove. */
export type NetObject =
  | LinkObject
  | AddressObject
  | RouteObject
  | RuleObject
  | NeighbourObject
  | FdbObject
  | SysctlObject
  | ChainObject
  | NftObject;

export type NetKind = NetObject['kind'];

/** The objects of one network namespace by their key, in the kernel's order. */
export type NetState = ReadonlyMap<string, NetObject>;

/** Routing protocol number that marks what this program made (`ip route … proto 109`). */
export const ownProtocol = '109';
