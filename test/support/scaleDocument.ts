import type { NetDocumentText, NetEntry } from './netDocument.js';

/** Bridges, and guests with a tap, a route, a rule, a proxy entry, a setting and a filter rule each. */
export function scaleDocument(bridges: number, guests: number): NetDocumentText {
  const each = (count: number, entry: (i: number) => NetEntry): NetEntry[] =>
    Array.from({ length: count }, (_, i) => entry(i));
  const ip = (i: number): string => `10.${64 + (i >> 8)}.${i & 255}.1`;
  return {
    links: [
      ...each(bridges, (i) => ({ name: `br${i}`, type: 'bridge', state: 'up' })),
      ...each(guests, (i) => ({ name: `tap${i}`, type: 'tun', state: 'up' })),
    ],
    routes: each(guests, (i) => ({ to: `${ip(i)}/32`, dev: `tap${i}`, table: 993 })),
    rules: each(guests, (i) => ({ priority: 10000, iif: `tap${i}`, table: 993 })),
    neighbours: each(guests, (i) => ({ dev: `tap${i}`, address: `2001:db8::${i + 1}`, proxy: true })),
    sysctls: each(guests, (i) => ({ name: `net.ipv4.conf.tap${i}.proxy_arp`, value: 1 })),
    chains: [
      {
        tool: 'iptables',
        name: 'MW-S-FWD',
        rules: each(guests, () => ({})).map((_, i) => ['-i', `tap${i}`, '!', '-s', ip(i), '-j', 'DROP']),
      },
    ],
  };
}
