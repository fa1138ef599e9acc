import type { Wish } from '../../../net/plan/wish.js';
import type { Renderer } from '../../../net/render/file.js';
import { Dict, type Value } from '../../../value/types.js';

/** A device to which a file gives addresses at boot, or lets it ask for them. */
export interface BootAddress {
  readonly renderer: Renderer;
  readonly path: string;
  readonly device: string;
  /** The path, with the line where that is known. */
  readonly place: string;
}

/** The devices of stanzas with a method that gives addresses: lines as `grep -Hn` prints them. */
export function ifupdownAddresses(lines: readonly string[]): BootAddress[] {
  return lines.flatMap((line) => {
    const match = /^(\/[^:]+):(\d+):\s*iface\s+(\S+)\s+inet6?\s+(\S+)/.exec(line);
    if (match === null || ['manual', 'loopback'].includes(match[4]!)) return [];
    const [, path, number, device] = match as unknown as [string, string, string, string];
    return [{ renderer: 'ifupdown', path, device, place: `${path}:${number}` }];
  });
}

/** The devices of one of netplan's files that have addresses or ask for them. */
export function netplanAddresses(path: string, sections: readonly Dict[]): BootAddress[] {
  return sections.flatMap((section) =>
    [...section].flatMap(([id, definition]): BootAddress[] => {
      if (!(definition instanceof Dict) || !isAddressed(definition)) return [];
      const name = definition.get('set-name');
      const device = typeof name === 'string' ? name : String(id);
      return [{ renderer: 'netplan', path, device, place: path }];
    }),
  );
}

function isAddressed(definition: Dict): boolean {
  const addresses: Value | undefined = definition.get('addresses');
  return (
    (Array.isArray(addresses) && addresses.length > 0) ||
    [definition.get('dhcp4'), definition.get('dhcp6')].includes(true)
  );
}

/**
 * Sentences about members of bonds and bridges that have no addresses while the network runs, but get some at boot from
 * files of others. For networkd there are none: the file of a member wins over others.
 */
export function addressedMembers(wishes: readonly Wish[], addresses: readonly BootAddress[]): string[] {
  return wishes.flatMap(({ object, state }) => {
    if (object.kind !== 'link' || state === 'absent' || object.master === '') return [];
    const places = addresses.filter(({ device }) => device === object.name).map(({ place }) => place);
    return [...new Set(places)].map(
      (place) =>
        `at boot ${place} still gives addresses to ${object.name}, a member of ${object.master}: take them out there`,
    );
  });
}
