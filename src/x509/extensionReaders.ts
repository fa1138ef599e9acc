import type { Der } from './der.js';
import { decode } from './der.js';
import {
  bitsOf,
  booleanOf,
  bytesOf,
  children,
  integerFrom,
  integerOf,
  isType,
  namedBitsOf,
  oidOf,
  partTagged,
} from './derReader.js';
import type { Extension } from './extension.js';
import { KEY_USAGES } from './extensionValues.js';
import { decodeGeneralName, formatGeneralName, type GeneralName, type NameEncoding } from './generalName.js';
import { longName } from './oids.js';

const OCSP = '1.3.6.1.5.5.7.48.1';
const CA_ISSUERS = '1.3.6.1.5.5.7.48.2';

/** Words of key usage as OpenSSL prints them, sorted. */
export function readKeyUsage({ value }: Extension): string[] {
  return namedBitsOf(bitsOf(open(value)))
    .flatMap((position) => KEY_USAGES[position]?.[1] ?? [])
    .toSorted();
}

/** Long names of the purposes, sorted. */
export function readExtendedKeyUsage({ value }: Extension): string[] {
  return children(open(value))
    .map((purpose) => longName(oidOf(purpose)))
    .toSorted();
}

export function readBasicConstraints({ value }: Extension): {
  authority: boolean;
  pathLength: number | undefined;
} {
  const parts = children(open(value));
  const length = parts.find((part) => isType(part, 'integer'));
  return {
    authority: isType(parts[0], 'boolean') && booleanOf(parts[0]),
    pathLength: length && Number(integerOf(length)),
  };
}

export function readAltNames({ value }: Extension, encoding?: NameEncoding): string[] {
  return children(open(value)).map((name) => nameText(name, encoding));
}

export function readMustStaple({ value }: Extension): boolean {
  return children(open(value)).some((feature) => integerOf(feature) === 5n);
}

/** Subtrees that are there; an absent list is empty. */
export function readNameConstraints(
  { value }: Extension,
  encoding?: NameEncoding,
): { permitted: string[]; excluded: string[] } {
  const parts = children(open(value));
  const subtrees = (tag: number): string[] => {
    const part = partTagged(parts, tag);
    return part ? children(part).map((subtree) => nameText(children(subtree)[0]!, encoding)) : [];
  };
  return { permitted: subtrees(0), excluded: subtrees(1) };
}

export function readSubjectKeyIdentifier({ value }: Extension): Buffer {
  return bytesOf(open(value));
}

export function readAuthorityKeyIdentifier(
  { value }: Extension,
  encoding?: NameEncoding,
): {
  keyIdentifier: Buffer | undefined;
  issuer: string[] | undefined;
  serial: bigint | undefined;
} {
  const parts = children(open(value));
  const [key, issuer, serial] = [0, 1, 2].map((tag) => partTagged(parts, tag));
  return {
    keyIdentifier: key && bytesOf(key),
    issuer: issuer && children(issuer).map((name) => nameText(name, encoding)),
    serial: serial && integerFrom(bytesOf(serial)),
  };
}

/** The first OCSP responder and the first place of the issuer's certificate. */
export function readAuthorityInformation({ value }: Extension): {
  ocsp: string | undefined;
  issuer: string | undefined;
} {
  const entries = children(open(value)).map((entry) => {
    const [method, place] = children(entry);
    return { method: oidOf(method), place: decodeGeneralName(place!) };
  });
  const first = (wanted: string): string | undefined => {
    const places = entries.filter(({ method }) => method === wanted).map(({ place }) => place);
    return places.find((place): place is GeneralName & { kind: 'URI' } => place.kind === 'URI')?.value;
  };
  return { ocsp: first(OCSP), issuer: first(CA_ISSUERS) };
}

function nameText(der: Der, encoding?: NameEncoding): string {
  return formatGeneralName(decodeGeneralName(der), encoding);
}

function open(value: Buffer): Der {
  return decode(value, 'an extension');
}
