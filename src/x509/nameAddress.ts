import { isIPv4, isIPv6 } from 'node:net';

/**
 * Bytes of an IPv4 or IPv6 address as certificates hold them; `address/prefix` (or `address/mask`) gives the address and
 * its mask. undefined when the text is neither, or when bits beyond the prefix are set.
 */
export function parseAddress(written: string): Buffer | undefined {
  const [host = '', prefix, ...more] = written.split('/');
  const address = addressBytes(host);
  if (address === undefined || more.length > 0) return undefined;
  if (prefix === undefined) return address;
  const mask = isIPv4(host) && isIPv4(prefix) ? addressBytes(prefix) : maskBytes(prefix, address.length);
  if (mask === undefined || address.some((byte, index) => (byte & ~mask[index]!) !== 0)) return undefined;
  return Buffer.concat([address, mask]);
}

/** The text of such bytes, networks as `address/prefix`. */
export function formatAddress(bytes: Uint8Array): string {
  if (bytes.length === 4 || bytes.length === 16) return addressText(bytes);
  const half = bytes.length / 2;
  const ones = [...bytes.subarray(half)].map((byte) => byte.toString(2).replaceAll('0', '')).join('').length;
  return `${addressText(bytes.subarray(0, half))}/${ones}`;
}

function addressBytes(host: string): Buffer | undefined {
  if (isIPv4(host)) return Buffer.from(host.split('.').map(Number));
  if (!isIPv6(host) || host.includes('%')) return undefined;
  const [left = [], right] = compressed(host)
    .split('::')
    .map((side) => (side === '' ? [] : side.split(':')));
  const zeros = right === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0');
  const groups = [...left, ...zeros, ...(right ?? [])];
  return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

function maskBytes(prefix: string, length: number): Buffer | undefined {
  const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
  if (!(bits <= length * 8)) return undefined;
  return Buffer.from(
    `${'1'.repeat(bits)}`
      .padEnd(length * 8, '0')
      .match(/.{8}/g)!
      .map((byte) => Number.parseInt(byte, 2)),
  );
}

function addressText(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Buffer.from(bytes).toString('hex').match(/.{4}/g) ?? [];
  return compressed(groups.join(':'));
}

// The URL parser writes IPv6 addresses in the one form of RFC 5952.
function compressed(host: string): string {
  return new URL(`http://[${host}]/`).hostname.slice(1, -1);
}
