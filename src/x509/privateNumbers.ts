import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { decode } from './der.js';
import { bytesOf, children, integerFrom, integerOf } from './derReader.js';
import { dsaNumbers, power } from './dsa.js';

export interface PrivateNumbers {
  readonly data: Readonly<Record<string, bigint | number>>;
  /** Whether the secret numbers fit the public ones; undefined where there is nothing to compare. */
  readonly consistent: boolean | undefined;
}

/** The secret numbers of a private key, and whether they fit together. None for Edwards and Montgomery keys. */
export function privateNumbers(key: KeyObject): PrivateNumbers {
  if (key.asymmetricKeyType === 'rsa') return rsaNumbers(key);
  if (key.asymmetricKeyType === 'dsa') {
    const { p, q, g, x, y } = dsaNumbers(key);
    return { data: { x }, consistent: x > 0n && x < q && power(g, x, p) === y && power(g, q, p) === 1n };
  }
  if (key.asymmetricKeyType === 'ec') {
    const [, secret] = children(decode(key.export({ type: 'sec1', format: 'der' }), 'the key'));
    // A leading zero keeps the number positive.
    const multiplier = integerFrom(Buffer.concat([Buffer.from([0]), bytesOf(secret)]));
    return { data: { multiplier }, consistent: signsForItself(key) };
  }
  const signs = key.asymmetricKeyType === 'ed25519' || key.asymmetricKeyType === 'ed448';
  return { data: {}, consistent: signs ? signsForItself(key) : undefined };
}

function rsaNumbers(key: KeyObject): PrivateNumbers {
  const numbers = children(decode(key.export({ type: 'pkcs1', format: 'der' }), 'the key')).map(integerOf);
  const [, modulus, publicExponent, exponent, p, q] = numbers as [
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  const fits = p * q === modulus && (publicExponent * exponent) % lcm(p - 1n, q - 1n) === 1n;
  return { data: { p, q, exponent }, consistent: fits };
}

function lcm(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y > 0n) [x, y] = [y, x % y];
  return (a / x) * b;
}

function signsForItself(key: KeyObject): boolean {
  const probe = Buffer.from('a text to sign');
  const digest = key.asymmetricKeyType === 'ec' ? 'sha256' : null;
  return verify(digest, probe, createPublicKey(key), sign(digest, probe, key));
}
