/** The characters of crypt(3) salts and hashes. */
export const cryptAlphabet = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** crypt's base 64: `count` characters of a 24-bit group, lowest six bits first. */
export function encodeGroup(high: number, middle: number, low: number, count: number): string {
  let bits = (high << 16) | (middle << 8) | low;
  let out = '';
  for (let i = 0; i < count; i++) {
    out += cryptAlphabet[bits & 63];
    bits >>= 6;
  }
  return out;
}
