import { bind } from '../../value/bind.js';
import { asText } from '../../value/coerce.js';
import { requireDefined } from '../../value/defined.js';
import { iterate } from '../../value/iterate.js';
import { pyStr } from '../../value/repr.js';
import type { Kwargs, Value } from '../../value/types.js';
import { type Address, parseAddress } from '../ip/address.js';
import { isPlainMac } from '../ip/mac.js';
import { isPowerOfTwo, Network } from '../ip/network.js';
import { isGlobal, isIn, isPrivate } from '../ip/ranges.js';
import type { Test } from '../types.js';
import type { TestEntry } from './entry.js';

/** Tests of IP and hardware addresses. */
export const addressTests: readonly TestEntry[] = [
  { name: 'ip', doc: 'An IP address or network.', apply: (input) => network(input) !== undefined },
  {
    name: 'ip_address',
    doc: 'An IP address without prefix.',
    apply: (input) => address(input) !== undefined,
  },
  { name: 'ipv4', doc: 'An IPv4 address or network.', apply: (input) => network(input)?.version === 4 },
  { name: 'ipv6', doc: 'An IPv6 address or network.', apply: (input) => network(input)?.version === 6 },
  { name: 'ipv4_address', doc: 'An IPv4 address.', apply: (input) => address(input)?.version === 4 },
  { name: 'ipv6_address', doc: 'An IPv6 address.', apply: (input) => address(input)?.version === 6 },
  {
    name: 'ipv4_netmask',
    doc: 'An IPv4 netmask.',
    apply: (input) => isMask(input, (value) => (value ^ 0xffffffffn) + 1n),
  },
  {
    name: 'ipv4_hostmask',
    doc: 'An IPv4 hostmask (inverted netmask).',
    apply: (input) => isMask(input, (value) => value + 1n),
  },
  { name: 'loopback', doc: 'A loopback address.', apply: inBlock('loopback') },
  { name: 'multicast', doc: 'A multicast address.', apply: inBlock('multicast') },
  {
    name: 'private',
    doc: 'An address that is not routed in the public Internet.',
    apply: (input) => reach(input, isPrivate),
  },
  {
    name: 'public',
    doc: 'An address that is routed in the public Internet.',
    apply: (input) => reach(input, isGlobal),
  },
  { name: 'unspecified', doc: 'The address 0.0.0.0 or ::.', apply: (input) => address(input)?.value === 0n },
  { name: 'mac', doc: 'A hardware address.', apply: (input) => isPlainMac(asText(input)) },
  {
    name: 'in_network',
    doc: 'An address inside the network given.',
    apply: within('in_network', (outer, inner) => outer.contains(inner)),
  },
  {
    name: 'subnet_of',
    doc: 'A network inside the network given.',
    apply: within('subnet_of', (outer, inner) => outer.contains(inner)),
  },
  {
    name: 'supernet_of',
    doc: 'A network that holds the network given.',
    apply: within('supernet_of', (other, own) => own.contains(other)),
  },
  {
    name: 'in_any_network',
    doc: 'An address inside one of the networks of a list.',
    apply: (input, args, kwargs) => {
      const own = network(input);
      const { networks } = bind('in_any_network', ['networks'], args, kwargs);
      return (
        own !== undefined &&
        Array.from(iterate(networks)).some((item) => network(item)?.contains(own) ?? false)
      );
    },
  },
  {
    name: 'in_one_network',
    doc: 'An address inside exactly one of the networks of a list.',
    apply: (input, args, kwargs) => {
      const own = network(input);
      const { networks } = bind('in_one_network', ['networks'], args, kwargs);
      const holding = Array.from(iterate(networks)).filter((item) => own && network(item)?.contains(own));
      return holding.length === 1;
    },
  },
  {
    name: 'ipv6_ipv4_mapped',
    doc: 'An IPv6 address that stands for an IPv4 one (::ffff:192.0.2.1).',
    apply: startsWith(0xffffn, 32n),
  },
  { name: 'ipv6_sixtofour', doc: 'A 6to4 address (2002::/16).', apply: startsWith(0x2002n, 112n) },
  { name: 'ipv6_teredo', doc: 'A Teredo address (2001::/32).', apply: startsWith(0x20010000n, 96n) },
  { name: 'reserved', doc: 'An address of a block reserved by the IETF.', apply: inBlock('reserved') },
];

/** Tests the bits of an IPv6 address above the lowest `rest`. */
function startsWith(prefix: bigint, rest: bigint): Test {
  return (input) => {
    const parsed = address(input);
    return parsed?.version === 6 && parsed.value >> rest === prefix;
  };
}

/** A network or address; a network with host bits is none, as for Python's ipaddress. */
function network(value: Value): Network | undefined {
  const text = withoutZone(value);
  const parsed = Network.parse(text);
  return parsed?.isBase && parseAddress(text.split('/')[0]!) ? parsed : undefined;
}

function address(value: Value): Address | undefined {
  return parseAddress(withoutZone(value));
}

/** IPv6 addresses may name a zone (`fe80::1%eth0`). */
function withoutZone(value: Value): string {
  requireDefined(value);
  return pyStr(value).replace(/(?<=:.*)%[^%/]+$/, '');
}

/** Asks about an address; an IPv4 address inside an IPv6 one (::ffff:192.0.2.1) is asked about in its place. */
function reach(input: Value, answer: (of: Address) => boolean): boolean {
  const parsed = address(input);
  if (!parsed) return false;
  const mapped = parsed.version === 6 && parsed.value >> 32n === 0xffffn;
  return answer(mapped ? { version: 4, value: parsed.value & 0xffffffffn } : parsed);
}

function inBlock(block: 'loopback' | 'multicast' | 'reserved'): Test {
  return (input) => {
    const parsed = address(input);
    return parsed !== undefined && isIn(block, parsed);
  };
}

function isMask(input: Value, complement: (value: bigint) => bigint): boolean {
  const parsed = address(input);
  return parsed?.version === 4 && isPowerOfTwo(complement(parsed.value));
}

function within(name: string, holds: (other: Network, own: Network) => boolean): Test {
  return (input: Value, args: Value[], kwargs: Kwargs) => {
    const own = network(input);
    const other = network(bind(name, ['network'], args, kwargs).network);
    return own !== undefined && other !== undefined && holds(other, own);
  };
}
