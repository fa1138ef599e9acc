import { createHash, createHmac, createPrivateKey, type KeyObject, randomBytes } from 'node:crypto';
import { fail } from '../diag/diagnostic.js';
import { readCertificate } from './certificate.js';
import {
  type Der,
  decode,
  encode,
  integer,
  nothing,
  octets,
  oid,
  sequence,
  set,
  tagged,
  taggedBytes,
  text,
} from './der.js';
import { bytesOf, children, integerOf, oidOf, partTagged, textOf } from './derReader.js';
import { decrypt, type Encrypted, encrypt, encryptCompatibly, pkcs12Key } from './pbe.js';
import { publicKeyOf } from './privateKey.js';

/** What a PKCS #12 file (RFC 7292) holds. */
export interface KeyStore {
  readonly key: KeyObject | undefined;
  /** DER of the key's own certificate. */
  readonly certificate: Buffer | undefined;
  /** DER of the others, in order. */
  readonly others: readonly Buffer[];
  readonly friendlyName: string | undefined;
}

export interface StoreProtection {
  /** undefined or empty: nothing is encrypted. */
  readonly passphrase: string | undefined;
  /** Triple DES and SHA-1 instead of AES and SHA-256. */
  readonly compatible: boolean;
  /** Rounds of key derivation; undefined: the default. */
  readonly rounds: number | undefined;
}

/** The key of the checksum has no native code: ten times what OpenSSL takes is still quick. */
const ROUNDS = 20_000;

const DATA = '1.2.840.113549.1.7.1';
const ENCRYPTED_DATA = '1.2.840.113549.1.7.6';
const X509 = '1.2.840.113549.1.9.22.1';
const FRIENDLY_NAME = '1.2.840.113549.1.9.20';
const LOCAL_KEY_ID = '1.2.840.113549.1.9.21';
const BAG = {
  key: '1.2.840.113549.1.12.10.1.1',
  shroudedKey: '1.2.840.113549.1.12.10.1.2',
  certificate: '1.2.840.113549.1.12.10.1.3',
} as const;
const MAC_DIGESTS: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.4': 'sha224',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/** Writes a file with key and certificates. */
export function writeKeyStore(store: KeyStore, { passphrase, compatible, rounds }: StoreProtection): Buffer {
  const count = rounds ?? ROUNDS;
  const protect = (plain: Uint8Array): Encrypted | undefined => {
    if (!passphrase) return undefined;
    return compatible ? encryptCompatibly(plain, passphrase, count) : encrypt(plain, passphrase, count);
  };
  const own = attributes(store);
  const certificates = [
    ...(store.certificate ? [certificateBag(store.certificate, own)] : []),
    ...store.others.map((each) => certificateBag(each, [])),
  ];
  const contents = [
    ...(certificates.length > 0 ? [certificateContent(encode(sequence(...certificates)), protect)] : []),
    ...(store.key ? [dataContent(encode(sequence(keyBag(store.key, own, protect))))] : []),
  ];
  const safe = encode(sequence(...contents));
  const mac = passphrase ? [macData(safe, passphrase, compatible, count)] : [];
  return encode(sequence(integer(3), dataContent(safe), ...mac));
}

/** Reads such a file. Throws a DiagnosticError that calls it `what`: damaged, or the passphrase is wrong. */
export function readKeyStore(bytes: Uint8Array, passphrase: string | undefined, what: string): KeyStore {
  const [, content, mac] = children(decode(bytes, what));
  const safe = bytesOf(children(children(content)[1])[0]);
  if (mac) checkMac(mac, safe, passphrase ?? '', what);
  const bags = children(decode(safe, what)).flatMap((part) => safeBags(part, passphrase ?? '', what));
  const keys = bags.flatMap(({ key, ...bag }) => (key ? [{ key, ...bag }] : []));
  const certificates = bags.flatMap(({ certificate, ...bag }) =>
    certificate ? [{ certificate, ...bag }] : [],
  );
  const key = keys[0];
  const spki = key && publicKeyOf(key.key);
  const own =
    spki && certificates.find(({ certificate }) => readCertificate(certificate).publicKey.equals(spki));
  const named =
    own ?? (key ? undefined : certificates.find(({ friendlyName }) => friendlyName !== undefined));
  return {
    key: key?.key,
    certificate: named?.certificate,
    others: certificates.filter((each) => each !== named).map(({ certificate }) => certificate),
    friendlyName: key?.friendlyName ?? named?.friendlyName,
  };
}

interface Bag {
  readonly key?: KeyObject;
  readonly certificate?: Buffer;
  readonly friendlyName: string | undefined;
}

