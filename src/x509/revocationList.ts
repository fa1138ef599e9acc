import type { KeyObject } from 'node:crypto';
import { bits, type Der, decode, encode, enumerated, generalTime, integer, sequence, time } from './der.js';
import { bitsOf, bytesOf, children, firstPart, integerOf, isType, oidOf, timeOf } from './derReader.js';
import { type DistinguishedName, decodeName, encodeName } from './distinguishedName.js';
import { decodeExtensions, EXTENSION, type Extension, encodeExtensions, findExtension } from './extension.js';
import { decodeGeneralName, encodeGeneralName, type GeneralName } from './generalName.js';
import { looksLikePem, pemBlock, toPem } from './pem.js';
import { isSignedBy, signer } from './signature.js';

/** Reasons of revocation with their codes (RFC 5280, 5.3.1). */
export const REASONS = {
  unspecified: 0,
  key_compromise: 1,
  ca_compromise: 2,
  affiliation_changed: 3,
  superseded: 4,
  cessation_of_operation: 5,
  certificate_hold: 6,
  remove_from_crl: 8,
  privilege_withdrawn: 9,
  aa_compromise: 10,
} as const;
export type Reason = keyof typeof REASONS;

/** One revoked certificate. */
export interface Revocation {
  readonly serial: bigint;
  readonly date: Date;
  readonly issuer: readonly GeneralName[] | undefined;
  readonly issuerCritical: boolean;
  readonly reason: Reason | undefined;
  readonly reasonCritical: boolean;
  readonly invalidityDate: Date | undefined;
  readonly invalidityDateCritical: boolean;
}

/** A certificate revocation list. */
export interface RevocationList {
  readonly der: Buffer;
  readonly format: 'pem' | 'der';
  readonly issuer: DistinguishedName;
  readonly lastUpdate: Date;
  readonly nextUpdate: Date | undefined;
  readonly signatureOid: string;
  readonly revoked: readonly Revocation[];
  signedBy(publicKey: Buffer): boolean;
}

/** Makes a list as DER, signed by the CA's `key`. */
export function writeRevocationList(
  wish: {
    readonly issuer: DistinguishedName;
    readonly lastUpdate: Date;
    readonly nextUpdate: Date;
    readonly revoked: readonly Revocation[];
  },
  key: KeyObject,
  digest: string,
): Buffer {
  const { algorithm, sign } = signer(key, digest);
  const body = sequence(
    integer(1),
    algorithm,
    encodeName(wish.issuer),
    time(wish.lastUpdate),
    time(wish.nextUpdate),
    ...(wish.revoked.length > 0 ? [sequence(...wish.revoked.map(encodeRevocation))] : []),
  );
  return encode(sequence(body, algorithm, bits(sign(encode(body)))));
}

export function revocationListText(der: Uint8Array): Buffer {
  return Buffer.from(toPem('X509 CRL', der));
}

/** Reads a list, PEM or DER. Throws a DiagnosticError that calls it `what`. */
export function readRevocationList(content: Uint8Array, what = 'the revocation list'): RevocationList {
  const pem = looksLikePem(content);
  const der = pem ? pemBlock(content, ['X509 CRL'], what).der : Buffer.from(content);
  const [body, algorithm, signature] = children(decode(der, what));
  const parts = children(body);
  const [, issuer, lastUpdate, ...rest] = isType(parts[0], 'integer') ? parts.slice(1) : parts;
  const nextUpdate = isType(rest[0], 'time') ? rest.shift() : undefined;
  const revoked = isType(rest[0], 'sequence') ? children(rest[0]) : [];
  return {
    der,
    format: pem ? 'pem' : 'der',
    issuer: decodeName(issuer!),
    lastUpdate: timeOf(lastUpdate),
    nextUpdate: nextUpdate && timeOf(nextUpdate),
    signatureOid: oidOf(children(algorithm)[0]),
    revoked: revoked.map(decodeRevocation),
    signedBy: (spki) => isSignedBy(spki, algorithm!, firstPart(der), bitsOf(signature)),
  };
}

function encodeRevocation(entry: Revocation): Der {
  const extensions: Extension[] = [];
  const add = (oid: string, critical: boolean, value: Der): void => {
    extensions.push({ oid, critical, value: encode(value) });
  };
  if (entry.issuer)
    add(EXTENSION.certificateIssuer, entry.issuerCritical, sequence(...entry.issuer.map(encodeGeneralName)));
  if (entry.reason !== undefined)
    add(EXTENSION.crlReason, entry.reasonCritical, enumerated(REASONS[entry.reason]));
  if (entry.invalidityDate)
    add(EXTENSION.invalidityDate, entry.invalidityDateCritical, generalTime(entry.invalidityDate));
  return sequence(
    integer(entry.serial),
    time(entry.date),
    ...(extensions.length > 0 ? [encodeExtensions(extensions)] : []),
  );
}

function decodeRevocation(der: Der): Revocation {
  const [serial, date, marks] = children(der);
  const extensions = marks ? decodeExtensions(marks) : [];
  const read = (oid: string): { der: Der; critical: boolean } | undefined => {
    const found = findExtension(extensions, oid);
    return found && { der: decode(found.value, 'an extension'), critical: found.critical };
  };
  const issuer = read(EXTENSION.certificateIssuer);
  const reason = read(EXTENSION.crlReason);
  const invalidity = read(EXTENSION.invalidityDate);
  const code = reason && bytesOf(reason.der)[0];
  return {
    serial: integerOf(serial),
    date: timeOf(date),
    issuer: issuer && children(issuer.der).map(decodeGeneralName),
    issuerCritical: issuer?.critical ?? false,
    reason: (Object.keys(REASONS) as Reason[]).find((name) => REASONS[name] === code),
    reasonCritical: reason?.critical ?? false,
    invalidityDate: invalidity && timeOf(invalidity.der),
    invalidityDateCritical: invalidity?.critical ?? false,
  };
}
