import { createCipheriv, createDecipheriv, createHash, pbkdf2Sync, randomBytes } from 'node:crypto';
import rc2 from 'node-forge/lib/rc2.js';
import util from 'node-forge/lib/util.js';
import { fail } from '../diag/diagnostic.js';
import { type Der, integer, nothing, octets, oid, sequence } from './der.js';
import { bytesOf, children, integerOf, isType, oidOf } from './derReader.js';

/** Data encrypted with a passphrase, and how. */
export interface Encrypted {
  readonly algorithm: Der;
  readonly data: Buffer;
}

const PBES2 = '1.2.840.113549.1.5.13';
const PBKDF2 = '1.2.840.113549.1.5.12';
const HMAC_SHA256 = '1.2.840.113549.2.9';
const AES_256_CBC = '2.16.840.1.101.3.4.1.42';
const SHA1_3DES = '1.2.840.113549.1.12.1.3';

/** Rounds that turn a passphrase into a key: tens of milliseconds, far above OpenSSL's 2048. */
const ROUNDS = 100_000;

/** PBES2 (RFC 8018) with PBKDF2-HMAC-SHA256 and AES-256-CBC: what every current reader knows. */
export function encrypt(plain: Uint8Array, passphrase: string, rounds = ROUNDS): Encrypted {
  const salt = randomBytes(16);
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', pbkdf2Sync(passphrase, salt, rounds, 32, 'sha256'), iv);
  const data = Buffer.concat([cipher.update(plain), cipher.final()]);
  const prf = sequence(oid(HMAC_SHA256), nothing());
  const derivation = sequence(oid(PBKDF2), sequence(octets(salt), integer(rounds), integer(32), prf));
  const scheme = sequence(oid(AES_256_CBC), octets(iv));
  return { algorithm: sequence(oid(PBES2), sequence(derivation, scheme)), data };
}

/** PBE of PKCS #12 with SHA-1 and triple DES: weak, but the only thing old Windows and Java read. */
export function encryptCompatibly(plain: Uint8Array, passphrase: string, rounds: number): Encrypted {
  const salt = randomBytes(8);
  const key = pkcs12Key('sha1', passphrase, salt, rounds, 1, 24);
  const cipher = createCipheriv('des-ede3-cbc', key, pkcs12Key('sha1', passphrase, salt, rounds, 2, 8));
  const data = Buffer.concat([cipher.update(plain), cipher.final()]);
  return { algorithm: sequence(oid(SHA1_3DES), sequence(octets(salt), integer(rounds))), data };
}

/** Undoes any encryption that PKCS #12 files are found with. Throws a DiagnosticError: wrong passphrase, or unknown. */
export function decrypt(algorithm: Der, data: Uint8Array, passphrase: string): Buffer {
  const [type, parameters] = children(algorithm);
  try {
    return oidOf(type) === PBES2
      ? decryptPbes2(parameters, data, passphrase)
      : decryptPkcs12(oidOf(type), parameters, data, passphrase);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return fail('pkcs12-passphrase', 'the passphrase is wrong, or the file is damaged');
  }
}

const PRFS: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
};

const CIPHERS: Readonly<Record<string, readonly [name: string, keyLength: number]>> = {
  '1.2.840.113549.3.7': ['des-ede3-cbc', 24],
  '2.16.840.1.101.3.4.1.2': ['aes-128-cbc', 16],
  '2.16.840.1.101.3.4.1.22': ['aes-192-cbc', 24],
  '2.16.840.1.101.3.4.1.42': ['aes-256-cbc', 32],
};

function decryptPbes2(parameters: Der | undefined, data: Uint8Array, passphrase: string): Buffer {
  const [derivation, scheme] = children(parameters);
  const [salt, rounds, ...rest] = children(children(derivation)[1]);
  const prf = rest.find((part) => isType(part, 'sequence'));
  const digest = prf ? PRFS[oidOf(children(prf)[0])] : 'sha1';
  const [cipher, iv] = children(scheme);
  const [name, length] = CIPHERS[oidOf(cipher)] ?? ['', 0];
  if (digest === undefined || name === '') return unknown(oidOf(cipher));
  const key = pbkdf2Sync(passphrase, bytesOf(salt), Number(integerOf(rounds)), length, digest);
  const decipher = createDecipheriv(name, key, bytesOf(iv));
  return Buffer.concat([decipher.update(data), decipher.final()]);
}

function decryptPkcs12(
  type: string,
  parameters: Der | undefined,
  data: Uint8Array,
  passphrase: string,
): Buffer {
  const [saltPart, roundsPart] = children(parameters);
  const derive = (id: 1 | 2, length: number) =>
    pkcs12Key('sha1', passphrase, bytesOf(saltPart), Number(integerOf(roundsPart)), id, length);
  if (type === SHA1_3DES) {
    const decipher = createDecipheriv('des-ede3-cbc', derive(1, 24), derive(2, 8));
    return Buffer.concat([decipher.update(data), decipher.final()]);
  }
  const bits = { '1.2.840.113549.1.12.1.5': 128, '1.2.840.113549.1.12.1.6': 40 }[type];
  if (bits === undefined) return unknown(type);
  // RC2 of old exports: OpenSSL 3 has it only in its legacy part, which programs do not load.
  const cipher = rc2.createDecryptionCipher(util.createBuffer(derive(1, bits / 8).toString('latin1')), bits);
  cipher.start(derive(2, 8).toString('latin1'));
  cipher.update(util.createBuffer(Buffer.from(data).toString('latin1')));
  if (!cipher.finish()) fail('pkcs12-passphrase', 'the passphrase is wrong, or the file is damaged');
  return Buffer.from(cipher.output.getBytes(), 'latin1');
}

/** Key derivation of PKCS #12 (RFC 7292, B.2); `id`: 1 key, 2 initial vector, 3 MAC key. */
export function pkcs12Key(
  digest: string,
  passphrase: string,
  salt: Uint8Array,
  rounds: number,
  id: 1 | 2 | 3,
  length: number,
): Buffer {
  const block = /^sha(384|512)$/.test(digest) ? 128 : 64;
  const text = Buffer.from(`${passphrase}\0`, 'utf16le').swap16();
  const input = Buffer.concat([fill(salt, block), fill(text, block)]);
  const diversifier = Buffer.alloc(block, id);
  const output: Buffer[] = [];
  for (let got = 0; got < length; got += output.at(-1)!.length) {
    let hash = createHash(digest).update(diversifier).update(input).digest();
    for (let round = 1; round < rounds; round++) hash = createHash(digest).update(hash).digest();
    output.push(hash);
    addToBlocks(input, fill(hash, block, block), block);
  }
  return Buffer.concat(output).subarray(0, length);
}

/** Repeats bytes up to the next multiple of the block, or to `length`. */
function fill(bytes: Uint8Array, block: number, length = Math.ceil(bytes.length / block) * block): Buffer {
  return length === 0 ? Buffer.alloc(0) : Buffer.alloc(length, bytes);
}

/** Adds `addend` + 1 to every block, as big-endian numbers. */
function addToBlocks(input: Buffer, addend: Buffer, block: number): void {
  for (let start = 0; start < input.length; start += block) {
    let carry = 1;
    for (let at = block - 1; at >= 0; at--) {
      carry += input[start + at]! + addend[at]!;
      input[start + at] = carry & 0xff;
      carry >>= 8;
    }
  }
}

function unknown(type: string): never {
  return fail('pkcs12-cipher', `the file is encrypted in a way that is not supported (${type})`, {
    fix: 'convert it with openssl pkcs12',
  });
}
