import { optionWords, portOptions } from '../../kinds.js';
import type { AddressObject, LinkObject } from '../../object/types.js';
import { createLink } from '../../plan/linkSteps.js';
import type { Device } from '../device.js';
import type { Hook } from '../file.js';
import { shellLine, shellWord } from '../shellWord.js';
import { addressCommands, commandLines, type StanzaLine } from './lines.js';
import {
  bondCommands,
  bondLines,
  bridgeCommands,
  bridgeLines,
  isMisread,
  vlanCommands,
  vlanLines,
} from './options.js';

/** A stanza `iface NAME FAMILY METHOD` of interfaces(5). */
export interface Stanza {
  readonly name: string;
  readonly family: 'inet' | 'inet6';
  readonly method: 'manual' | 'static';
  readonly lines: readonly StanzaLine[];
}

/** The devices around one that its stanzas speak of. */
export interface Neighbourhood {
  /** Members of the device's bridge or bond, whoever makes them. */
  readonly ports: readonly LinkObject[];
  /** VLANs on the device. */
  readonly vlans: readonly LinkObject[];
  /** Whether the document makes the device's master. */
  readonly masterMade: boolean;
  /** Whether the device's master is a bond that is there already. */
  readonly joinsBond: boolean;
}

/**
 * The stanzas of a device: one for each address of a device that the document makes, the first one with the link, the
 * last one with the commands. None for a device that only is a member of another one here.
 */
export function stanzasOf(device: Device, around: Neighbourhood, hook: Hook | undefined): Stanza[] {
  const { link, name, raised } = device;
  const made = linkLines(device, around);
  const addresses = device.created ? device.addresses.toSorted((a, b) => a.family - b.family) : [];
  const methods = addresses.map(addressLines);
  const after = [
    ...around.vlans.filter(isMisread).map(earlyLine),
    ...portLines(link, around),
    ...(device.created ? [] : addressCommands(device)),
    ...(hook === undefined
      ? commandLines(device)
      : [
          { name: 'up', value: hook.up },
          { name: 'pre-down', value: hook.down },
        ]),
    ...(raised === false ? [{ name: 'post-up', value: 'ip link set dev $IFACE down' }] : []),
  ];
  const isSilent = !device.created && methods.length + made.length + after.length === 0;
  if (isSilent && (around.masterMade || raised === undefined)) return [];
  const bodies: readonly Omit<Stanza, 'name'>[] =
    addresses[0]?.family === 4 ? methods : [{ family: 'inet', method: 'manual', lines: [] }, ...methods];
  return bodies.map(({ family, method, lines }, i) => ({
    name,
    family,
    method,
    lines: [
      ...(i === 0 ? made.filter((line) => line.name !== 'post-up') : []),
      ...lines,
      ...(i === 0 ? made.filter((line) => line.name === 'post-up') : []),
      ...(i === bodies.length - 1 ? after : []),
    ],
  }));
}

/** Options of a new link that are set by commands, by its type. */
const typeCommands: Readonly<Record<string, (link: LinkObject) => StanzaLine[]>> = {
  bridge: bridgeCommands,
  bond: bondCommands,
  vlan: vlanCommands,
};

/** How the link comes to be, its MTU and its address. */
function linkLines({ link, created }: Device, { ports, masterMade, joinsBond }: Neighbourhood): StanzaLine[] {
  if (link === undefined) return [];
  const names = ports.map(({ name }) => name);
  return [
    ...(created ? creation(link, names) : []),
    ...(link.mtu === 0 ? [] : [{ name: 'mtu', value: String(link.mtu) }]),
    ...(link.address === '' ? [] : [{ name: 'hwaddress', value: link.address }]),
    ...(link.alias === ''
      ? []
      : [{ name: 'post-up', value: `ip link set dev $IFACE alias ${shellLine([link.alias])}` }]),
    ...(created ? (typeCommands[link.type]?.(link) ?? []) : []),
    ...(link.type === 'bridge' && created
      ? ports.flatMap((port) => portCommands(port, shellWord(port.name)))
      : []),
    ...(link.master === '' || masterMade ? [] : [joinLine(link.master, joinsBond)]),
  ];
}

/** A bond takes only links that are down. */
function joinLine(master: string, isBond: boolean): StanzaLine {
  const join = `ip link set dev $IFACE master ${shellLine([master])}`;
  if (!isBond) return { name: 'post-up', value: join };
  const member = '[ -e /sys/class/net/$IFACE/bonding_slave ]';
  return { name: 'pre-up', value: `${member} || { ip link set dev $IFACE down && ${join}; }` };
}

function creation(link: LinkObject, ports: readonly string[]): StanzaLine[] {
  if (link.type === 'bridge') return bridgeLines(link, ports);
  if (link.type === 'bond') return bondLines(link, ports);
  const commands = creationCommands(link);
  if (link.type === 'vlan') return vlanLines(link, commands.join('; '));
  return [
    ...commands.map((command) => ({
      name: 'pre-up',
      value: `[ -e /sys/class/net/$IFACE ] || ${command}`,
    })),
    { name: 'post-down', value: 'ip link del dev $IFACE' },
  ];
}

/** Makes a VLAN before ifupdown gets to it and makes another one, or fails because its number is taken. */
function earlyLine(vlan: LinkObject): StanzaLine {
  const path = shellWord(`/sys/class/net/${vlan.name}`);
  return { name: 'post-up', value: `[ -e ${path} ] || { ${creationCommands(vlan).join('; ')}; }` };
}

function creationCommands(link: LinkObject): string[] {
  return createLink(link).flatMap((step) => ('words' in step ? [shellLine(['ip', ...step.words])] : []));
}

/** Settings of a port whose master others make; those of own bridges stand in the bridge's stanza. */
function portLines(link: LinkObject | undefined, { masterMade }: Neighbourhood): StanzaLine[] {
  return link === undefined || masterMade ? [] : portCommands(link, '$IFACE');
}

function portCommands({ port }: LinkObject, device: string): StanzaLine[] {
  return Object.entries(port).map(([option, value]) => {
    const words = optionWords(option, portOptions[option], value);
    return { name: 'post-up', value: `ip link set dev ${device} type bridge_slave ${shellLine(words)}` };
  });
}

function addressLines({
  dev,
  family,
  address,
  prefix,
  peer,
  scope,
  label,
}: AddressObject): Omit<Stanza, 'name'> {
  return {
    family: family === 6 ? 'inet6' : 'inet',
    method: 'static',
    lines: [
      { name: 'address', value: peer === '' ? `${address}/${prefix}` : address },
      ...(peer === '' ? [] : [{ name: 'pointopoint', value: peer }]),
      ...(scope === 'global' ? [] : [{ name: 'scope', value: scope }]),
      ...(label === '' || label === dev ? [] : [{ name: 'label', value: label }]),
    ],
  };
}
