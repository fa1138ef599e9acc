/** A 48-bit hardware address in any usual notation, as a number; undefined for other text. */
export function parseMac(text: string): bigint | undefined {
  const separated = /^[\da-f]{1,2}(?:([:-])[\da-f]{1,2})(?:\1[\da-f]{1,2}){4}$/i.test(text);
  const words = /^[\da-f]{1,4}(?:([.:-])[\da-f]{1,4})(?:\1[\da-f]{1,4})$/i.test(text);
  const halves = /^[\da-f]{5,6}[:-][\da-f]{5,6}$/i.test(text);
  const parts = text.split(/[.:-]/);
  if (separated) return join(parts, 2);
  if (words) return join(parts, 4);
  if (halves) return join(parts, 6);
  return /^[\da-f]{11,12}$/i.test(text) ? BigInt(`0x${text}`) : undefined;
}

/** The address in words of `size` hexadecimal digits; `pad: false` drops leading zeros of each. */
export function formatMac(mac: bigint, size: number, separator: string, pad = true): string {
  const digits = mac.toString(16).padStart(12, '0');
  const words = digits.match(new RegExp(`.{${size}}`, 'g')) ?? [];
  return words.map((word) => (pad ? word : word.replace(/^0+(?=.)/, ''))).join(separator);
}

/** The modified EUI-64 interface identifier (RFC 4291, appendix A). */
export function interfaceId(mac: bigint): bigint {
  const flipped = mac ^ (1n << 41n);
  return ((flipped >> 24n) << 40n) | (0xfffen << 24n) | (flipped & 0xffffffn);
}

function join(parts: readonly string[], size: number): bigint {
  return BigInt(`0x${parts.map((part) => part.padStart(size, '0')).join('')}`);
}
