import { createHash, createPublicKey, getHashes, type KeyObject } from 'node:crypto';
import { fail } from '../diag/diagnostic.js';
import { decode } from './der.js';
import { bitsOf, children, integerOf, isType, oidOf } from './derReader.js';
import { colonHex } from './generalName.js';
import type { KeyType } from './privateKey.js';

/** What a public key tells about itself. */
export interface PublicKeyFacts {
  readonly type: KeyType | 'unknown';
  readonly data: Readonly<Record<string, bigint | number | string>>;
}

const CURVES: Readonly<Record<string, readonly [name: string, bits: number]>> = {
  '1.2.840.10045.3.1.1': ['secp192r1', 192],
  '1.2.840.10045.3.1.7': ['secp256r1', 256],
  '1.3.132.0.10': ['secp256k1', 256],
  '1.3.132.0.33': ['secp224r1', 224],
  '1.3.132.0.34': ['secp384r1', 384],
  '1.3.132.0.35': ['secp521r1', 521],
  '1.3.36.3.3.2.8.1.1.7': ['brainpoolP256r1', 256],
  '1.3.36.3.3.2.8.1.1.11': ['brainpoolP384r1', 384],
  '1.3.36.3.3.2.8.1.1.13': ['brainpoolP512r1', 512],
  '1.3.132.0.1': ['sect163k1', 163],
  '1.3.132.0.15': ['sect163r2', 163],
  '1.3.132.0.26': ['sect233k1', 233],
  '1.3.132.0.27': ['sect233r1', 233],
  '1.3.132.0.16': ['sect283k1', 283],
  '1.3.132.0.17': ['sect283r1', 283],
  '1.3.132.0.36': ['sect409k1', 409],
  '1.3.132.0.37': ['sect409r1', 409],
  '1.3.132.0.38': ['sect571k1', 571],
  '1.3.132.0.39': ['sect571r1', 571],
};

const EDWARDS: Readonly<Record<string, KeyType>> = {
  '1.3.101.110': 'X25519',
  '1.3.101.111': 'X448',
  '1.3.101.112': 'Ed25519',
  '1.3.101.113': 'Ed448',
};

/** Type and numbers of a public key given as SubjectPublicKeyInfo. */
export function publicKeyFacts(spki: Uint8Array): PublicKeyFacts {
  const [algorithm, key] = children(decode(spki, 'the public key'));
  const [type, parameters] = children(algorithm);
  const name = oidOf(type);
  if (name === '1.2.840.113549.1.1.1' || name === '1.2.840.113549.1.1.10') {
    const [modulus, exponent] = children(decode(bitsOf(key), 'the public key')).map(integerOf) as [
      bigint,
      bigint,
    ];
    return { type: 'RSA', data: { size: bitLength(modulus), modulus, exponent } };
  }
  if (name === '1.2.840.10040.4.1') {
    const [p, q, g] = children(parameters).map(integerOf) as [bigint, bigint, bigint];
    const y = integerOf(decode(bitsOf(key), 'the public key'));
    return { type: 'DSA', data: { size: bitLength(p), p, q, g, y } };
  }
  if (name === '1.2.840.10045.2.1') {
    const [curve, bits] = (parameters && !isType(parameters, 'sequence') && CURVES[oidOf(parameters)]) || [
      'unknown',
      0,
    ];
    const point = bitsOf(key).subarray(1);
    const half = point.length / 2;
    const x = BigInt(`0x${point.subarray(0, half).toString('hex')}`);
    const y = BigInt(`0x${point.subarray(half).toString('hex')}`);
    return { type: 'ECC', data: { curve, x, y, exponent_size: bits } };
  }
  return { type: EDWARDS[name] ?? 'unknown', data: {} };
}

/** Bits of an RSA or DSA key; undefined for other types. */
export function keySize(facts: PublicKeyFacts): number | undefined {
  return typeof facts.data.size === 'number' ? facts.data.size : undefined;
}

/** Reads a public key in PEM. Throws a DiagnosticError that calls it `what`. */
export function readPublicKey(content: Uint8Array, what: string): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(content), format: 'pem' });
  } catch (error) {
    return fail('key-invalid', `${what} cannot be read: it is not a public key in PEM form`, {
      notes: [{ message: (error as Error).message }],
    });
  }
}

/** Digests by the names of Python's hashlib, and what OpenSSL calls them. */
const DIGESTS: Readonly<Record<string, string>> = {
  blake2b: 'blake2b512',
  blake2s: 'blake2s256',
  md5: 'md5',
  sha1: 'sha1',
  sha224: 'sha224',
  sha256: 'sha256',
  sha384: 'sha384',
  sha3_224: 'sha3-224',
  sha3_256: 'sha3-256',
  sha3_384: 'sha3-384',
  sha3_512: 'sha3-512',
  sha512: 'sha512',
  shake_128: 'shake128',
  shake_256: 'shake256',
};

/** Fingerprints by every digest that is available, as `aa:bb:…`; the shake digests have 32 bytes. */
export function fingerprints(bytes: Uint8Array): Record<string, string> {
  const available = getHashes().map((name) => name.toLowerCase());
  const known = Object.entries(DIGESTS).filter(([, name]) => available.includes(name));
  return Object.fromEntries(
    known.map(([label, name]) => {
      const options = name.startsWith('shake') ? { outputLength: 32 } : {};
      return [label, colonHex(createHash(name, options).update(bytes).digest())];
    }),
  );
}

/** The one fingerprint that diffs show. */
export function sha256Fingerprint(bytes: Uint8Array): Record<string, string> {
  return { sha256: colonHex(createHash('sha256').update(bytes).digest()) };
}

function bitLength(value: bigint): number {
  return value.toString(2).length;
}
