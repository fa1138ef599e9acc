import { createHash } from 'node:crypto';
import { encodeGroup } from './base64.js';

/** Byte order of the result in groups of three; the last group is shorter. Drepper's SHA-crypt specification, step 22. */
const orders = {
  sha256: '0 10 20|21 1 11|12 22 2|3 13 23|24 4 14|15 25 5|6 16 26|27 7 17|18 28 8|9 19 29|- 31 30',
  sha512:
    '0 21 42|22 43 1|44 2 23|3 24 45|25 46 4|47 5 26|6 27 48|28 49 7|50 8 29|9 30 51|31 52 10|53 11 32|' +
    '12 33 54|34 55 13|56 14 35|15 36 57|37 58 16|59 17 38|18 39 60|40 61 19|62 20 41|- - 63',
} as const;

/**
 * SHA-crypt (`$5$`, `$6$`) after Ulrich Drepper's public-domain specification. `rounds` is clamped to
 * 1000–999999999 and written into the hash when given; 5000 when absent.
 */
export function shaCrypt(
  algorithm: 'sha256' | 'sha512',
  password: string,
  salt: string,
  rounds?: number,
): string {
  const key = Buffer.from(password, 'utf8');
  const salted = Buffer.from(salt.slice(0, 16), 'utf8');
  const count = Math.min(999_999_999, Math.max(1000, rounds ?? 5000));
  const hash = (...parts: readonly Buffer[]): Buffer => {
    const digest = createHash(algorithm);
    for (const part of parts) digest.update(part);
    return digest.digest();
  };

  const alternate = hash(key, salted, key);
  const first = [key, salted, fill(alternate, key.length)];
  for (let bits = key.length; bits > 0; bits >>= 1) first.push(bits & 1 ? alternate : key);
  let sum = hash(...first);

  const p = fill(hash(...Array.from({ length: key.length }, () => key)), key.length);
  const s = fill(hash(...Array.from({ length: 16 + sum[0]! }, () => salted)), salted.length);
  for (let i = 0; i < count; i++) {
    const parts = [i & 1 ? p : sum];
    if (i % 3 !== 0) parts.push(s);
    if (i % 7 !== 0) parts.push(p);
    parts.push(i & 1 ? sum : p);
    sum = hash(...parts);
  }
  const prefix = algorithm === 'sha256' ? '$5$' : '$6$';
  const note = rounds === undefined ? '' : `rounds=${count}$`;
  return `${prefix}${note}${salted.toString()}$${encode(sum, orders[algorithm])}`;
}

function fill(block: Buffer, size: number): Buffer {
  return size === 0 ? Buffer.alloc(0) : Buffer.alloc(size, block);
}

function encode(sum: Buffer, order: string): string {
  return order
    .split('|')
    .map((group) => {
      const [high, middle, low] = group
        .split(' ')
        .map((index) => (index === '-' ? undefined : sum[Number(index)]!));
      const bytes = [high, middle, low].filter((byte) => byte !== undefined).length;
      return encodeGroup(high ?? 0, middle ?? 0, low ?? 0, bytes + 1);
    })
    .join('');
}
