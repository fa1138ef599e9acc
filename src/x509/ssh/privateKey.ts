import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import bcrypt from 'bcrypt-pbkdf';
import { fail } from '../../diag/diagnostic.js';
import { encode, integer, integerBytes, octets, oid, sequence } from '../der.js';
import { dsaNumbers } from '../dsa.js';
import { pemBlocks, toPem } from '../pem.js';
import { readPrivateKey, readRawKey } from '../privateKey.js';
import { toSshPublicKey } from './publicKey.js';
import { SshReader, sshInteger, sshString, sshUint32 } from './wire.js';

const LABEL = 'OPENSSH PRIVATE KEY';
const MAGIC = Buffer.from('openssh-key-v1\0');
/** What ssh-keygen uses up to OpenSSH 9.3: about half a second here, which has no native code for it. */
const ROUNDS = 16;
const JWK_CURVES: Readonly<Record<string, string>> = {
  nistp256: 'P-256',
  nistp384: 'P-384',
  nistp521: 'P-521',
};
const CIPHERS: Readonly<Record<string, readonly [name: string, keyLength: number, ivLength: number]>> = {
  'aes256-ctr': ['aes-256-ctr', 32, 16],
  'aes192-ctr': ['aes-192-ctr', 24, 16],
  'aes128-ctr': ['aes-128-ctr', 16, 16],
  'aes256-cbc': ['aes-256-cbc', 32, 16],
  'aes128-cbc': ['aes-128-cbc', 16, 16],
};

export interface SshPrivateKey {
  readonly key: KeyObject;
  /** Empty for keys in PEM, which have none. */
  readonly comment: string;
}

/** Writes a private key in OpenSSH's own form, protected when there is a passphrase. */
export function writeSshPrivateKey(key: KeyObject, comment: string, passphrase?: string): Buffer {
  const { algorithm, blob } = toSshPublicKey(createPublicKey(key));
  const check = randomBytes(4);
  const body = Buffer.concat([
    check,
    check,
    sshString(algorithm),
    ...secretParts(key, blob),
    sshString(comment),
  ]);
  const size = passphrase === undefined ? 8 : 16;
  const padding = Buffer.from(
    Array.from({ length: (size - (body.length % size)) % size }, (_each, at) => at + 1),
  );
  const plain = Buffer.concat([body, padding]);
  const { names, secret } =
    passphrase === undefined ? { names: openNames(), secret: plain } : closed(plain, passphrase);
  const whole = Buffer.concat([MAGIC, ...names, sshUint32(1), sshString(blob), sshString(secret)]);
  return Buffer.from(toPem(LABEL, whole));
}

/** Reads a private key, in OpenSSH's form or in PEM. Throws a DiagnosticError that calls it `what`. */
export function readSshPrivateKey(
  content: Uint8Array,
  passphrase: string | undefined,
  what: string,
): SshPrivateKey {
  const block = pemBlocks(Buffer.from(content).toString('latin1')).find(({ label }) => label === LABEL);
  if (!block) return { key: readPrivateKey(content, passphrase, what), comment: '' };
  if (!block.der.subarray(0, MAGIC.length).equals(MAGIC))
    fail('key-invalid', `${what} cannot be read: it is damaged`);
  const reader = new SshReader(block.der.subarray(MAGIC.length));
  const [cipher, kdf, options] = [reader.text(), reader.text(), reader.string()];
  reader.uint32();
  reader.string();
  const secret = reader.string();
  if (cipher === 'none' && passphrase !== undefined)
    fail('key-passphrase', `a passphrase was given for ${what}, but it is not protected by one`, {
      fix: 'remove the passphrase',
    });
  if (cipher !== 'none' && passphrase === undefined)
    fail('key-passphrase', `${what} is protected by a passphrase and none was given`, {
      fix: 'give the passphrase',
    });
  const plain = cipher === 'none' ? secret : opened(secret, { cipher, kdf, options }, passphrase!, what);
  const body = new SshReader(plain);
  if (!body.take(4).equals(body.take(4)))
    fail('key-invalid', `${what} cannot be read: the passphrase is wrong, or it is damaged`);
  return { key: secretKey(body, what), comment: body.text() };
}

/** Whether a file is a private key in OpenSSH's form. */
export function isSshPrivateKey(content: Uint8Array): boolean {
  return Buffer.from(content).includes(`BEGIN ${LABEL}`);
}

function openNames(): Buffer[] {
  return [sshString('none'), sshString('none'), sshString('')];
}

