import type { Cidr } from './ip.js';
import { canonicalAddress } from './ip.js';
import { groupsOf } from './ipGroups.js';

const width = { 4: 32, 6: 128 } as const;

/** A canonical address as a number. */
export function addressNumber(address: string): bigint {
  if (!address.includes(':'))
    return address.split('.').reduce((bits, part) => bits * 256n + BigInt(part), 0n);
  return groupsOf(address).reduce((bits, group) => bits * 65536n + BigInt(group), 0n);
}

/** The canonical text of an address given as a number. */
export function addressText(bits: bigint, family: 4 | 6): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => String((bits >> shift) & 255n)).join('.');
  const groups = Array.from({ length: 8 }, (_, i) => (bits >> BigInt(112 - 16 * i)) & 65535n);
  return canonicalAddress(groups.map((group) => group.toString(16)).join(':'))!;
}

/** The first address of the network that an address with prefix length lies in. */
export function networkAddress({ family, address, prefix }: Cidr): string {
  return addressText(addressNumber(address) & mask(family, prefix), family);
}

/** The last address of a network: the broadcast address of IPv4. */
export function lastAddress({ family, address, prefix }: Cidr): string {
  const all = (1n << BigInt(width[family])) - 1n;
  return addressText(addressNumber(address) | (all ^ mask(family, prefix)), family);
}

/** Whether a canonical address lies in a network; never when the families differ. */
export function inNetwork(address: string, network: Cidr): boolean {
  if (address.includes(':') !== (network.family === 6)) return false;
  const bits = mask(network.family, network.prefix);
  return (addressNumber(address) & bits) === (addressNumber(network.address) & bits);
}

/** Whether two networks share an address. */
export function overlap(a: Cidr, b: Cidr): boolean {
  return a.prefix <= b.prefix ? inNetwork(b.address, a) : inNetwork(a.address, b);
}

function mask(family: 4 | 6, prefix: number): bigint {
  const bits = BigInt(width[family]);
  return ((1n << BigInt(prefix)) - 1n) << (bits - BigInt(prefix));
}
