import type { Words } from './object/types.js';

/** A value of a link kind's own options, as `ip -j -d link show` prints it. */
type LinkDatum = unknown;

/** How one word of `ip link` is written and shown. */
interface KindOption {
  /** Key in `linkinfo.info_data`; the word itself where left out. */
  readonly key?: string;
  /** `flag`: the word alone, `noWORD` for off; `switch`: `on`/`off`; `bit`: 1/0. */
  readonly form: 'word' | 'number' | 'switch' | 'bit' | 'flag';
  /** The kernel cannot change it on an existing link. */
  readonly fixed?: boolean;
  /** The kernel changes it only on a link that is down, or on one that is down and has no members. */
  readonly needs?: 'down' | 'empty';
  /** The name of a bit inside the shown list of flags. */
  readonly member?: string;
  /** What the kernel takes and iproute2 leaves out of its report. */
  readonly unset?: string;
  /** How ip is told to unset it. */
  readonly none?: string;
  /** What a new link, or a port that just joined its bridge, has: it need not be said, and older kernels refuse it. */
  readonly usual?: string;
  /** What stands for a value where ip reports names as numbers (`ip -N`). */
  readonly numbered?: Readonly<Record<string, string>>;
  /** A key of the same report: while that is 1, another value is shown than was set. */
  readonly hiddenBy?: string;
  /** A change lets ports forget what they learned or blocks them for a while. */
  readonly disruptive?: boolean;
}

export type KindOptions = Readonly<Record<string, KindOption>>;

const number: KindOption = { form: 'number' };
const word: KindOption = { form: 'word' };
const bit: KindOption = { form: 'bit' };
const on: KindOption = { form: 'switch', usual: '1' };
const off: KindOption = { form: 'switch', usual: '0' };
const macvlan: KindOptions = { mode: word };

/**
 * Options of link kinds: the words of `ip link … type KIND`, and where `ip -j -d` shows them. Bridge timers are
 * given to ip in 1/100 s and shown in the same unit.
 */
export const linkKinds: Readonly<Record<string, KindOptions>> = {
  dummy: {},
  ifb: {},
  veth: {},
  bridge: {
    stp_state: { form: 'bit', disruptive: true },
    forward_delay: number,
    hello_time: number,
    max_age: number,
    // a spanning tree that changes lets the bridge forget faster (802.1D, 8.5.1.10)
    ageing_time: { form: 'number', hiddenBy: 'topology_change' },
    priority: number,
    group_fwd_mask: { form: 'number', usual: '0' },
    vlan_filtering: { form: 'bit', disruptive: true, usual: '0' },
    vlan_default_pvid: { form: 'number', disruptive: true },
    mcast_snooping: bit,
    mcast_querier: bit,
    mcast_router: number,
    nf_call_iptables: { form: 'bit', usual: '0' },
    nf_call_ip6tables: { form: 'bit', usual: '0' },
    nf_call_arptables: { form: 'bit', usual: '0' },
  },
  vxlan: {
    id: { form: 'number', fixed: true },
    local: word,
    remote: word,
    group: word,
    dstport: { key: 'port', form: 'number', fixed: true },
    ttl: number,
    ageing: number,
    learning: { form: 'flag' },
    proxy: { form: 'flag', fixed: true, usual: '0' },
    external: { form: 'flag', fixed: true, usual: '0' },
    vnifilter: { form: 'flag', fixed: true, usual: '0' },
    udpcsum: { key: 'udp_csum', form: 'flag', fixed: true },
    df: { form: 'word', fixed: true, usual: 'unset' },
  },
  vlan: {
    id: { form: 'number', fixed: true },
    protocol: { form: 'word', fixed: true, numbered: { '[33024]': '802.1q', '[34984]': '802.1ad' } },
    reorder_hdr: { key: 'flags', member: 'REORDER_HDR', form: 'switch' },
    loose_binding: { key: 'flags', member: 'LOOSE_BINDING', form: 'switch' },
    gvrp: { key: 'flags', member: 'GVRP', form: 'switch' },
  },
  macvlan,
  macvtap: macvlan,
  ipvlan: { mode: { form: 'word', fixed: true } },
  tun: {
    mode: { key: 'type', form: 'word', fixed: true },
    user: { form: 'word', fixed: true, unset: '' },
    group: { form: 'word', fixed: true, unset: '' },
    multi_queue: { form: 'bit', fixed: true },
    vnet_hdr: { form: 'bit', fixed: true },
    pi: { form: 'bit', fixed: true },
  },
  bond: {
    mode: { form: 'word', needs: 'empty' },
    miimon: number,
    updelay: number,
    downdelay: number,
    // ip takes devices only; the name `ifNUMBER` is one that need not exist, and none has the highest number
    primary: { form: 'word', unset: '', none: 'if2147483647' },
    primary_reselect: word,
    fail_over_mac: { form: 'word', needs: 'empty' },
    xmit_hash_policy: word,
    lacp_rate: { key: 'ad_lacp_rate', form: 'word', needs: 'down' },
    ad_select: { form: 'word', needs: 'down' },
    min_links: number,
    all_slaves_active: { form: 'number' },
    num_grat_arp: { key: 'num_peer_notif', form: 'number' },
    resend_igmp: number,
    packets_per_slave: number,
    lp_interval: number,
    tlb_dynamic_lb: { form: 'number', needs: 'down' },
  },
  vrf: { table: { form: 'number', fixed: true } },
  geneve: { id: { form: 'number', fixed: true }, remote: word, dstport: { key: 'port', form: 'number' } },
  gre: { local: word, remote: word, key: { key: 'ikey', form: 'word' } },
  gretap: { local: word, remote: word, key: { key: 'ikey', form: 'word' } },
  sit: { local: word, remote: word },
  ipip: { local: word, remote: word },
};

