import { PyError } from '../../value/errors.js';
import { toInt } from '../../value/numbers.js';
import type { Value } from '../../value/types.js';
import { formatAddress, maximumOf } from './address.js';
import { Network } from './network.js';
import { isGlobal, isIn, isPublicUnicast } from './ranges.js';
import type { IpInput } from './read.js';

type Query = (input: IpInput) => Value;

/** The queries of `ipaddr`, by name. None (null) and False mean that the value does not answer the query. */
export const ipQueries: ReadonlyMap<string, Query> = new Map<string, Query>([
  ['', ({ network, kind }) => (kind === 'address' ? network.text() : String(network))],
  ['6to4', sixToFour],
  ['bool', () => true],
  ['broadcast', ({ network: n }) => (n.size > 2n ? n.text(n.last) : null)],
  ['cidr', ({ network }) => String(network)],
  ['hostmask', hostmask],
  ['wildcard', hostmask],
  ['host', ({ network: n }) => (n.size === 1n || hasHost(n) ? String(n) : null)],
  ['int', ({ network: n, kind }) => (kind === 'address' ? toInt(n.value) : `${n.value}/${n.prefix}`)],
  ['ip', hostAddress],
  ['address', hostAddress],
  ['ip/prefix', ({ network: n }) => (isHostOfNetwork(n) ? String(n) : null)],
  ['ip_netmask', ({ network: n }) => (isHostOfNetwork(n) ? `${n.text()} ${n.text(n.netmask)}` : null)],
  ['ipv4', toV4],
  ['v4', toV4],
  ['ipv6', toV6],
  ['v6', toV6],
  ['link-local', ({ network: n, text }) => (isIn('linkLocal', n.address) ? text : null)],
  ['loopback', loopback],
  ['lo', loopback],
  ['multicast', ({ network: n, text }) => (isIn('multicast', n.address) ? text : null)],
  ['unicast', ({ network: n, text }) => (isIn('multicast', n.address) ? null : text)],
  ['net', ({ network: n }) => (n.size > 1n && n.isBase ? String(n) : null)],
  ['netmask', ({ network: n }) => n.text(n.netmask)],
  ['network', base],
  ['network_id', base],
  ['network/prefix', ({ network: n }) => String(n.cidr)],
  ['subnet', ({ network: n }) => String(n.cidr)],
  ['network_netmask', ({ network: n }) => `${n.text(n.first)} ${n.text(n.netmask)}`],
  ['network_wildcard', ({ network: n }) => `${n.text(n.first)} ${n.text(n.hostmask)}`],
  ['peer', peer],
  ['prefix', ({ network }) => network.prefix],
  ['private', ({ network: n, text }) => (isGlobal(n.address) ? null : text)],
  ['public', ({ network: n, text }) => (isPublicUnicast(n.address) ? text : null)],
  ['revdns', ({ network }) => reverseName(network)],
  ['size', ({ network }) => toInt(network.size)],
  ['size_usable', ({ network: n }) => (n.size === 1n ? 0 : n.size === 2n ? 2 : toInt(n.size - 2n))],
  ['type', ({ network: n }) => (n.size > 1n && n.isBase ? 'network' : 'address')],
  ['version', ({ network }) => network.version],
  ['wrap', wrap],
  ['first_usable', usable((n) => n.usable!.first)],
  ['last_usable', usable((n) => n.usable!.last)],
  ['next_usable', usable((n) => neighbour(n, 1n))],
  ['previous_usable', usable((n) => neighbour(n, -1n))],
  [
    'range_usable',
    (input) => {
      const { usable: range } = requireNetwork(input);
      return range ? `${input.network.text(range.first)}-${input.network.text(range.last)}` : null;
    },
  ],
  ...['address/prefix', 'gateway', 'gw', 'host/prefix', 'hostnet', 'router'].map(
    (name) => [name, usableHost] as const,
  ),
]);

/** The nth address after (before, when negative) the address of the value itself, kept inside the usable ones. */
export function neighbour(network: Network, offset: bigint): bigint | undefined {
  const range = network.usable;
  const value = network.value + offset;
  return range && value >= range.first && value <= range.last ? value : undefined;
}

function usable(pick: (network: Network) => bigint | undefined): Query {
  return (input) => {
    const network = requireNetwork(input);
    const value = network.usable && pick(network);
    return value === undefined ? null : network.text(value);
  };
}

function requireNetwork({ network, kind }: IpInput): Network {
  if (kind === 'network') return network;
  throw new PyError('AnsibleError', 'Not a network address');
}

function base({ network }: IpInput): Value {
  return network.text(network.first);
}

function hostmask({ network }: IpInput): Value {
  return network.text(network.hostmask);
}

function hostAddress({ network: n }: IpInput): Value {
  return n.size === 1n || n.version === 6 || hasHost(n) ? n.text() : null;
}

/** An address that is a host's: not the base of a network, unless that has no broadcast address. */
function hasHost(network: Network): boolean {
  return network.size > 1n && (!network.isBase || network.broadcast === undefined);
}

function isHostOfNetwork(network: Network): boolean {
  return network.size === 2n || (network.size > 1n && !network.isBase);
}

function usableHost({ network: n }: IpInput): Value {
  return n.size > 2n && (n.isBase || n.value === n.broadcast) ? false : String(n);
}

function loopback({ network, text }: IpInput): Value {
  return isIn('loopback', network.address) ? text : null;
}

function toV4({ network: n, text }: IpInput): Value {
  if (n.version === 4) return text;
  const high = n.value >> 32n;
  if (high !== 0n && high !== 0xffffn) return false;
  return String(Network.of(4, n.value & 0xffffffffn, Math.max(0, n.prefix - 96)) ?? false);
}

function toV6({ network: n, text }: IpInput): Value {
  if (n.version === 6) return text;
  return String(Network.of(6, 0xffff00000000n + n.value, n.prefix + 96));
}

function sixToFour({ network: n, kind, text }: IpInput): Value {
  if (n.version === 4) {
    if (n.size > 1n && n.isBase) return false;
    const hex = n.value.toString(16).padStart(8, '0');
    return isPublicUnicast(n.address) || !isGlobal(n.address)
      ? `2002:${hex.slice(0, 4)}:${hex.slice(4)}::1/48`
      : false;
  }
  const inside = n.value >> 112n === 0x2002n;
  return inside && (kind === 'address' || !n.isBase) ? text : false;
}

function peer(input: IpInput): Value {
  const network = requireNetwork(input);
  const position = network.value & 3n;
  if (network.size === 2n) return network.text(network.value ^ 1n);
  if (network.size !== 4n) throw new PyError('AnsibleError', 'Not a point-to-point network');
  if (position === 0n) throw new PyError('AnsibleError', 'Network address of /30 has no peer');
  if (position === 3n) throw new PyError('AnsibleError', 'Broadcast address of /30 has no peer');
  return network.text(network.value ^ 3n);
}

function reverseName({ version, value }: Network): string {
  if (version === 4)
    return `${formatAddress({ version, value }).split('.').reverse().join('.')}.in-addr.arpa.`;
  const digits = (value + maximumOf(6) + 1n).toString(16).slice(1);
  return `${Array.from(digits).reverse().join('.')}.ip6.arpa.`;
}

function wrap({ network: n, kind, text }: IpInput): Value {
  if (n.version === 4) return text;
  return kind === 'address' ? `[${n.text()}]` : `[${n.text()}]/${n.prefix}`;
}
