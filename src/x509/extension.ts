import { boolean, type Der, decode, octets, oid, sequence } from './der.js';
import { booleanOf, bytesOf, children, isType, oidOf } from './derReader.js';

/** An extension of a certificate, a request or a revocation list; `value` is the DER inside the OCTET STRING. */
export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Buffer;
}

export const EXTENSION = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  crlNumber: '2.5.29.20',
  crlReason: '2.5.29.21',
  invalidityDate: '2.5.29.24',
  certificateIssuer: '2.5.29.29',
  nameConstraints: '2.5.29.30',
  crlDistributionPoints: '2.5.29.31',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  authorityInformation: '1.3.6.1.5.5.7.1.1',
  tlsFeature: '1.3.6.1.5.5.7.1.24',
} as const;

export function encodeExtensions(extensions: readonly Extension[]): Der {
  return sequence(
    ...extensions.map(({ oid: type, critical, value }) =>
      sequence(oid(type), ...(critical ? [boolean(true)] : []), octets(value)),
    ),
  );
}

export function decodeExtensions(der: Der): Extension[] {
  return children(der).map((extension) => {
    const [type, ...rest] = children(extension);
    const marked = isType(rest[0], 'boolean');
    return {
      oid: oidOf(type),
      critical: marked && booleanOf(rest[0]),
      value: bytesOf(rest[marked ? 1 : 0]),
    };
  });
}

export function findExtension(extensions: readonly Extension[], type: string): Extension | undefined {
  return extensions.find((extension) => extension.oid === type);
}

/** Extensions whose value is a set: the order of its parts means nothing. */
const SETS: readonly string[] = [
  EXTENSION.subjectAltName,
  EXTENSION.extendedKeyUsage,
  EXTENSION.nameConstraints,
];

/** Whether two extensions (or their absence) mean the same. */
export function sameExtension(a: Extension | undefined, b: Extension | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (a.oid !== b.oid || a.critical !== b.critical) return false;
  if (a.value.equals(b.value)) return true;
  return SETS.includes(a.oid) && canonical(a.value) === canonical(b.value);
}

function canonical(value: Buffer): string {
  const parts = (der: Der, deep: boolean): unknown => {
    if (!Array.isArray(der.value)) return [der.tagClass, der.type, der.value];
    const items = der.value.map((item) => JSON.stringify(parts(item, true)));
    // Name constraints are two sets in a sequence; below that the order counts again.
    return [der.tagClass, der.type, deep && der.type === 16 ? items : items.toSorted()];
  };
  return JSON.stringify(parts(decode(value, 'an extension'), false));
}
