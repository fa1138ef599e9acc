import { createPublicKey, type KeyObject, randomBytes, sign } from 'node:crypto';
import { fail } from '../../diag/diagnostic.js';
import { decode } from '../der.js';
import { children, integerOf } from '../derReader.js';
import { sshFingerprint, toSshPublicKey } from './publicKey.js';
import { SshReader, sshInteger, sshString, sshUint32, sshUint64 } from './wire.js';

/** `2^64 - 1`: a certificate without end. */
export const FOREVER = 0xffff_ffff_ffff_ffffn;

/** What an OpenSSH certificate says. */
export interface SshCertificate {
  readonly kind: 'user' | 'host';
  readonly serial: bigint;
  readonly identifier: string;
  readonly principals: readonly string[];
  /** Seconds since 1970; 0 always. */
  readonly validAfter: bigint;
  readonly validBefore: bigint;
  /** Name and data, sorted by name. */
  readonly criticalOptions: ReadonlyMap<string, string>;
  readonly extensions: ReadonlyMap<string, string>;
}

export interface ReadSshCertificate extends SshCertificate {
  /** `ssh-ed25519-cert-v01@openssh.com` */
  readonly algorithm: string;
  /** `SHA256:…` of the certified key. */
  readonly publicKey: string;
  readonly signingKey: string;
  readonly signingAlgorithm: string;
  readonly signatureAlgorithm: string;
  readonly comment: string;
}

const SUFFIX = '-cert-v01@openssh.com';
/** Number of fields of a public key by its type. */
const FIELDS: Readonly<Record<string, number>> = { 'ssh-rsa': 2, 'ssh-dss': 4, 'ssh-ed25519': 1 };
const RSA_DIGESTS: Readonly<Record<string, string>> = {
  'ssh-rsa': 'sha1',
  'rsa-sha2-256': 'sha256',
  'rsa-sha2-512': 'sha512',
};

/**
 * Signs a public key, given as the line of a `.pub` file; the result is such a line too. RSA signs with `rsa-sha2-512`
 * unless told otherwise. Throws a DiagnosticError.
 */
export function writeSshCertificate(
  wish: SshCertificate,
  publicKeyLine: string,
  authority: KeyObject,
  rsaAlgorithm = 'rsa-sha2-512',
): string {
  const [type = '', blob, ...comment] = publicKeyLine.trim().split(/\s+/);
  const key = new SshReader(Buffer.from(blob ?? '', 'base64'));
  if (blob === undefined || key.text() !== type)
    fail('ssh-key-damaged', 'the public key is not a line in OpenSSH’s form');
  const fields = Array.from({ length: FIELDS[type] ?? 2 }, () => sshString(key.string()));
  const signer = toSshPublicKey(createPublicKey(authority));
  const body = Buffer.concat([
    sshString(type + SUFFIX),
    sshString(randomBytes(32)),
    ...fields,
    sshUint64(wish.serial),
    sshUint32(wish.kind === 'user' ? 1 : 2),
    sshString(wish.identifier),
    sshString(Buffer.concat(wish.principals.map((name) => sshString(name)))),
    sshUint64(wish.validAfter),
    sshUint64(wish.validBefore),
    sshString(packed(wish.criticalOptions)),
    sshString(packed(wish.extensions)),
    sshString(''),
    sshString(signer.blob),
  ]);
  const whole = Buffer.concat([body, sshString(signature(body, authority, signer.algorithm, rsaAlgorithm))]);
  return `${[type + SUFFIX, whole.toString('base64'), ...comment].join(' ')}\n`;
}

/** Reads the line of a certificate file. Throws a DiagnosticError that calls it `what`. */
export function readSshCertificate(line: string, what: string): ReadSshCertificate {
  const [algorithm = '', blob = '', ...comment] = line.trim().split(/\s+/);
  if (!algorithm.endsWith(SUFFIX)) fail('ssh-certificate-invalid', `${what} is not an OpenSSH certificate`);
  const reader = new SshReader(Buffer.from(blob, 'base64'));
  const type = algorithm.slice(0, -SUFFIX.length);
  if (reader.text() !== algorithm) fail('ssh-certificate-invalid', `${what} is damaged`);
  reader.string();
  const fields = Array.from({ length: FIELDS[type] ?? 2 }, () => sshString(reader.string()));
  const serial = reader.uint64();
  const kind = reader.uint32() === 1 ? 'user' : 'host';
  const identifier = reader.text();
  const principals = list(reader.string());
  const [validAfter, validBefore] = [reader.uint64(), reader.uint64()];
  const [criticalOptions, extensions] = [unpacked(reader.string()), unpacked(reader.string())];
  reader.string();
  const signer = reader.string();
  return {
    kind,
    serial,
    identifier,
    principals,
    validAfter,
    validBefore,
    criticalOptions,
    extensions,
    algorithm,
    publicKey: sshFingerprint(Buffer.concat([sshString(type), ...fields])),
    signingKey: sshFingerprint(signer),
    signingAlgorithm: new SshReader(signer).text(),
    signatureAlgorithm: new SshReader(reader.string()).text(),
    comment: comment.join(' '),
  };
}

function signature(body: Buffer, key: KeyObject, algorithm: string, rsaAlgorithm: string): Buffer {
  if (algorithm === 'ssh-rsa') {
    const digest =
      RSA_DIGESTS[rsaAlgorithm] ?? fail('ssh-signature', `signature algorithm "${rsaAlgorithm}" is unknown`);
    return Buffer.concat([sshString(rsaAlgorithm), sshString(sign(digest, body, key))]);
  }
  if (algorithm === 'ssh-ed25519')
    return Buffer.concat([sshString(algorithm), sshString(sign(null, body, key))]);
  if (algorithm === 'ssh-dss')
    return fail('ssh-signature', 'a DSA key cannot sign certificates', { fix: 'use Ed25519' });
  const digest = { nistp256: 'sha256', nistp384: 'sha384', nistp521: 'sha512' }[
    algorithm.slice('ecdsa-sha2-'.length)
  ];
  const [r, s] = children(decode(sign(digest, body, key), 'the signature')).map(integerOf) as [
    bigint,
    bigint,
  ];
  return Buffer.concat([sshString(algorithm), sshString(Buffer.concat([sshInteger(r), sshInteger(s)]))]);
}

// Options stand in the order of their names; data is a string inside the string.
function packed(options: ReadonlyMap<string, string>): Buffer {
  const sorted = [...options].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.concat(
    sorted.flatMap(([name, data]) => [sshString(name), sshString(data === '' ? '' : sshString(data))]),
  );
}

function unpacked(bytes: Buffer): Map<string, string> {
  const reader = new SshReader(bytes);
  const options = new Map<string, string>();
  while (!reader.done) {
    const name = reader.text();
    const data = reader.string();
    options.set(name, data.length === 0 ? '' : new SshReader(data).text());
  }
  return options;
}

function list(bytes: Buffer): string[] {
  const reader = new SshReader(bytes);
  const names: string[] = [];
  while (!reader.done) names.push(reader.text());
  return names;
}
