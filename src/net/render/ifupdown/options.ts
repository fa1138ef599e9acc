import { linkKinds, optionWords } from '../../kinds.js';
import type { LinkObject, Words } from '../../object/types.js';
import { shellWord } from '../shellWord.js';
import type { StanzaLine } from './lines.js';

const switchWord = (value: string): string => (value === '1' ? 'on' : 'off');
const seconds = (value: string): string => String(Number(value) / 100);

/** Options that bridge-utils' scripts take, in its order; with the text of a value. */
const bridgeWords: Readonly<Record<string, readonly [name: string, text?: (value: string) => string]>> = {
  stp_state: ['bridge_stp', switchWord],
  forward_delay: ['bridge_fd', seconds],
  hello_time: ['bridge_hello', seconds],
  max_age: ['bridge_maxage', seconds],
  ageing_time: ['bridge_ageing', seconds],
  priority: ['bridge_bridgeprio'],
};

/** The other options of a bridge are files of the kernel. */
const bridgeFiles: Readonly<Record<string, string>> = {
  group_fwd_mask: 'group_fwd_mask',
  vlan_filtering: 'vlan_filtering',
  vlan_default_pvid: 'default_pvid',
  mcast_snooping: 'multicast_snooping',
  mcast_querier: 'multicast_querier',
  mcast_router: 'multicast_router',
  nf_call_iptables: 'nf_call_iptables',
  nf_call_ip6tables: 'nf_call_ip6tables',
  nf_call_arptables: 'nf_call_arptables',
};

/** Options of bonds that ifenslave's script takes, in the order of the stanza. */
const bondOptions: readonly string[] = [
  'mode',
  'primary',
  'miimon',
  'updelay',
  'downdelay',
  'primary_reselect',
  'fail_over_mac',
  'xmit_hash_policy',
  'lacp_rate',
  'ad_select',
  'num_grat_arp',
  'packets_per_slave',
  'tlb_dynamic_lb',
];

/** The other options of a bond are files of the kernel. */
const bondFiles: readonly string[] = ['min_links', 'all_slaves_active', 'resend_igmp', 'lp_interval'];

/** Options of a VLAN that can be set when it is there. */
const vlanFlags: readonly string[] = ['reorder_hdr', 'loose_binding', 'gvrp'];

/** The lines that make a bridge of its ports. */
export function bridgeLines({ options }: LinkObject, ports: readonly string[]): StanzaLine[] {
  const words = Object.entries(bridgeWords).flatMap(([option, [name, text]]) => {
    const value = options[option];
    return value === undefined ? [] : [{ name, value: text?.(value) ?? value }];
  });
  return [
    { name: 'bridge_ports', value: ports.join(' ') || 'none' },
    ...words,
    { name: 'bridge_maxwait', value: '0' },
  ];
}

/**
 * What a bridge gets after it was made: the options that its stanza has no words for. One that every bridge begins with
 * is left out, as the kernel may not have the file.
 */
export function bridgeCommands({ options }: LinkObject): StanzaLine[] {
  return Object.entries(bridgeFiles).flatMap(([option, file]) => {
    const value = options[option];
    const path = `/sys/class/net/$IFACE/bridge/${file}`;
    return value === undefined || value === linkKinds.bridge?.[option]?.usual
      ? []
      : [{ name: 'post-up', value: `echo ${shellWord(value)} > ${path}` }];
  });
}

/** The lines that make a bond of its members. */
export function bondLines({ options }: LinkObject, members: readonly string[]): StanzaLine[] {
  return [
    { name: 'bond-slaves', value: members.join(' ') || 'none' },
    ...bondOptions.flatMap((option) => {
      const value = options[option];
      return value === undefined ? [] : [{ name: `bond-${option.replaceAll('_', '-')}`, value }];
    }),
  ];
}

/** What a bond gets after it was made: the options that its stanza has no words for. */
export function bondCommands({ options }: LinkObject): StanzaLine[] {
  return bondFiles.flatMap((option) => {
    const value = options[option];
    const path = `/sys/class/net/$IFACE/bonding/${option}`;
    return value === undefined ? [] : [{ name: 'post-up', value: `echo ${shellWord(value)} > ${path}` }];
  });
}

/**
 * Whether ifupdown makes another VLAN than this one before any command of its stanza: it takes what stands before the
 * first dot of a name for the parent and what follows for the number.
 */
export function isMisread({ type, name, parent, options }: LinkObject): boolean {
  const isPlain =
    name === `${parent}.${options.id}` && !parent.includes('.') && protocolOf(options) === '802.1Q';
  return type === 'vlan' && name.includes('.') && !isPlain;
}

/** The lines that make a VLAN; `create` is ip's command for it. It takes the place of another one of its name. */
export function vlanLines(link: LinkObject, create: string): StanzaLine[] {
  const { name, parent, options } = link;
  if (!name.includes('.'))
    return [
      { name: 'pre-up', value: `[ -e /sys/class/net/$IFACE ] || ${create}` },
      { name: 'post-down', value: 'ip link del dev $IFACE' },
    ];
  if (!isMisread(link)) return [{ name: 'vlan-raw-device', value: parent }];
  const shown = shellWord(`@${parent}: .* vlan protocol ${protocolOf(options)} id ${options.id} `);
  const isThere = `ip -d -o link show dev $IFACE 2>/dev/null | grep -q ${shown}`;
  const replace = `{ ip link del dev $IFACE 2>/dev/null; ${create}; }`;
  return [{ name: 'pre-up', value: `${isThere} || ${replace}` }];
}

function protocolOf({ protocol }: Words): string {
  return protocol === '802.1ad' ? '802.1ad' : '802.1Q';
}

/** What a VLAN gets after it was made, as ifupdown may have made it. */
export function vlanCommands({ options }: LinkObject): StanzaLine[] {
  const words = vlanFlags.flatMap((option) => {
    const value = options[option];
    return value === undefined ? [] : optionWords(option, linkKinds.vlan?.[option], value);
  });
  if (words.length === 0) return [];
  return [{ name: 'post-up', value: `ip link set dev $IFACE type vlan ${words.join(' ')}` }];
}

/** Options of a link that ifupdown's stanza of its type does not say. */
export function missingOptions({ type, options }: LinkObject): string[] {
  const known: Readonly<Record<string, Words | readonly string[]>> = {
    bridge: [...Object.keys(bridgeWords), ...Object.keys(bridgeFiles)],
    bond: [...bondOptions, ...bondFiles],
  };
  const list = known[type];
  return Array.isArray(list) ? Object.keys(options).filter((name) => !list.includes(name)) : [];
}