function closed(plain: Buffer, passphrase: string): { names: Buffer[]; secret: Buffer } {
  const salt = randomBytes(16);
  const derived = derive(passphrase, salt, 48, ROUNDS);
  const cipher = createCipheriv('aes-256-ctr', derived.subarray(0, 32), derived.subarray(32));
  const options = Buffer.concat([sshString(salt), sshUint32(ROUNDS)]);
  const names = [sshString('aes256-ctr'), sshString('bcrypt'), sshString(options)];
  return { names, secret: Buffer.concat([cipher.update(plain), cipher.final()]) };
}

function opened(
  secret: Buffer,
  { cipher, kdf, options }: { readonly cipher: string; readonly kdf: string; readonly options: Buffer },
  passphrase: string,
  what: string,
): Buffer {
  const [name, keyLength, ivLength] = CIPHERS[cipher] ?? ['', 0, 0];
  if (kdf !== 'bcrypt' || name === '')
    fail('key-cipher', `${what} is encrypted with ${cipher}, which is not supported`);
  const reader = new SshReader(options);
  const derived = derive(passphrase, reader.string(), keyLength + ivLength, reader.uint32());
  const decipher = createDecipheriv(name, derived.subarray(0, keyLength), derived.subarray(keyLength));
  decipher.setAutoPadding(false);
  return Buffer.concat([decipher.update(secret), decipher.final()]);
}

function derive(passphrase: string, salt: Buffer, length: number, rounds: number): Buffer {
  const word = Buffer.from(passphrase);
  const key = Buffer.alloc(length);
  if (bcrypt.pbkdf(word, word.length, salt, salt.length, key, length, rounds) !== 0)
    fail('key-passphrase', 'a key cannot be derived from an empty passphrase');
  return key;
}

/** The fields after the type's name: public ones repeated, then the secret ones. */
function secretParts(key: KeyObject, blob: Buffer): Buffer[] {
  const jwk = key.asymmetricKeyType === 'dsa' ? {} : key.export({ format: 'jwk' });
  const number = (name: 'n' | 'e' | 'd' | 'p' | 'q' | 'qi') =>
    sshInteger(BigInt(`0x${Buffer.from(jwk[name] ?? '', 'base64url').toString('hex') || '0'}`));
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return [number('n'), number('e'), number('d'), number('qi'), number('p'), number('q')];
    case 'ed25519': {
      const point = Buffer.from(jwk.x ?? '', 'base64url');
      return [sshString(point), sshString(Buffer.concat([Buffer.from(jwk.d ?? '', 'base64url'), point]))];
    }
    case 'dsa': {
      const { p, q, g, y, x } = dsaNumbers(key);
      return [p, q, g, y, x].map(sshInteger);
    }
    default: {
      const reader = new SshReader(blob);
      reader.string();
      return [sshString(reader.string()), sshString(reader.string()), number('d')];
    }
  }
}

function secretKey(reader: SshReader, what: string): KeyObject {
  const type = reader.text();
  if (type === 'ssh-ed25519') {
    reader.string();
    return readRawKey(reader.string().subarray(0, 32), 'Ed25519')!;
  }
  if (type === 'ssh-rsa') {
    const [n, e, d, qi, p, q] = Array.from({ length: 6 }, () => reader.integer()) as [
      bigint,
      bigint,
      bigint,
      bigint,
      bigint,
      bigint,
    ];
    const parts = [0n, n, e, d, p, q, d % (p - 1n), d % (q - 1n), qi];
    return createPrivateKey({ key: encode(sequence(...parts.map(integer))), format: 'der', type: 'pkcs1' });
  }
  if (type === 'ssh-dss') {
    const [p, q, g, , x] = Array.from({ length: 5 }, () => reader.integer()) as [
      bigint,
      bigint,
      bigint,
      bigint,
      bigint,
    ];
    const algorithm = sequence(oid('1.2.840.10040.4.1'), sequence(integer(p), integer(q), integer(g)));
    const der = encode(sequence(integer(0), algorithm, octets(encode(integer(x)))));
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  }
  const curve = type.startsWith('ecdsa-sha2-') ? JWK_CURVES[reader.text()] : undefined;
  if (curve === undefined)
    return fail('key-invalid', `${what} cannot be read: keys of type ${type} are not supported`);
  const point = reader.string().subarray(1);
  const half = point.length / 2;
  const secret = integerBytes(reader.integer());
  const d = Buffer.concat([Buffer.alloc(half), secret]).subarray(-half);
  const jwk = {
    kty: 'EC',
    crv: curve,
    x: point.subarray(0, half).toString('base64url'),
    y: point.subarray(half).toString('base64url'),
    d: d.toString('base64url'),
  };
  return createPrivateKey({ key: jwk, format: 'jwk' });
}
