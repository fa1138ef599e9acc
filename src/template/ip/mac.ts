/** A hardware address: EUI-48, the usual MAC, or EUI-64. */
export interface Mac {
  readonly value: bigint;
  readonly bits: 48 | 64;
}

/**
 * Reads a hardware address in any usual notation: bytes, words or halves with separators, twelve (or eleven)
 * hexadecimal digits, or a decimal number. Undefined for other text.
 */
export function parseMac(text: string): Mac | undefined {
  const separated = /^[\da-f]{1,2}([:-])[\da-f]{1,2}(?:\1[\da-f]{1,2}){4}(?:(?:\1[\da-f]{1,2}){2})?$/i.test(
    text,
  );
  const words = /^[\da-f]{1,4}([.:-])[\da-f]{1,4}(?:\1[\da-f]{1,4}){1,2}$/i.test(text);
  const halves = /^[\da-f]{5,6}[:-][\da-f]{5,6}$/i.test(text);
  const parts = text.split(/[.:-]/);
  if (separated) return join(parts, 2);
  if (words) return join(parts, 4);
  if (halves) return join(parts, 6);
  if (/^[\da-f]{11,12}$/i.test(text)) return { value: BigInt(`0x${text}`), bits: 48 };
  return /^\d+$/.test(text) ? fromNumber(BigInt(text)) : undefined;
}

/** true for the notations that are unmistakably a MAC address: pairs, groups of four with dots, twelve digits. */
export function isPlainMac(text: string): boolean {
  const pairs = /^[\da-f]{2}(?:[:-][\da-f]{2}){5}$/i;
  const quads = /^[\da-f]{4}(?:\.[\da-f]{4}){2}$/i;
  return pairs.test(text) || quads.test(text) || /^[\da-f]{12}$/i.test(text);
}

/** The address in words of `size` hexadecimal digits; `pad: false` drops leading zeros of each. */
export function formatMac({ value, bits }: Mac, size: number, separator: string, pad = true): string {
  const digits = value.toString(16).padStart(bits / 4, '0');
  const words = digits.match(new RegExp(`.{${size}}`, 'g')) ?? [];
  return words.map((word) => (pad ? word : word.replace(/^0+(?=.)/, ''))).join(separator);
}

/** The modified EUI-64 interface identifier (RFC 4291, appendix A). */
export function interfaceId({ value, bits }: Mac): bigint {
  const long = bits === 64 ? value : ((value >> 24n) << 40n) | (0xfffen << 24n) | (value & 0xffffffn);
  return long ^ (1n << 57n);
}

function fromNumber(value: bigint): Mac | undefined {
  if (value < 1n << 48n) return { value, bits: 48 };
  return value < 1n << 64n ? { value, bits: 64 } : undefined;
}

function join(parts: readonly string[], size: number): Mac {
  const digits = parts.map((part) => part.padStart(size, '0')).join('');
  return { value: BigInt(`0x${digits}`), bits: digits.length > 12 ? 64 : 48 };
}
