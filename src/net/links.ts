import { canonicalMac } from './ip.js';

/** A value of a link kind's own options, as `ip -j -d link show` prints it. */
export type LinkDatum =
  | string
  | number
  | boolean
  | null
  | readonly unknown[]
  | { readonly [key: string]: unknown };

/** One network interface as the kernel has it. */
export interface Link {
  readonly name: string;
  readonly index: number;
  /** `dummy`, `bridge`, `vxlan`, …; undefined for hardware and loopback. */
  readonly kind: string | undefined;
  /** Options of the kind (`linkinfo.info_data`). */
  readonly data: Readonly<Record<string, LinkDatum>>;
  readonly mtu: number;
  /** MAC address in canonical form; undefined for links without one. */
  readonly address: string | undefined;
  /** Bridge, bond or VRF that the link is a member of. */
  readonly master: string | undefined;
  /** The device below (VLAN, macvlan) or the other end (veth in the same namespace). */
  readonly parent: string | undefined;
  /** Administratively up. */
  readonly up: boolean;
  readonly alias: string | undefined;
}

interface LinkJson {
  readonly ifname?: string;
  readonly ifindex?: number;
  readonly flags?: readonly string[];
  readonly mtu?: number;
  readonly address?: string;
  readonly master?: string;
  readonly link?: string;
  readonly ifalias?: string;
  readonly linkinfo?: {
    readonly info_kind?: string;
    readonly info_data?: Readonly<Record<string, LinkDatum>>;
  };
}

/** Reads the output of `ip -j -d link show`. Throws a SyntaxError when it is not JSON. */
export function parseLinks(json: string): Link[] {
  if (json.trim() === '') return [];
  // iproute2 leaves empty objects behind for interfaces that a filter hides
  return (JSON.parse(json) as LinkJson[]).filter((entry) => entry.ifname !== undefined).map(link);
}

function link(entry: LinkJson): Link {
  return {
    name: entry.ifname!,
    index: entry.ifindex ?? 0,
    kind: entry.linkinfo?.info_kind,
    data: entry.linkinfo?.info_data ?? {},
    mtu: entry.mtu ?? 0,
    address: entry.address === undefined ? undefined : canonicalMac(entry.address),
    master: entry.master,
    parent: entry.link,
    up: entry.flags?.includes('UP') ?? false,
    alias: entry.ifalias,
  };
}
