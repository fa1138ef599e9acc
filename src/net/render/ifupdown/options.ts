import type { LinkObject, Words } from '../../object/types.js';
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

/** Options of bonds in the order of the stanza. */
const bondOptions = [
  'mode',
  'primary',
  'miimon',
  'updelay',
  'downdelay',
  'primary_reselect',
  'fail_over_mac',
  'xmit_hash_policy',
  'lacp_rate',
  'min_links',
] as const;

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

/** What a bridge gets after it was made: the options that its stanza has no words for. */
export function bridgeCommands({ options }: LinkObject): StanzaLine[] {
  return Object.entries(bridgeFiles).flatMap(([option, file]) => {
    const value = options[option];
    const path = `/sys/class/net/$IFACE/bridge/${file}`;
    return value === undefined ? [] : [{ name: 'post-up', value: `echo ${value} > ${path}` }];
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

/** Options of a VLAN that only `ip` can give it; with them the stanza makes it by a command. */
export function isPlainVlan({ type, options }: LinkObject): boolean {
  return type === 'vlan' && Object.keys(options).every((option) => option === 'id');
}

/** Whether a name tells ifupdown the VLAN's parent and number: `bond0.992`. */
export function namesItsVlan({ name, parent, options }: LinkObject): boolean {
  return name === `${parent}.${options.id}`;
}

/** Options of a link that ifupdown's stanza of its type does not say. */
export function missingOptions({ type, options }: LinkObject): string[] {
  const known: Readonly<Record<string, Words | readonly string[]>> = {
    bridge: [...Object.keys(bridgeWords), ...Object.keys(bridgeFiles)],
    bond: bondOptions,
  };
  const list = known[type];
  return Array.isArray(list) ? Object.keys(options).filter((name) => !list.includes(name)) : [];
}