/** Words of `ip link … type bridge_slave`. */
export const portOptions: KindOptions = {
  isolated: off,
  learning: on,
  flood: on,
  mcast_flood: on,
  bcast_flood: on,
  hairpin: off,
  guard: off,
  root_block: off,
  fastleave: off,
  proxy_arp: off,
  proxy_arp_wifi: off,
  neigh_suppress: off,
  vlan_tunnel: off,
  mcast_to_unicast: off,
  locked: off,
  priority: { form: 'number', usual: '32' },
  cost: { form: 'number' },
  mcast_router: { key: 'multicast_router', form: 'number', usual: '1' },
};

/** The words that give an option a value: `['learning']`, `['nolearning']`, `['stp_state', '0']`. */
export function optionWords(name: string, option: KindOption | undefined, value: string): string[] {
  if (option?.form === 'flag') return [value === '1' ? name : `no${name}`];
  if (option?.none !== undefined && value === option.unset) return [name, option.none];
  if (option?.form === 'switch') return [name, value === '1' ? 'on' : 'off'];
  return [name, value];
}

/** The canonical text of a value given by people: booleans in every spelling become 1 and 0. */
export function canonicalOption(option: KindOption | undefined, value: string): string {
  if (option?.form === 'bit' || option?.form === 'flag' || option?.form === 'switch')
    return isOn(value) ? '1' : '0';
  if (option?.form === 'number' && value.trim() !== '' && Number.isFinite(Number(value)))
    return String(Number(value));
  return value.toLowerCase();
}

/** The options of a link as the kernel shows them, in canonical text; what it does not show is left out. */
export function shownOptions(
  options: KindOptions | undefined,
  data: Readonly<Record<string, LinkDatum>>,
): Words {
  const shown: Record<string, string> = {};
  for (const [name, option] of Object.entries(options ?? {})) {
    const value = data[option.key ?? name];
    if (option.hiddenBy !== undefined && data[option.hiddenBy] === 1) continue;
    if (option.member !== undefined) {
      shown[name] = Array.isArray(value) && value.includes(option.member) ? '1' : '0';
    } else if (value !== undefined && (value === null || typeof value !== 'object')) {
      const text = value === null ? '1' : String(value);
      shown[name] = canonicalOption(option, option.numbered?.[text] ?? text);
    } else if (option.form === 'flag') {
      shown[name] = '0';
    } else if (option.unset !== undefined) {
      shown[name] = option.unset;
    }
  }
  return shown;
}

function isOn(value: string): boolean {
  return ['1', 'true', 'yes', 'on'].includes(value.toLowerCase());
}
