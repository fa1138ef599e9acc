import type { LinkDatum } from './links.js';

/** How one option of a link kind is read back. */
export interface KindOption {
  /** Key in `linkinfo.info_data`. */
  readonly key: string;
  /** `flag`: the word alone, `noWORD` for off; `switch`: `on`/`off`; `number`: an integer; `centiseconds`: bridge timers. */
  readonly form: 'word' | 'number' | 'switch' | 'bit' | 'flag' | 'centiseconds';
  /** The kernel cannot change it on an existing link. */
  readonly fixed?: boolean;
}

/**
 * Options of link kinds: the words of `ip link … type KIND`, and where `ip -j -d` shows them. Bridge timers are
 * given to ip in 1/100 s and shown in the same unit.
 */
export const linkKinds: Readonly<Record<string, Readonly<Record<string, KindOption>>>> = {
  dummy: {},
  ifb: {},
  veth: {},
  bridge: {
    stp_state: { key: 'stp_state', form: 'bit' },
    forward_delay: { key: 'forward_delay', form: 'centiseconds' },
    hello_time: { key: 'hello_time', form: 'centiseconds' },
    max_age: { key: 'max_age', form: 'centiseconds' },
    ageing_time: { key: 'ageing_time', form: 'centiseconds' },
    priority: { key: 'priority', form: 'number' },
    vlan_filtering: { key: 'vlan_filtering', form: 'bit' },
    mcast_snooping: { key: 'mcast_snooping', form: 'bit' },
    mcast_querier: { key: 'mcast_querier', form: 'bit' },
    nf_call_iptables: { key: 'nf_call_iptables', form: 'bit' },
    nf_call_ip6tables: { key: 'nf_call_ip6tables', form: 'bit' },
    nf_call_arptables: { key: 'nf_call_arptables', form: 'bit' },
  },
  vxlan: {
    id: { key: 'id', form: 'number', fixed: true },
    local: { key: 'local', form: 'word' },
    remote: { key: 'remote', form: 'word' },
    group: { key: 'group', form: 'word' },
    dstport: { key: 'port', form: 'number', fixed: true },
    ttl: { key: 'ttl', form: 'number' },
    ageing: { key: 'ageing', form: 'number' },
    learning: { key: 'learning', form: 'flag' },
    proxy: { key: 'proxy', form: 'flag', fixed: true },
  },
  vlan: {
    id: { key: 'id', form: 'number', fixed: true },
    protocol: { key: 'protocol', form: 'word', fixed: true },
    reorder_hdr: { key: 'flags', form: 'switch', fixed: true },
  },
  macvlan: { mode: { key: 'mode', form: 'word' } },
  macvtap: { mode: { key: 'mode', form: 'word' } },
  bond: {
    mode: { key: 'mode', form: 'word', fixed: true },
    miimon: { key: 'miimon', form: 'number' },
    updelay: { key: 'updelay', form: 'number' },
    downdelay: { key: 'downdelay', form: 'number' },
    xmit_hash_policy: { key: 'xmit_hash_policy', form: 'word' },
    min_links: { key: 'min_links', form: 'number' },
  },
  vrf: { table: { key: 'table', form: 'number', fixed: true } },
};

/** The words that give an option a value: `['learning']`, `['nolearning']`, `['stp_state', '0']`. */
export function optionWords(name: string, option: KindOption, value: string): string[] {
  if (option.form === 'flag') return [isOn(value) ? name : `no${name}`];
  if (option.form === 'bit') return [name, isOn(value) ? '1' : '0'];
  if (option.form === 'switch') return [name, isOn(value) ? 'on' : 'off'];
  return [name, value];
}

/** Whether the kernel shows the wanted value. */
export function optionHolds(
  name: string,
  option: KindOption,
  wanted: string,
  data: Readonly<Record<string, LinkDatum>>,
): boolean {
  const shown = data[option.key];
  if (option.key === 'flags')
    return Array.isArray(shown) && shown.includes(name.toUpperCase()) === isOn(wanted);
  if (option.form === 'bit' || option.form === 'flag' || option.form === 'switch')
    return isOn(String(shown ?? '0')) === isOn(wanted);
  if (option.form === 'number' || option.form === 'centiseconds') return Number(shown) === Number(wanted);
  return String(shown ?? '').toLowerCase() === wanted.toLowerCase();
}

/** The current value in the words of `ip`, for the inverse; undefined when the kernel does not show it. */
export function currentOption(
  name: string,
  option: KindOption,
  data: Readonly<Record<string, LinkDatum>>,
): string[] | undefined {
  const shown = data[option.key];
  if (option.key === 'flags')
    return optionWords(name, option, Array.isArray(shown) && shown.includes(name.toUpperCase()) ? '1' : '0');
  if (shown === undefined || shown === null || typeof shown === 'object')
    return option.form === 'flag' ? [`no${name}`] : undefined;
  return optionWords(name, option, String(shown));
}

function isOn(value: string): boolean {
  return ['1', 'true', 'yes', 'on'].includes(value.toLowerCase());
}
