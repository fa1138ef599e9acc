import { type Address, maximumOf } from './address.js';
import { isPowerOfTwo, Network } from './network.js';

/** Address blocks of the IANA special-purpose registries, as netaddr 0.8 groups them (`unroutable`: as Python's ipaddress). */
const blocks = {
  private4: [
    '10.0.0.0/8',
    '100.64.0.0/10',
    '172.16.0.0/12',
    '192.0.0.0/24',
    '192.168.0.0/16',
    '198.18.0.0/15',
    '239.0.0.0/8',
    '169.254.0.0/16',
  ],
  private6: ['fc00::/7', 'fec0::/10', 'fe80::/10'],
  reserved4: [
    '0.0.0.0/8',
    '192.0.2.0/24',
    '240.0.0.0/4',
    '198.51.100.0/24',
    '203.0.113.0/24',
    '233.252.0.0/24',
    '234.0.0.0/7',
    '236.0.0.0/7',
    '238.0.0.0/8',
    '225.0.0.0/8',
    '226.0.0.0/7',
    '228.0.0.0/6',
    '127.0.0.0/8',
    '192.88.99.0/24',
  ],
  reserved6: [
    'ff00::/12',
    '::/8',
    '100::/8',
    '200::/7',
    '400::/6',
    '800::/5',
    '1000::/4',
    '4000::/3',
    '6000::/3',
    '8000::/3',
    'a000::/3',
    'c000::/3',
    'e000::/4',
    'f000::/5',
    'f800::/6',
    'fe00::/9',
  ],
  notGlobal6: ['::ffff:0:0/96', '64:ff9b:1::/48', '100::/64', '2001::/23', '2001:db8::/32', '2002::/16'],
  globalAnyway: [
    '239.0.0.0/8',
    '233.252.0.0/24',
    '234.0.0.0/7',
    '236.0.0.0/7',
    '238.0.0.0/8',
    '225.0.0.0/8',
    '226.0.0.0/7',
    '228.0.0.0/6',
    '192.88.99.0/24',
    '192.0.0.9/32',
    '192.0.0.10/32',
  ],
  unroutable: [
    '0.0.0.0/8',
    '10.0.0.0/8',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.0.0.0/29',
    '192.0.0.170/31',
    '192.0.2.0/24',
    '192.168.0.0/16',
    '198.18.0.0/15',
    '198.51.100.0/24',
    '203.0.113.0/24',
    '240.0.0.0/4',
    '::/127',
    '100::/64',
    '2001::/23',
    '2001:db8::/32',
    'fc00::/7',
    'fe80::/10',
  ],
  reserved: [
    '240.0.0.0/4',
    '::/8',
    '100::/8',
    '200::/7',
    '400::/6',
    '800::/5',
    '1000::/4',
    '4000::/3',
    '6000::/3',
    '8000::/3',
    'a000::/3',
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

/** true for addresses that are routed in the public Internet, or that netaddr counts among them. */
export function isGlobal(address: Address): boolean {
  if (isIn('globalAnyway', address)) return true;
  const special: readonly Block[] = ['private4', 'private6', 'reserved4', 'reserved6', 'notGlobal6'];
  return !special.some((block) => isIn(block, address));
}

/** true for public unicast addresses that are no loopback, netmask or hostmask. */
export function isPublicUnicast(address: Address): boolean {
  const inverted = address.value ^ maximumOf(address.version);
  const isMask = isPowerOfTwo(inverted + 1n) || isPowerOfTwo(address.value + 1n);
  return isGlobal(address) && !isIn('multicast', address) && !isIn('loopback', address) && !isMask;
}
