import type { KeyObject } from 'node:crypto';
import { decode } from './der.js';
import { bytesOf, children, integerOf } from './derReader.js';

export interface DsaNumbers {
  readonly p: bigint;
  readonly q: bigint;
  readonly g: bigint;
  readonly x: bigint;
  readonly y: bigint;
}

/** The numbers of a DSA private key. */
export function dsaNumbers(key: KeyObject): DsaNumbers {
  const [, algorithm, secret] = children(decode(key.export({ type: 'pkcs8', format: 'der' }), 'the key'));
  const [p, q, g] = children(children(algorithm)[1]).map(integerOf) as [bigint, bigint, bigint];
  const x = integerOf(decode(bytesOf(secret), 'the key'));
  return { p, q, g, x, y: power(g, x, p) };
}

/** base ** exponent modulo `modulus`. */
export function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}
