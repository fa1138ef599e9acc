import { createPrivateKey, createPublicKey, generateKeyPair, getCurves, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { fail } from '../diag/diagnostic.js';
import { encode, integer, octets, oid, sequence } from './der.js';
import { dsaNumbers } from './dsa.js';
import { encrypt } from './pbe.js';
import { looksLikePem, pemBlocks, toPem } from './pem.js';

/** Types of private keys as community.crypto calls them. */
export const KEY_TYPES = ['DSA', 'ECC', 'Ed25519', 'Ed448', 'RSA', 'X25519', 'X448'] as const;
export type KeyType = (typeof KEY_TYPES)[number];

/** How a private key is written down. */
export type KeyFormat = 'pkcs1' | 'pkcs8' | 'raw';

export interface KeyWish {
  readonly type: KeyType;
  /** Bits of RSA and DSA keys. */
  readonly size: number;
  /** Name of the curve of ECC keys, as in RFC 8422: `secp256r1`. */
  readonly curve: string | undefined;
}

const generate = promisify(generateKeyPair) as unknown as (
  type: string,
  options: object,
) => Promise<{ privateKey: KeyObject }>;

/** Makes a key. RSA with 4096 bits takes about a second. Throws a DiagnosticError for a size or curve that cannot be. */
export async function generatePrivateKey({ type, size, curve }: KeyWish): Promise<KeyObject> {
  if (type === 'RSA' || type === 'DSA') {
    const least = type === 'RSA' ? 512 : 1024;
    if (size < least || size > 16_384)
      fail('key-size-invalid', `a ${type} key cannot have ${size} bits`, {
        fix: `use ${least} to 16384, better 2048 or more`,
      });
  }
  if (type === 'RSA')
    return (await generate('rsa', { modulusLength: size, publicExponent: 65_537 })).privateKey;
  if (type === 'DSA')
    return (await generate('dsa', { modulusLength: size, divisorLength: size > 1024 ? 256 : 160 }))
      .privateKey;
  if (type !== 'ECC') return (await generate(type.toLowerCase(), {})).privateKey;
  const name = opensslCurve(curve ?? 'secp256r1');
  if (!getCurves().includes(name)) fail('curve-unknown', `the curve "${curve}" is not available here`);
  return (await generate('ec', { namedCurve: name })).privateKey;
}

/** OpenSSL calls two of the curves by their older names. */
export function opensslCurve(curve: string): string {
  return { secp256r1: 'prime256v1', secp192r1: 'prime192v1' }[curve] ?? curve;
}

/** The form a private key is written in; undefined for other PEM. */
export function keyFormatOf(content: Uint8Array): KeyFormat | undefined {
  if (!looksLikePem(content)) return 'raw';
  const [first] = pemBlocks(Buffer.from(content).toString('latin1'));
  if (first?.label === 'PRIVATE KEY' || first?.label === 'ENCRYPTED PRIVATE KEY') return 'pkcs8';
  return first?.label.endsWith(' PRIVATE KEY') ? 'pkcs1' : undefined;
}

/** Whether a PEM key is protected by a passphrase. */
export function isEncrypted(content: Uint8Array): boolean {
  const text = Buffer.from(content).toString('latin1');
  return text.includes('BEGIN ENCRYPTED PRIVATE KEY') || text.includes('Proc-Type: 4,ENCRYPTED');
}

/**
 * Reads a private key in PEM. Throws a DiagnosticError that calls the key `what`: not a key, passphrase wrong, missing, or
 * given for a key that has none.
 */
export function readPrivateKey(content: Uint8Array, passphrase: string | undefined, what: string): KeyObject {
  if (keyFormatOf(content) === 'raw' || keyFormatOf(content) === undefined)
    fail('key-invalid', `${what} cannot be read: it is not a private key in PEM form`);
  const encrypted = isEncrypted(content);
  if (encrypted && passphrase === undefined)
    fail('key-passphrase', `${what} is protected by a passphrase and none was given`, {
      fix: 'give privatekey_passphrase',
    });
  if (!encrypted && passphrase !== undefined)
    fail('key-passphrase', `a passphrase was given for ${what}, but it is not protected by one`, {
      fix: 'remove the passphrase',
    });
  try {
    const key = Buffer.from(content);
    return createPrivateKey({ key, format: 'pem', ...(passphrase !== undefined && { passphrase }) });
  } catch (error) {
    const cause = encrypted
      ? 'the passphrase is wrong, or it is damaged'
      : 'it is damaged or of an unknown type';
    return fail('key-invalid', `${what} cannot be read: ${cause}`, {
      notes: [{ message: (error as Error).message }],
    });
  }
}

const RAW_LENGTHS: Readonly<Record<string, number>> = { X25519: 32, Ed25519: 32, X448: 56, Ed448: 57 };
const RAW_OIDS: Readonly<Record<string, string>> = {
  X25519: '1.3.101.110',
  X448: '1.3.101.111',
  Ed25519: '1.3.101.112',
  Ed448: '1.3.101.113',
};

/** Reads the bare bytes of an Edwards or Montgomery key. 32 bytes are X25519 unless Ed25519 is `expected`. */
export function readRawKey(content: Uint8Array, expected: KeyType): KeyObject | undefined {
  const types = Object.keys(RAW_LENGTHS).filter((type) => RAW_LENGTHS[type] === content.length);
  const type = types.find((each) => each === expected) ?? types[0];
  if (type === undefined) return undefined;
  const der = sequence(integer(0), sequence(oid(RAW_OIDS[type]!)), octets(encode(octets(content))));
  return createPrivateKey({ key: encode(der), format: 'der', type: 'pkcs8' });
}

/** The format chosen for `auto`: the traditional one where the type has one. */
export function defaultFormat(type: KeyType): KeyFormat {
  return ['RSA', 'ECC', 'DSA'].includes(type) ? 'pkcs1' : 'pkcs8';
}

/** Writes a key down, protected when there is a passphrase. Throws a DiagnosticError for a format the type does not have. */
export function writePrivateKey(key: KeyObject, format: KeyFormat, passphrase?: string): Buffer {
  const type = key.asymmetricKeyType;
  if (format === 'pkcs8')
    return Buffer.from(passphrase === undefined ? pkcs8(key) : encryptedPkcs8(key, passphrase));
  if (format === 'raw') {
    const { d } = type && type in RAW_TYPES ? key.export({ format: 'jwk' }) : {};
    if (d === undefined || passphrase !== undefined) return unsupported(key, format, passphrase);
    return Buffer.from(d, 'base64url');
  }
  const protection = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase };
  if (type === 'rsa') return Buffer.from(key.export({ type: 'pkcs1', format: 'pem', ...protection }));
  if (type === 'ec') return Buffer.from(key.export({ type: 'sec1', format: 'pem', ...protection }));
  if (type !== 'dsa' || passphrase !== undefined) return unsupported(key, format, passphrase);
  const { p, q, g, x, y } = dsaNumbers(key);
  return Buffer.from(
    toPem('DSA PRIVATE KEY', encode(sequence(...[0n, p, q, g, y, x].map((each) => integer(each))))),
  );
}

const RAW_TYPES = { ed25519: 1, ed448: 1, x25519: 1, x448: 1 };

/** The public key, itself or of a private one, as SubjectPublicKeyInfo. */
export function publicKeyOf(key: KeyObject): Buffer {
  return (key.type === 'public' ? key : createPublicKey(key)).export({ type: 'spki', format: 'der' });
}

function unsupported(key: KeyObject, format: KeyFormat, passphrase: string | undefined): never {
  const how = passphrase === undefined ? '' : ' with a passphrase';
  return fail('key-format', `a key of type ${key.asymmetricKeyType} cannot be written as ${format}${how}`, {
    fix: 'use format: pkcs8',
  });
}

function pkcs8(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function encryptedPkcs8(key: KeyObject, passphrase: string): string {
  const { algorithm, data } = encrypt(key.export({ type: 'pkcs8', format: 'der' }), passphrase);
  return toPem('ENCRYPTED PRIVATE KEY', encode(sequence(algorithm, octets(data))));
}
