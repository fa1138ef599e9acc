import { type KeyObject, randomBytes } from 'node:crypto';
import { fail } from '../diag/diagnostic.js';
import { bits, type Der, decode, encode, integer, sequence, tagged, time } from './der.js';
import { bitsOf, children, firstPart, integerOf, oidOf, partTagged, tagOf, timeOf } from './derReader.js';
import { type DistinguishedName, decodeName } from './distinguishedName.js';
import { decodeExtensions, type Extension, encodeExtensions } from './extension.js';
import { looksLikePem, pemBlock, toPem } from './pem.js';
import { isSignedBy, signer } from './signature.js';

/** An X.509 certificate (RFC 5280). */
export interface Certificate {
  readonly der: Buffer;
  /** 1 or 3. */
  readonly version: number;
  readonly serial: bigint;
  readonly signatureOid: string;
  readonly issuer: DistinguishedName;
  readonly issuerDer: Der;
  readonly subject: DistinguishedName;
  readonly subjectDer: Der;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Buffer;
  readonly extensions: readonly Extension[];
  /** Whether the owner of this public key (SubjectPublicKeyInfo) signed it. */
  signedBy(publicKey: Buffer): boolean;
}

/** What goes into a new certificate. */
export interface CertificateWish {
  readonly serial: bigint;
  readonly issuer: Der;
  readonly subject: Der;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: Buffer;
  readonly extensions: readonly Extension[];
}

/** 20 random bytes, positive: what RFC 5280 allows at most and browsers' rules want at least half of. */
export function randomSerial(): bigint {
  const bytes = randomBytes(20);
  bytes[0]! &= 0x7f;
  return BigInt(`0x${bytes.toString('hex')}`) || 1n;
}

/** Makes a certificate of version 3 in PEM, signed by the issuer's `key`. Times count in whole seconds. */
export function writeCertificate(wish: CertificateWish, key: KeyObject, digest: string): Buffer {
  const { algorithm, sign } = signer(key, digest);
  const body = bodyOf(wish, algorithm);
  return joinCertificate(body, sign(body));
}

/** What is signed of a certificate (TBSCertificate); of the issuer's key, only the public half is needed. */
export function certificateBody(wish: CertificateWish, key: KeyObject, digest: string): Buffer {
  return bodyOf(wish, signer(key, digest).algorithm);
}

/** The certificate in PEM from its body and the signature over that. Throws a DiagnosticError when it is no body. */
export function joinCertificate(body: Buffer, signature: Uint8Array): Buffer {
  const read = decode(body, 'the body of the certificate');
  const algorithm = children(read)[2];
  if (algorithm === undefined) return fail('certificate-body', 'the body of the certificate is incomplete');
  return Buffer.from(toPem('CERTIFICATE', encode(sequence(read, algorithm, bits(signature)))));
}

function bodyOf(wish: CertificateWish, algorithm: Der): Buffer {
  const body = sequence(
    tagged(0, integer(2)),
    integer(wish.serial),
    algorithm,
    wish.issuer,
    sequence(time(wish.notBefore), time(wish.notAfter)),
    wish.subject,
    decode(wish.publicKey, 'the public key'),
    ...(wish.extensions.length === 0 ? [] : [tagged(3, encodeExtensions(wish.extensions))]),
  );
  return encode(body);
}

/** Reads a certificate, PEM (the first one) or DER. Throws a DiagnosticError that calls it `what`. */
export function readCertificate(content: Uint8Array, what = 'the certificate'): Certificate {
  const labels = ['CERTIFICATE', 'X509 CERTIFICATE', 'TRUSTED CERTIFICATE'];
  const der = looksLikePem(content) ? pemBlock(content, labels, what).der : Buffer.from(content);
  const [body, algorithm, signature] = children(decode(der, what));
  const parts = children(body);
  const versioned = parts[0] !== undefined && tagOf(parts[0]) === 0;
  const version = versioned ? Number(integerOf(children(parts[0])[0])) + 1 : 1;
  const [serial, , issuer, validity, subject, publicKey, ...rest] = parts.slice(versioned ? 1 : 0);
  const [notBefore, notAfter] = children(validity).map(timeOf) as [Date, Date];
  const extensions = partTagged(rest, 3);
  return {
    der,
    version,
    serial: integerOf(serial),
    signatureOid: oidOf(children(algorithm)[0]),
    issuer: decodeName(issuer!),
    issuerDer: issuer!,
    subject: decodeName(subject!),
    subjectDer: subject!,
    notBefore,
    notAfter,
    publicKey: encode(publicKey!),
    extensions: extensions ? decodeExtensions(children(extensions)[0]!) : [],
    signedBy: (spki) => isSignedBy(spki, algorithm!, firstPart(der), bitsOf(signature)),
  };
}

/** Whether two names are written alike, attribute by attribute. */
export function sameName(a: DistinguishedName, b: DistinguishedName): boolean {
  return (
    a.length === b.length && a.every(({ oid, value }, at) => oid === b[at]!.oid && value === b[at]!.value)
  );
}
