import { type Address, maximumOf } from './address.js';
import { isPowerOfTwo, Network } from './network.js';

/**
 * Address blocks with a meaning of their own. `notGlobal` and `globalInside` are the IANA special-purpose address
 * registries: blocks that are not globally reachable, and the parts of them that are.
 */
const blocks = {
  notGlobal: [
    '0.0.0.0/8',
    '10.0.0.0/8',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.0.0.0/24',
    '192.0.2.0/24',
    '192.168.0.0/16',
    '198.18.0.0/15',
    '198.51.100.0/24',
    '203.0.113.0/24',
    '240.0.0.0/4',
    '::/127',
    '::ffff:0:0/96',
    '64:ff9b:1::/48',
    '100::/64',
    '2001::/23',
    '2001:db8::/32',
    '2002::/16',
    'fc00::/7',
    'fe80::/10',
  ],
  globalInside: [
    '192.0.0.9/32',
    '192.0.0.10/32',
    '2001:1::1/128',
    '2001:1::2/128',
    '2001:3::/32',
    '2001:4:112::/48',
    '2001:20::/28',
    '2001:30::/28',
  ],
  /** Carriers' address sharing (RFC 6598): neither private nor global. */
  shared: ['100.64.0.0/10'],
  /** All IPv6 space but 2000::/3 and the unique local, link-local, site-local and multicast blocks (RFC 4291). */
  reserved: [
    '240.0.0.0/4',
    '::/3',
    '4000::/2',
    '8000::/2',
    'c000::/3',
    'e000::/4',
    'f000::/5',
    'f800::/6',
    'fe00::/9',
  ],
  multicast: ['224.0.0.0/4', 'ff00::/8'],
  loopback: ['127.0.0.0/8', '::1/128'],
  linkLocal: ['169.254.0.0/16', 'fe80::/10'],
} as const;

type Block = keyof typeof blocks;

const parsed = new Map<Block, readonly Network[]>();

/** true when the address lies in one of the blocks of that name. */
export function isIn(block: Block, address: Address): boolean {
  let networks = parsed.get(block);
  if (!networks) {
    networks = blocks[block].map((text) => Network.parse(text)!);
    parsed.set(block, networks);
  }
  const single = Network.of(address.version, address.value)!;
  return networks.some((network) => network.contains(single));
}

/** true for addresses that the IANA registries keep off the public Internet. */
export function isPrivate(address: Address): boolean {
  return isIn('notGlobal', address) && !isIn('globalInside', address);
}

/** true for addresses that can be reached in the public Internet, multicast included. */
export function isGlobal(address: Address): boolean {
  return !isPrivate(address) && !isIn('shared', address);
}

/** true for public unicast addresses that are no netmask or hostmask. */
export function isPublicUnicast(address: Address): boolean {
  const inverted = address.value ^ maximumOf(address.version);
  const isMask = isPowerOfTwo(inverted + 1n) || isPowerOfTwo(address.value + 1n);
  return isGlobal(address) && !isIn('multicast', address) && !isMask;
}
