/** An IP address with its prefix length. `text` of both is canonical, so equal addresses compare equal. */
export interface Cidr {
  readonly family: 4 | 6;
  /** Canonical address without the prefix. */
  readonly address: string;
  readonly prefix: number;
}

/** The canonical text of an IPv4 or IPv6 address (RFC 5952), or undefined when it is none. */
export function canonicalAddress(text: string): string | undefined {
  if (text.includes(':')) {
    const groups = parseIpv6(text);
    return groups && formatIpv6(groups);
  }
  return parseIpv4(text)?.join('.');
}

/** Parses `192.0.2.1/24` or `2001:db8::1`; without a prefix the address is a host (/32, /128). Undefined when malformed. */
export function parseCidr(text: string): Cidr | undefined {
  const [head = '', tail, ...rest] = text.trim().split('/');
  const address = canonicalAddress(head);
  if (address === undefined || rest.length > 0) return undefined;
  const family = address.includes(':') ? 6 : 4;
  const width = family === 4 ? 32 : 128;
  if (tail === undefined) return { family, address, prefix: width };
  if (!/^\d{1,3}$/.test(tail) || Number(tail) > width) return undefined;
  return { family, address, prefix: Number(tail) };
}

/** `address/prefix`. */
export function formatCidr(cidr: Cidr): string {
  return `${cidr.address}/${cidr.prefix}`;
}

/** The canonical form of a MAC address (`02:00:c0:…`), or undefined when it is none. */
export function canonicalMac(text: string): string | undefined {
  const parts = text.trim().toLowerCase().split(/[:-]/);
  if (parts.length !== 6 || !parts.every((part) => /^[0-9a-f]{1,2}$/.test(part))) return undefined;
  return parts.map((part) => part.padStart(2, '0')).join(':');
}

function parseIpv4(text: string): number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256))
    return undefined;
  return parts.map(Number);
}

function parseIpv6(text: string): number[] | undefined {
  const embedded = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  let source = text;
  if (embedded) {
    const bytes = parseIpv4(embedded[2]!);
    if (!bytes) return undefined;
    const [a, b, c, d] = bytes as [number, number, number, number];
    source = `${embedded[1]}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  }
  const halves = source.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const given = [...(head ?? []), ...(tail ?? [])];
  if (!given.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  const missing = 8 - given.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const zeros = tail === undefined ? [] : new Array<string>(missing).fill('0');
  return [...(head ?? []), ...zeros, ...(tail ?? [])].map((group) => Number.parseInt(group, 16));
}

/** RFC 5952: lower case, no leading zeros, the first longest run of two or more zero groups as `::`. */
function formatIpv6(groups: readonly number[]): string {
  let start = -1;
  let length = 1;
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && groups[end] === 0) end++;
    if (end - i > length) [start, length] = [i, end - i];
  }
  const hex = groups.map((group) => group.toString(16));
  if (start < 0) return hex.join(':');
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`;
}
