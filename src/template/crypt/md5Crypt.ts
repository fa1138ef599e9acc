import { createHash } from 'node:crypto';
import { encodeGroup } from './base64.js';

/** MD5-crypt (`$1$`), the scheme of FreeBSD's and glibc's crypt(3). */
export function md5Crypt(password: string, salt: string): string {
  const key = Buffer.from(password, 'utf8');
  const salted = Buffer.from(salt.slice(0, 8), 'utf8');
  const hash = (...parts: readonly Buffer[]): Buffer =>
    createHash('md5').update(Buffer.concat(parts)).digest();

  const alternate = hash(key, salted, key);
  const first = [key, Buffer.from('$1$'), salted, Buffer.alloc(key.length, alternate)];
  for (let bits = key.length; bits > 0; bits >>= 1)
    first.push(bits & 1 ? Buffer.from([0]) : key.subarray(0, 1));
  let sum = hash(...first);

  for (let i = 0; i < 1000; i++) {
    const parts = [i & 1 ? key : sum];
    if (i % 3 !== 0) parts.push(salted);
    if (i % 7 !== 0) parts.push(key);
    parts.push(i & 1 ? sum : key);
    sum = hash(...parts);
  }
  const groups = [0, 1, 2, 3, 4].map((i) => encodeGroup(sum[i]!, sum[i + 6]!, sum[i === 4 ? 5 : i + 12]!, 4));
  return `$1$${salted.toString()}$${groups.join('')}${encodeGroup(0, 0, sum[11]!, 2)}`;
}
