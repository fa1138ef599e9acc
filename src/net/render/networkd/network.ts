import { portOptions } from '../../kinds.js';
import type { LinkObject, SysctlObject } from '../../object/types.js';
import { objectName } from '../../plan/describe.js';
import type { Device } from '../device.js';
import { isConfigured } from '../device.js';
import { addressSections, fdbSections, neighbourSections, plainAddresses } from './objects.js';
import { optionSettings, portSettings } from './options.js';
import { routeSection, ruleSection } from './routing.js';
import { section, type UnitSection } from './section.js';

/** What the `.network` file of a device says. */
interface Network {
  readonly sections: readonly UnitSection[];
  /** Settings of the device that networkd has no words for, or only since a later version. */
  readonly settings: readonly SysctlObject[];
  readonly unsupported: readonly string[];
}

/** Settings of the kernel that have a word in `[Network]`, with the version of systemd that brought it. */
const wordedSettings: Readonly<Record<string, { readonly key: string; readonly since: number }>> = {
  'ipv4/proxy_arp': { key: 'IPv4ProxyARP', since: 233 },
  'ipv6/proxy_ndp': { key: 'IPv6ProxyNDP', since: 234 },
};

/** How other devices of the document are stacked on one. */
export interface Stacking {
  /** Type of the device's master, where the document makes it. */
  readonly masterType: string;
  /** The bond's preferred member. */
  readonly primary: string;
  readonly children: readonly LinkObject[];
}

const childKeys: Readonly<Record<string, string>> = {
  vlan: 'VLAN',
  macvlan: 'MACVLAN',
  macvtap: 'MACVTAP',
  ipvlan: 'IPVLAN',
  vxlan: 'VXLAN',
  gre: 'Tunnel',
  gretap: 'Tunnel',
  sit: 'Tunnel',
  ipip: 'Tunnel',
};

/**
 * The sections of a device. `whole`: they are all that is said of it, not an addition to another file. `raises`: that
 * file may leave the device down.
 */
export function networkSections(
  device: Device,
  stacking: Stacking,
  { version, whole, raises }: { readonly version: number; readonly whole: boolean; readonly raises: boolean },
): Network {
  const { link } = device;
  const port = optionSettings(portSettings, link?.port ?? {}, portOptions);
  const [worded, settings] = splitSettings(device, version);
  const proxies = device.neighbours.filter(({ proxy }) => proxy);
  const proxies4 = proxies.filter(({ address }) => !address.includes(':'));
  const neighbours = neighbourSections(device.neighbours);
  const master = link?.master ?? '';
  const local = linkLocal(device);
  const network = section('Network', [
    // the file that this is added to may want one, and networkd then switches IPv6 on
    ['LinkLocalAddressing', whole || local === 'no' ? local : undefined],
    [
      stacking.masterType === 'bond' ? 'Bond' : stacking.masterType === 'vrf' ? 'VRF' : 'Bridge',
      master || undefined,
    ],
    ['PrimarySlave', master !== '' && stacking.primary === device.name ? 'yes' : undefined],
    ...stacking.children.map(({ type, name }) => [childKeys[type] ?? 'Tunnel', name] as const),
    ...plainAddresses(device.addresses).map((text) => ['Address', text] as const),
    ...worded,
    ...proxies
      .filter(({ address }) => address.includes(':'))
      .map(({ address }) => ['IPv6ProxyNDPAddress', address] as const),
    ['ConfigureWithoutCarrier', whole && master === '' ? 'yes' : undefined],
  ]);
  return {
    sections: [
      linkSection(device, raises),
      network,
      section('Bridge', port.settings),
      ...addressSections(device.addresses),
      ...neighbours,
      ...fdbSections(device.fdb),
      ...device.routes.map(routeSection),
      ...device.rules.map(ruleSection),
    ],
    settings,
    unsupported: [
      ...(link?.alias ? [`networkd cannot set the alias of ${device.name}`] : []),
      ...port.missing.map((name) => `networkd cannot set ${name} of bridge port ${device.name}`),
      ...proxies4.map((entry) => `networkd cannot add ${objectName(entry)}`),
    ],
  };
}

/** What a device that others make gets besides addresses. */
function linkSection({ link, created, raised }: Device, raises: boolean): UnitSection {
  const policy = raised === false ? 'always-down' : raised && raises ? 'up' : undefined;
  return section('Link', [
    ['MTUBytes', created || !link?.mtu ? undefined : String(link.mtu)],
    ['MACAddress', created || !link?.address ? undefined : link.address],
    ['ActivationPolicy', policy],
  ]);
}

/** A port has no addresses of its own, nor has a device whose IPv6 is switched off. */
function linkLocal(device: Device): string {
  const disabled = device.sysctls.some(({ name, value }) => name.endsWith('/disable_ipv6') && value === '1');
  return disabled || (device.link?.master ?? '') !== '' ? 'no' : 'ipv6';
}

type Word = readonly [key: string, value: string];

function splitSettings({ name, sysctls }: Device, version: number): [Word[], SysctlObject[]] {
  const worded: Word[] = [];
  const rest: SysctlObject[] = [];
  for (const setting of sysctls) {
    const short = setting.name.replace(/^net\//, '').replace(`/conf/${name}/`, '/');
    const word = wordedSettings[short];
    if (word !== undefined && version >= word.since && /^[01]$/.test(setting.value))
      worded.push([word.key, setting.value === '1' ? 'yes' : 'no']);
    else rest.push(setting);
  }
  return [worded, rest];
}

/** Whether a device needs a `.network` file at all. */
export function needsNetwork(device: Device, { masterType, children }: Stacking, version: number): boolean {
  if (device.created || isConfigured(device) || children.length > 0 || masterType !== '') return true;
  const { link, raised } = device;
  if (splitSettings(device, version)[0].length > 0 || raised !== undefined) return true;
  return link !== undefined && (link.master !== '' || link.mtu !== 0 || link.address !== '');
}