function safeBags(part: Der, passphrase: string, what: string): Bag[] {
  const [type, value] = children(part);
  const inner = children(value)[0];
  if (oidOf(type) === DATA)
    return children(decode(bytesOf(inner), what)).map((bag) => readBag(bag, passphrase));
  if (oidOf(type) !== ENCRYPTED_DATA)
    return fail('pkcs12-content', `${what} is protected by certificates, not by a passphrase`);
  const [, content] = children(inner);
  const [, algorithm, data] = children(content);
  const plain = decrypt(algorithm!, contentBytes(data!), passphrase);
  return children(decode(plain, what)).map((bag) => readBag(bag, passphrase));
}

// The implicit OCTET STRING may come in pieces (BER).
function contentBytes(der: Der): Buffer {
  return Array.isArray(der.value) ? Buffer.concat(der.value.map(contentBytes)) : bytesOf(der);
}

function readBag(bag: Der, passphrase: string): Bag {
  const [type, value, marks] = children(bag);
  const name = (marks ? children(marks) : []).find((mark) => oidOf(children(mark)[0]) === FRIENDLY_NAME);
  const friendlyName = name && textOf(children(children(name)[1])[0]);
  const content = children(value)[0]!;
  const open = (der: Buffer): KeyObject => createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  switch (oidOf(type)) {
    case BAG.key:
      return { key: open(encode(content)), friendlyName };
    case BAG.shroudedKey: {
      const [algorithm, data] = children(content);
      return { key: open(decrypt(algorithm!, bytesOf(data), passphrase)), friendlyName };
    }
    case BAG.certificate:
      return { certificate: bytesOf(children(partTagged(children(content), 0))[0]), friendlyName };
    default:
      return { friendlyName };
  }
}

function attributes({ friendlyName, key, certificate }: KeyStore): Der[] {
  const mark = (type: string, value: Der): Der => sequence(oid(type), set(value));
  const id = certificate && createHash('sha1').update(certificate).digest();
  return [
    ...(friendlyName ? [mark(FRIENDLY_NAME, text('bmp', friendlyName))] : []),
    ...(id && key ? [mark(LOCAL_KEY_ID, octets(id))] : []),
  ];
}

function bagOf(type: string, value: Der, marks: readonly Der[]): Der {
  return sequence(oid(type), tagged(0, value), ...(marks.length > 0 ? [set(...marks)] : []));
}

function certificateBag(der: Buffer, marks: readonly Der[]): Der {
  return bagOf(BAG.certificate, sequence(oid(X509), tagged(0, octets(der))), marks);
}

function keyBag(
  key: KeyObject,
  marks: readonly Der[],
  protect: (plain: Uint8Array) => Encrypted | undefined,
): Der {
  const plain = key.export({ type: 'pkcs8', format: 'der' });
  const hidden = protect(plain);
  if (!hidden) return bagOf(BAG.key, decode(plain, 'the key'), marks);
  return bagOf(BAG.shroudedKey, sequence(hidden.algorithm, octets(hidden.data)), marks);
}

function dataContent(plain: Uint8Array): Der {
  return sequence(oid(DATA), tagged(0, octets(plain)));
}

function certificateContent(plain: Uint8Array, protect: (plain: Uint8Array) => Encrypted | undefined): Der {
  const hidden = protect(plain);
  if (!hidden) return dataContent(plain);
  const content = sequence(oid(DATA), hidden.algorithm, taggedBytes(0, hidden.data));
  return sequence(oid(ENCRYPTED_DATA), tagged(0, sequence(integer(0), content)));
}

function macData(safe: Uint8Array, passphrase: string, compatible: boolean, rounds: number): Der {
  const [type, digest, length] = compatible
    ? (['1.3.14.3.2.26', 'sha1', 20] as const)
    : (['2.16.840.1.101.3.4.2.1', 'sha256', 32] as const);
  const salt = randomBytes(length === 20 ? 8 : 16);
  const mac = createHmac(digest, pkcs12Key(digest, passphrase, salt, rounds, 3, length))
    .update(safe)
    .digest();
  const info = sequence(sequence(oid(type), nothing()), octets(mac));
  return sequence(info, octets(salt), integer(rounds));
}

function checkMac(mac: Der, safe: Buffer, passphrase: string, what: string): void {
  const [info, salt, rounds] = children(mac);
  const [algorithm, wanted] = children(info);
  const digest = MAC_DIGESTS[oidOf(children(algorithm)[0])];
  if (digest === undefined) fail('pkcs12-mac', `${what} is protected by a digest that is not supported`);
  const expected = bytesOf(wanted);
  const count = rounds ? Number(integerOf(rounds)) : 1;
  const key = pkcs12Key(digest!, passphrase, bytesOf(salt), count, 3, expected.length);
  if (!createHmac(digest!, key).update(safe).digest().equals(expected))
    fail('pkcs12-passphrase', `${what} cannot be opened: the passphrase is wrong, or the file is damaged`);
}
