import type { LinkObject } from '../../object/types.js';
import type { Device } from '../device.js';
import type { TemplateData } from '../file.js';
import { plainAddresses } from '../networkd/objects.js';

type Text = (value: string) => TemplateData;

/** How netplan names an option of a link. */
type Parameters = Readonly<Record<string, readonly [name: string, text: Text]>>;

const word: Text = (value) => value;
const number: Text = Number;
const bit: Text = (value) => value === '1';
const seconds: Text = (value) => Number(value) / 100;

const parameters: Readonly<Record<string, Parameters>> = {
  bond: {
    mode: ['mode', word],
    miimon: ['mii-monitor-interval', number],
    updelay: ['up-delay', number],
    downdelay: ['down-delay', number],
    primary: ['primary', word],
    primary_reselect: ['primary-reselect-policy', word],
    fail_over_mac: ['fail-over-mac-policy', word],
    xmit_hash_policy: ['transmit-hash-policy', word],
    lacp_rate: ['lacp-rate', word],
    min_links: ['min-links', number],
  },
  bridge: {
    stp_state: ['stp', bit],
    forward_delay: ['forward-delay', seconds],
    hello_time: ['hello-time', seconds],
    max_age: ['max-age', seconds],
    ageing_time: ['ageing-time', seconds],
    priority: ['priority', number],
  },
  vlan: { id: ['id', number] },
};

/** The section of netplan's file for a type of link. */
export const netplanSections: Readonly<Record<string, string>> = {
  bond: 'bonds',
  bridge: 'bridges',
  vlan: 'vlans',
};

/** What netplan says about a link, and the device as it is left for networkd to complete. */
export interface Definition {
  readonly section: string;
  readonly entry: { readonly [name: string]: TemplateData };
  readonly rest: Device & { readonly link: LinkObject };
}

/** netplan tells the preferred member itself, which it must know: another one says so in its file of networkd. */
function parametersFor({ type, options }: LinkObject, members: readonly string[]): Parameters {
  const { primary, ...others } = parameters[type] ?? {};
  return primary === undefined || !members.includes(options.primary ?? '') ? others : { ...others, primary };
}

/** Takes from a device what netplan has words for. `members`: of a bond or bridge, by name. */
export function definitionOf(device: Device, link: LinkObject, members: readonly string[]): Definition {
  const known = parametersFor(link, members);
  const said = Object.entries(known).flatMap(([option, [name, text]]): [string, TemplateData][] => {
    const value = link.options[option];
    return value === undefined ? [] : [[name, text(value)]];
  });
  const plain = plainAddresses(device.addresses);
  const entry: { [name: string]: TemplateData } = {};
  if (link.mtu !== 0) entry.mtu = link.mtu;
  if (link.address !== '') entry.macaddress = link.address;
  if (plain.length > 0) entry.addresses = plain;
  if (link.type === 'vlan') Object.assign(entry, { link: link.parent }, Object.fromEntries(said));
  else {
    if (members.length > 0) entry.interfaces = [...members];
    if (said.length > 0) entry.parameters = Object.fromEntries(said);
  }
  const options = Object.entries(link.options).filter(([option]) => !(option in known));
  return {
    section: netplanSections[link.type] ?? '',
    entry,
    rest: {
      ...device,
      link: { ...link, mtu: 0, address: '', parent: '', options: Object.fromEntries(options) },
      addresses: device.addresses.filter(({ address, prefix }) => !plain.includes(`${address}/${prefix}`)),
    },
  };
}
