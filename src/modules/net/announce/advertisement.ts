import { groupsOf } from '../../../net/ipGroups.js';

/** Type of a neighbour advertisement (RFC 4861, 4.4). */
const ADVERTISEMENT = 136;
/** The override flag: receivers replace the address they remember. */
const OVERRIDE = 0x2000;
const ROUTER = 0x8000;
/** The target link-layer address option, one unit of 8 bytes long. */
const TARGET_OPTION = 0x0201;
const ICMPV6 = 58;
const ALL_NODES = 'ff02::1';
const ECHO_REQUEST = 128;
/** Bytes of an IPv6 packet (RFC 8200, 3) before what is changed. */
const HOP_LIMIT_AT = 7;
const SOURCE_AT = 8;
const PAYLOAD_AT = 40;

export interface Advertisement {
  /** Canonical IPv6 address that is announced; also the packet's source. */
  readonly target: string;
  /** Canonical MAC address that receivers shall remember. */
  readonly mac: string;
  /** The announced address is a router's: without the flag hosts drop it from their default routers. */
  readonly router: boolean;
}

/**
 * Payload of an echo request that is as long as an advertisement: ping's 8 bytes of header and these stand where flags,
 * target and option go.
 */
export const ECHO_PAYLOAD = 24;

/** The advertisement as 16-bit words, checksum (RFC 4443, 2.3) included. */
export function advertisementWords({ target, mac, router }: Advertisement): readonly number[] {
  const bytes = mac.split(':').map((pair) => Number.parseInt(pair, 16));
  const macWords = [0, 2, 4].map((i) => bytes[i]! * 256 + bytes[i + 1]!);
  const targetWords = groupsOf(target);
  const rest = [OVERRIDE | (router ? ROUTER : 0), 0, ...targetWords, TARGET_OPTION, ...macWords];
  const length = 2 * (rest.length + 2);
  const pseudoHeader = [...targetWords, ...groupsOf(ALL_NODES), 0, length, 0, ICMPV6];
  const sum = [...pseudoHeader, ADVERTISEMENT * 256, ...rest].reduce((total, word) => total + word, 0);
  return [ADVERTISEMENT * 256, 0xffff - folded(sum), ...rest];
}

/** An advertisement with the device it leaves by, and the echo requests there, counted from 1, that become it. */
export interface Departure {
  readonly dev: string;
  readonly advertisement: Advertisement;
  readonly first: number;
  readonly last: number;
}

/**
 * A table for nft that turns echo requests of `ECHO_PAYLOAD` bytes to all nodes into advertisements: a host without any
 * tool for neighbour discovery sends them so. The rules' counters tell which were sent.
 */
export function advertisementTable(table: string, departures: readonly Departure[]): string {
  const rules = departures.map((departure) => `    ${ruleOf(departure)}\n`).join('');
  return `table ip6 ${table} {\n  chain out {\n    type filter hook output priority 300\n${rules}  }\n}\n`;
}

/** Priority of the first filter; foreign ones stand elsewhere. */
const FIRST_FILTER = 28023;

/** The priority of an advertisement's filters. */
export function filterPriority(index: number): number {
  return FIRST_FILTER + index;
}

/**
 * The same for tc, where the kernel's nftables know no IPv6: one filter for each echo request, at the place where packets
 * leave a device.
 */
export function advertisementFilters(departures: readonly Departure[]): string {
  return departures.map((departure, i) => filtersOf(departure, filterPriority(i))).join('');
}

function filtersOf({ dev, advertisement, first, last }: Departure, priority: number): string {
  const source = groupsOf(advertisement.target);
  const pair = (words: readonly number[], at: number): string =>
    `0x${[words[at]!, words[at + 1]!].map((word) => word.toString(16).padStart(4, '0')).join('')}`;
  const words = advertisementWords(advertisement);
  const munge = (offset: number, value: string): string => `munge offset ${offset} u32 set ${value}`;
  const changes = [
    `munge offset ${HOP_LIMIT_AT} u8 set 255`,
    ...[0, 2, 4, 6].map((at) => munge(SOURCE_AT + 2 * at, pair(source, at))),
    ...words.flatMap((_, at) => (at % 2 === 0 ? [munge(PAYLOAD_AT + 2 * at, pair(words, at))] : [])),
  ].join(' ');
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const match = `match ip6 dst ${ALL_NODES}/128 match u8 ${ICMPV6} 0xff at 6 match u8 ${ECHO_REQUEST} 0xff at ${PAYLOAD_AT}`;
    const sequence = `match u16 ${first + i} 0xffff at ${PAYLOAD_AT + 6}`;
    return `filter add dev ${dev} egress protocol ipv6 pref ${priority} u32 ${match} ${sequence} action pedit ${changes}\n`;
  }).join('');
}

function ruleOf({ dev, advertisement, first, last }: Departure): string {
  const words = advertisementWords(advertisement);
  const hex = (from: number, to: number): string =>
    `0x${words
      .slice(from, to)
      .map((word) => word.toString(16).padStart(4, '0'))
      .join('')}`;
  return [
    `oifname "${dev}" ip6 daddr ${ALL_NODES} icmpv6 type echo-request icmpv6 sequence ${first}-${last} counter`,
    `ip6 saddr set ${advertisement.target} ip6 hoplimit set 255`,
    // The checksum comes last: nft keeps it right for the addresses, and the rest is in ours.
    `@th,32,32 set ${hex(2, 4)} @th,64,128 set ${hex(4, 12)} @th,192,64 set ${hex(12, 16)}`,
    `@th,0,8 set ${ADVERTISEMENT} @th,16,16 set ${hex(1, 2)}`,
  ].join(' ');
}

function folded(sum: number): number {
  let total = sum;
  while (total > 0xffff) total = (total & 0xffff) + Math.floor(total / 0x10000);
  return total;
}
