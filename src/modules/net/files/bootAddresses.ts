import type { Wish } from '../../../net/plan/wish.js';
import { Dict } from '../../../value/types.js';

/** A stanza of ifupdown that gives its device addresses, or lets it ask for them. */
export interface AddressStanza {
  readonly device: string;
  readonly path: string;
  readonly line: string;
}

/** The stanzas with a method that gives addresses: `lines` as `grep -Hn` prints them. */
export function addressStanzas(lines: readonly string[]): AddressStanza[] {
  return lines.flatMap((text) => {
    const match = /^(\/[^:]+):(\d+):\s*iface\s+(\S+)\s+inet6?\s+(\S+)/.exec(text);
    if (match === null || ['manual', 'loopback'].includes(match[4]!)) return [];
    return [{ path: match[1]!, line: match[2]!, device: match[3]! }];
  });
}

/** The devices of one of netplan's files that have addresses or ask for them. */
export function addressedByNetplan(sections: readonly Dict[]): string[] {
  return sections.flatMap((section) =>
    [...section].flatMap(([id, definition]) => {
      if (!(definition instanceof Dict) || !isAddressed(definition)) return [];
      const name = definition.get('set-name');
      return [typeof name === 'string' ? name : String(id)];
    }),
  );
}

function isAddressed(definition: Dict): boolean {
  const addresses = definition.get('addresses');
  return (
    (Array.isArray(addresses) && addresses.length > 0) ||
    [definition.get('dhcp4'), definition.get('dhcp6')].includes(true)
  );
}

/** Sentences about members of bonds and bridges to which stanzas of others give addresses at boot. */
export function addressedMembers(wishes: readonly Wish[], stanzas: readonly AddressStanza[]): string[] {
  return wishes.flatMap(({ object, state }) => {
    if (object.kind !== 'link' || state === 'absent' || object.master === '') return [];
    return stanzas
      .filter(({ device }) => device === object.name)
      .map(
        ({ path, line }) =>
          `at boot ${path}:${line} still gives addresses to ${object.name}, a member of ${object.master}: take them out there`,
      );
  });
}
