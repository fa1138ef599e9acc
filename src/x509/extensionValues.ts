import { createHash } from 'node:crypto';
import { fail } from '../diag/diagnostic.js';
import { didYouMean } from '../diag/suggest.js';
import {
  bitList,
  boolean,
  type Der,
  decode,
  encode,
  inSetOrder,
  integer,
  integerBytes,
  namedBits,
  octets,
  oid,
  sequence,
  tagged,
  taggedBytes,
} from './der.js';
import { bitsOf, children } from './derReader.js';
import { encodeAttribute, type NameAttribute } from './distinguishedName.js';
import { EXTENSION, type Extension } from './extension.js';
import { encodeGeneralName, type GeneralName } from './generalName.js';
import { oidOfName } from './oids.js';

/** Bits of key usage in order: the name in requests, and the words OpenSSL prints. */
export const KEY_USAGES = [
  ['digitalSignature', 'Digital Signature'],
  ['nonRepudiation', 'Non Repudiation'],
  ['keyEncipherment', 'Key Encipherment'],
  ['dataEncipherment', 'Data Encipherment'],
  ['keyAgreement', 'Key Agreement'],
  ['keyCertSign', 'Certificate Sign'],
  ['cRLSign', 'CRL Sign'],
  ['encipherOnly', 'Encipher Only'],
  ['decipherOnly', 'Decipher Only'],
] as const;

/** Reasons of revocation; the position is the bit in a distribution point. */
export const POINT_REASONS: readonly string[] = [
  'unused',
  'key_compromise',
  'ca_compromise',
  'affiliation_changed',
  'superseded',
  'cessation_of_operation',
  'certificate_hold',
  'privilege_withdrawn',
  'aa_compromise',
];

export function subjectAltName(names: readonly GeneralName[], critical: boolean): Extension {
  return extension('subjectAltName', sequence(...names.map(encodeGeneralName)), critical);
}

/** Throws a DiagnosticError for an unknown usage. */
export function keyUsage(usages: readonly string[], critical: boolean): Extension {
  const positions = usages.map((usage) => {
    const position = KEY_USAGES.findIndex((names) => (names as readonly string[]).includes(usage));
    if (position >= 0) return position;
    return fail('key-usage-unknown', `key usage "${usage}" is unknown`, {
      fix: didYouMean(usage, KEY_USAGES.flat()) ?? `one of ${KEY_USAGES.map(([name]) => name).join(', ')}`,
    });
  });
  return extension('keyUsage', namedBits(positions), critical);
}

export function extendedKeyUsage(purposes: readonly string[], critical: boolean): Extension {
  const oids = purposes.map((purpose) => oid(oidOfName(purpose, 'extended key usage')));
  return extension('extendedKeyUsage', sequence(...oids), critical);
}

/** Reads `CA:TRUE`, `CA:FALSE` and `pathlen:N`. Throws a DiagnosticError. */
export function basicConstraints(constraints: readonly string[], critical: boolean): Extension {
  let authority = false;
  let pathLength: number | undefined;
  for (const constraint of constraints) {
    const [, ca, length] = /^(?:CA:(TRUE|FALSE)|pathlen:(\d+))$/.exec(constraint) ?? [];
    if (ca !== undefined) authority = ca === 'TRUE';
    else if (length !== undefined) pathLength = Number(length);
    else
      fail('basic-constraint-invalid', `basic constraint "${constraint}" is unknown`, {
        fix: 'use CA:TRUE, CA:FALSE or pathlen:<number>',
      });
  }
  if (pathLength !== undefined && !authority)
    fail('basic-constraint-invalid', 'basic constraint pathlen is only allowed together with CA:TRUE', {
      fix: 'add CA:TRUE, or remove pathlen',
    });
  const parts = [
    ...(authority ? [boolean(true)] : []),
    ...(pathLength === undefined ? [] : [integer(pathLength)]),
  ];
  return extension('basicConstraints', sequence(...parts), critical);
}

/** TLS feature status_request: the server must staple an OCSP answer (RFC 7633). */
export function mustStaple(critical: boolean): Extension {
  return extension('tlsFeature', sequence(integer(5)), critical);
}

export function nameConstraints(
  permitted: readonly GeneralName[],
  excluded: readonly GeneralName[],
  critical: boolean,
): Extension {
  const subtrees = (tag: number, names: readonly GeneralName[]): Der[] =>
    names.length === 0 ? [] : [tagged(tag, ...names.map((name) => sequence(encodeGeneralName(name))))];
  return extension(
    'nameConstraints',
    sequence(...subtrees(0, permitted), ...subtrees(1, excluded)),
    critical,
  );
}

/** SHA-1 of the public key's bits: the usual key identifier (RFC 5280, 4.2.1.2, method 1). */
export function keyIdentifier(publicKey: Uint8Array): Buffer {
  const [, key] = children(decode(publicKey, 'the public key'));
  return createHash('sha1').update(bitsOf(key)).digest();
}

export function subjectKeyIdentifier(identifier: Uint8Array): Extension {
  return extension('subjectKeyIdentifier', octets(identifier), false);
}

export function authorityKeyIdentifier(parts: {
  readonly keyIdentifier?: Uint8Array | undefined;
  readonly issuer?: readonly GeneralName[] | undefined;
  readonly serial?: bigint | undefined;
}): Extension {
  const { keyIdentifier: key, issuer, serial } = parts;
  const value = sequence(
    ...(key === undefined ? [] : [taggedBytes(0, key)]),
    ...(issuer === undefined ? [] : [tagged(1, ...issuer.map(encodeGeneralName))]),
    ...(serial === undefined ? [] : [taggedBytes(2, integerBytes(serial))]),
  );
  return extension('authorityKeyIdentifier', value, false);
}

/** Where a revocation list is found (RFC 5280, DistributionPoint). */
export interface DistributionPoint {
  readonly fullName?: readonly GeneralName[] | undefined;
  readonly relativeName?: readonly NameAttribute[] | undefined;
  readonly issuer?: readonly GeneralName[] | undefined;
  readonly reasons?: readonly string[] | undefined;
}

export function crlDistributionPoints(points: readonly DistributionPoint[]): Extension {
  return extension('crlDistributionPoints', sequence(...points.map(encodePoint)), false);
}

function encodePoint({ fullName, relativeName, issuer, reasons }: DistributionPoint): Der {
  const name = fullName
    ? tagged(0, ...fullName.map(encodeGeneralName))
    : relativeName && tagged(1, ...inSetOrder(relativeName.map(encodeAttribute)));
  const positions = reasons?.map((reason) => POINT_REASONS.indexOf(reason));
  const [flags, unused] = bitList(positions ?? []);
  return sequence(
    ...(name ? [tagged(0, name)] : []),
    ...(positions ? [taggedBytes(1, Buffer.concat([Buffer.from([unused]), flags]))] : []),
    ...(issuer ? [tagged(2, ...issuer.map(encodeGeneralName))] : []),
  );
}

function extension(name: keyof typeof EXTENSION, value: Der, critical: boolean): Extension {
  return { oid: EXTENSION[name], critical, value: encode(value) };
}
