import type { Wish } from '../../../net/plan/wish.js';

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
