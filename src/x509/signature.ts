import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { fail } from '../diag/diagnostic.js';
import { type Der, nothing, oid, sequence } from './der.js';
import { children, oidOf } from './derReader.js';

export const DIGESTS = ['sha256', 'sha384', 'sha512', 'sha1', 'md5'] as const;

/** Signature algorithms: object identifier, type of key, digest (undefined: the key's own). */
const ALGORITHMS: readonly (readonly [oid: string, type: string, digest: string | undefined])[] = [
  ['1.2.840.113549.1.1.4', 'rsa', 'md5'],
  ['1.2.840.113549.1.1.5', 'rsa', 'sha1'],
  ['1.2.840.113549.1.1.14', 'rsa', 'sha224'],
  ['1.2.840.113549.1.1.11', 'rsa', 'sha256'],
  ['1.2.840.113549.1.1.12', 'rsa', 'sha384'],
  ['1.2.840.113549.1.1.13', 'rsa', 'sha512'],
  ['1.2.840.10045.4.1', 'ec', 'sha1'],
  ['1.2.840.10045.4.3.1', 'ec', 'sha224'],
  ['1.2.840.10045.4.3.2', 'ec', 'sha256'],
  ['1.2.840.10045.4.3.3', 'ec', 'sha384'],
  ['1.2.840.10045.4.3.4', 'ec', 'sha512'],
  ['1.2.840.10040.4.3', 'dsa', 'sha1'],
  ['2.16.840.1.101.3.4.3.1', 'dsa', 'sha224'],
  ['2.16.840.1.101.3.4.3.2', 'dsa', 'sha256'],
  ['2.16.840.1.101.3.4.3.3', 'dsa', 'sha384'],
  ['2.16.840.1.101.3.4.3.4', 'dsa', 'sha512'],
  ['1.3.101.112', 'ed25519', undefined],
  ['1.3.101.113', 'ed448', undefined],
];

/** How a structure is going to be signed. */
export interface Signer {
  /** AlgorithmIdentifier, which stands inside and outside of what is signed. */
  readonly algorithm: Der;
  sign(bytes: Uint8Array): Buffer;
}

/** A signer with this key; Edwards keys need no digest. Throws a DiagnosticError when the two do not go together. */
export function signer(key: KeyObject, digest: string): Signer {
  const type = key.asymmetricKeyType ?? '';
  if (type === 'x25519' || type === 'x448')
    fail('key-cannot-sign', `a key of type ${type.toUpperCase()} can exchange keys but not sign`, {
      fix: 'use a key of type Ed25519, ECC or RSA',
    });
  const own = type === 'ed25519' || type === 'ed448';
  const found = ALGORITHMS.find(([, keyType, hash]) => keyType === type && (own || hash === digest));
  if (!found || !(own || DIGESTS.some((known) => known === digest)))
    return fail('digest-unsupported', `the digest "${digest}" cannot be used with a key of type ${type}`, {
      fix: `use one of ${DIGESTS.join(', ')}`,
    });
  const [algorithm, , hash] = found;
  return {
    algorithm: sequence(oid(algorithm), ...(type === 'rsa' ? [nothing()] : [])),
    sign: (bytes) => sign(hash ?? null, bytes, key),
  };
}

/** The digest of plain signatures by a key: SHA-256, or null for Edwards keys, which have their own. */
export function signatureDigest(key: KeyObject): 'sha256' | null {
  const type = key.asymmetricKeyType ?? '';
  if (type === 'ed25519' || type === 'ed448') return null;
  signer(key, 'sha256');
  return 'sha256';
}

/** Whether a signature over `bytes` was made by the owner of a public key (SubjectPublicKeyInfo). */
export function isSignedBy(spki: Buffer, algorithm: Der, bytes: Uint8Array, signature: Uint8Array): boolean {
  const found = ALGORITHMS.find(([type]) => type === oidOf(children(algorithm)[0]));
  if (!found) return false;
  try {
    const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    return key.asymmetricKeyType === found[1] && verify(found[2] ?? null, bytes, key, signature);
  } catch {
    return false;
  }
}
