import { Dict, type Value } from '../../src/value/types.js';
import type { NetDocumentText, NetEntry } from './netDocument.js';

/** Numbers from 0 to below 1 that depend on the seed alone (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Draws from one stream of random numbers. */
class Dice {
  constructor(private readonly next: () => number) {}

  chance(of: number): boolean {
    return this.next() < of;
  }

  pick<T>(...values: readonly [T, ...T[]]): T {
    return values[Math.floor(this.next() * values.length)] ?? values[0];
  }

  /** Some of the values, in their order. */
  some<T>(values: readonly T[], share = 0.6): T[] {
    return values.filter(() => this.chance(share));
  }
}

/**
 * A document with objects of many kinds over a small pool of names, so that two of them share some, differ in some and
 * lack some. With `fullKernel` there are bonds and VLANs too.
 */
export function randomDocument(seed: number, { fullKernel = false } = {}): NetDocumentText {
  const dice = new Dice(randomNumbers(seed));
  const bridges = dice.some(['br0', 'br1']);
  const bonds = fullKernel ? dice.some(['bond0', 'bond1']) : [];
  const taps = dice.some(['tap0', 'tap1', 'tap2'], 0.8);
  const cards = dice.some(['card0', 'card1'], 0.8);
  const masters = (list: readonly string[]): NetEntry => {
    const master = dice.pick('', ...list);
    return master === '' ? {} : { master };
  };
  const links: NetEntry[] = [
    ...bridges.map((name) => ({
      name,
      type: 'bridge',
      state: 'up',
      mtu: dice.pick(1400, 1450),
      // one without an address of its own takes a port's, and forgets its neighbours whenever that changes
      address: `02:00:00:00:01:${name.at(-1)}0`,
      options: Dict.of({ stp_state: dice.pick(0, 1), ageing_time: dice.pick(30000, 15000) }),
    })),
    ...bonds.map((name) => ({
      name,
      type: 'bond',
      state: 'up',
      options: Dict.of({ mode: dice.pick('active-backup', '802.3ad'), miimon: dice.pick(100, 500) }),
    })),
    ...taps.map((name) => ({
      name,
      type: 'tun',
      state: 'up',
      alias: dice.pick('guest one', "guest's"),
      ...portOf(dice, masters(bridges)),
    })),
    ...cards.map((name) => ({ name, type: 'veth', peer: `${name}p`, state: 'up', ...masters(bonds) })),
    ...cards.map((name) => ({ name: `${name}p`, state: 'up' })),
    ...bonds.map((parent) => ({
      name: `${parent}.5`,
      type: 'vlan',
      parent,
      state: 'up',
      options: Dict.of({ id: 5 }),
    })),
  ];
  return { links, ...layersOver(dice, [...bridges, ...taps], taps) };
}

function portOf(dice: Dice, entry: NetEntry): NetEntry {
  return 'master' in entry
    ? { ...entry, port: Dict.of({ isolated: dice.pick(true, false), learning: dice.pick(true, false) }) }
    : entry;
}

function layersOver(dice: Dice, devices: readonly string[], taps: readonly string[]): NetDocumentText {
  const numbered = devices.map(
    (dev) => [dev, Number(dev.at(-1)) + (dev.startsWith('tap') ? 10 : 20)] as const,
  );
  const addresses = numbered.flatMap(([dev, n]) =>
    dice.some<NetEntry>([
      { dev, address: `10.0.${n}.1/${dice.pick(24, 25)}` },
      { dev, address: `10.0.${n}.2/24` },
      { dev, address: `2001:db8:${n}::1/${dice.pick(64, 56)}` },
      { dev, address: 'fe80::1/64' },
    ]),
  );
  const routes = numbered.flatMap(([dev, n]) =>
    dice.some<NetEntry>([
      { to: `203.0.113.${n}/32`, dev, table: dice.pick(993, 994), metric: dice.pick(0, 10) },
      { to: `2001:db8:f::${n}/128`, dev, table: 993, mtu: dice.pick(1400, 1300) },
    ]),
  );
  const closed: NetEntry = {
    to: 'default',
    table: 993,
    metric: 4278198272,
    type: dice.pick('unreachable', 'blackhole'),
  };
  const rules = taps.flatMap((iif) =>
    dice.some<NetEntry>([
      { priority: 10000, iif, table: dice.pick(993, 994) },
      { priority: 10000, iif, table: 993, family: 'inet6' },
      { priority: 10500, iif, action: 'unreachable' },
    ]),
  );
  const neighbours = numbered.flatMap(([dev, n]) =>
    dice.some<NetEntry>([
      { dev, address: `2001:db8:9::${n}`, proxy: true },
      { dev, address: `10.0.${n}.9`, lladdr: `02:00:00:00:0${dice.pick(1, 2)}:${n}` },
    ]),
  );
  const sysctls = dice.some<NetEntry>([
    ...numbered.map(([dev]) => ({ name: `net.ipv4.conf.${dev}.proxy_arp`, value: dice.pick(0, 1) })),
    { name: 'net.ipv4.ip_forward', value: dice.pick(0, 1) },
    { name: 'net.ipv6.conf.all.forwarding', value: dice.pick(0, 1) },
  ]);
  return {
    addresses,
    routes: [...routes, ...dice.some([closed])],
    rules,
    neighbours,
    sysctls,
    ...filters(dice, taps),
  };
}

function filters(dice: Dice, taps: readonly string[]): NetDocumentText {
  const dropped = (words: (tap: string) => Value[]): Value[] => dice.some(taps).map(words);
  const chains = dice.some<NetEntry>([
    {
      tool: 'iptables',
      name: 'MW-R-FWD',
      rules: dropped((tap) => ['-i', tap, '!', '-s', '203.0.113.5', '-j', 'DROP']),
      jumps: [Dict.of({ from: 'FORWARD', position: dice.pick('first', 'last') })],
    },
    {
      tool: 'ip6tables',
      name: 'MW-R-IN',
      rules: dropped((tap) => ['-i', tap, '-p', 'tcp', '--dport', dice.pick('22', '80'), '-j', 'ACCEPT']),
      jumps: [Dict.of({ from: dice.pick('INPUT', 'FORWARD') })],
    },
    {
      tool: 'arptables',
      name: 'MW-R-OUT',
      rules: dropped((tap) => ['-o', tap, '-j', 'DROP']),
      jumps: [Dict.of({ from: 'OUTPUT' })],
    },
    {
      tool: 'ebtables',
      name: 'MW-R-EB',
      policy: dice.pick('ACCEPT', 'DROP'),
      rules: dropped((tap) => ['-i', tap, '-s', '!', '02:00:00:00:00:01', '-j', 'DROP']),
    },
  ]);
  const nft = dice.some<NetEntry>([
    {
      family: 'inet',
      table: 'mw_random',
      text: `set guests { type ipv4_addr; elements = { 10.0.0.1, 10.0.0.${dice.pick(2, 3)} } }
chain c { type filter hook forward priority ${dice.pick(0, 5)}; ip saddr @guests drop; }`,
    },
  ]);
  return { chains, nft };
}
