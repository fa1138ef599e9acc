import type { KeyObject } from 'node:crypto';
import { bits, type Der, decode, encode, integer, oid, sequence, set, tagged } from './der.js';
import { bitsOf, children, firstPart, oidOf, partTagged } from './derReader.js';
import { type DistinguishedName, decodeName, encodeName } from './distinguishedName.js';
import { decodeExtensions, type Extension, encodeExtensions } from './extension.js';
import { pemBlock, toPem } from './pem.js';
import { publicKeyOf } from './privateKey.js';
import { isSignedBy, signer } from './signature.js';

/** A certificate signing request (PKCS #10, RFC 2986). */
export interface CertificateRequest {
  readonly subject: DistinguishedName;
  /** The subject exactly as it is written, for the certificate made from it. */
  readonly subjectDer: Der;
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Buffer;
  readonly extensions: readonly Extension[];
  /** The request is signed by its own key. */
  readonly valid: boolean;
}

const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';

/** Makes a request in PEM, signed by `key`. */
export function writeRequest(
  wish: { readonly subject: DistinguishedName; readonly extensions: readonly Extension[] },
  key: KeyObject,
  digest: string,
): Buffer {
  const { algorithm, sign } = signer(key, digest);
  const attributes =
    wish.extensions.length === 0
      ? []
      : [sequence(oid(EXTENSION_REQUEST), set(encodeExtensions(wish.extensions)))];
  const info = sequence(
    integer(0),
    encodeName(wish.subject),
    decode(publicKeyOf(key), 'the public key'),
    tagged(0, ...attributes),
  );
  const signature = bits(sign(encode(info)));
  return Buffer.from(toPem('CERTIFICATE REQUEST', encode(sequence(info, algorithm, signature))));
}

/** Reads a request in PEM. Throws a DiagnosticError that calls it `what`. */
export function readRequest(
  content: Uint8Array,
  what = 'the certificate signing request',
): CertificateRequest {
  const { der } = pemBlock(content, ['CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST'], what);
  const [info, algorithm, signature] = children(decode(der, what));
  const [, subject, publicKey, ...rest] = children(info);
  const attributes = partTagged(rest, 0);
  const asked =
    attributes && children(attributes).find((each) => oidOf(children(each)[0]) === EXTENSION_REQUEST);
  const spki = encode(publicKey!);
  return {
    subject: decodeName(subject!),
    subjectDer: subject!,
    publicKey: spki,
    extensions: asked ? decodeExtensions(children(children(asked)[1])[0]!) : [],
    valid: isSignedBy(spki, algorithm!, firstPart(der), bitsOf(signature)),
  };
}
