export type IpVersion = 4 | 6;

/** An IP address as a number of its version's width. */
export interface Address {
  readonly version: IpVersion;
  readonly value: bigint;
}

/** Bits of an address. */
export function widthOf(version: IpVersion): number {
  return version === 4 ? 32 : 128;
}

/** The largest value of a version. */
export function maximumOf(version: IpVersion): bigint {
  return (1n << BigInt(widthOf(version))) - 1n;
}

/** Reads dotted IPv4 (four decimal parts) or IPv6 text; undefined for anything else. */
export function parseAddress(text: string): Address | undefined {
  if (!text.includes(':')) {
    const value = parseV4(text);
    return value === undefined ? undefined : { version: 4, value };
  }
  const value = parseV6(text);
  return value === undefined ? undefined : { version: 6, value };
}

/** The text of an address; IPv6 compressed as RFC 5952 and inet_ntop do. */
export function formatAddress({ version, value }: Address): string {
  return version === 4 ? formatV4(value) : formatV6(value);
}

function parseV4(text: string): bigint | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!match) return undefined;
  let value = 0n;
  for (const part of match.slice(1)) {
    if (Number(part) > 255 || (part.length > 1 && part.startsWith('0'))) return undefined;
    value = (value << 8n) | BigInt(part);
  }
  return value;
}

function parseV6(text: string): bigint | undefined {
  let body = text;
  const tail = /(?<=:)\d+\.\d+\.\d+\.\d+$/.exec(text)?.[0];
  if (tail !== undefined) {
    const low = parseV4(tail);
    if (low === undefined) return undefined;
    body = `${text.slice(0, -tail.length)}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}`;
  }
  const halves = body.split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const [head = [], rest] = groups;
  const missing = 8 - head.length - (rest?.length ?? 0);
  if (rest === undefined ? missing !== 0 : missing < 1) return undefined;
  const words = [...head, ...Array.from({ length: missing }, () => '0'), ...(rest ?? [])];
  let value = 0n;
  for (const word of words) {
    if (!/^[\da-fA-F]{1,4}$/.test(word)) return undefined;
    value = (value << 16n) | BigInt(`0x${word}`);
  }
  return value;
}

function formatV4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.');
}

function formatV6(value: bigint): string {
  const words = Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(112 - 16 * i)) & 0xffffn));
  const zeros = longestZeros(words);
  const mapped = zeros.start === 0 && (zeros.length === 6 || (zeros.length === 5 && words[5] === 0xffff));
  if (mapped) return `::${zeros.length === 5 ? 'ffff:' : ''}${formatV4(value & 0xffffffffn)}`;
  const hex = words.map((word) => word.toString(16));
  if (zeros.length < 2) return hex.join(':');
  const end = zeros.start + zeros.length;
  return `${hex.slice(0, zeros.start).join(':')}::${hex.slice(end).join(':')}`;
}

function longestZeros(words: readonly number[]): { start: number; length: number } {
  let best = { start: -1, length: 0 };
  for (let start = 0; start < words.length; start++) {
    let length = 0;
    while (words[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  return best;
}
