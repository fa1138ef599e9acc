import { toInt } from '../../value/numbers.js';
import { Dict, type Value } from '../../value/types.js';
import type { DistinguishedName } from '../../x509/distinguishedName.js';
import { EXTENSION, type Extension, findExtension } from '../../x509/extension.js';
import {
  readAltNames,
  readAuthorityKeyIdentifier,
  readBasicConstraints,
  readExtendedKeyUsage,
  readKeyUsage,
  readMustStaple,
  readSubjectKeyIdentifier,
} from '../../x509/extensionReaders.js';
import { colonHex, type NameEncoding } from '../../x509/generalName.js';
import { longName } from '../../x509/oids.js';

/** The extensions that certificates and requests have in common, as the info modules return them. */
export function extensionFacts(
  extensions: readonly Extension[],
  encoding: NameEncoding = 'ignore',
): Record<string, Value> {
  const read = <T extends Value>(
    name: keyof typeof EXTENSION,
    reader: (found: Extension) => T,
  ): [T | null, boolean] => {
    const found = findExtension(extensions, EXTENSION[name]);
    return found ? [reader(found), found.critical] : [null, false];
  };
  const [keyUsage, keyUsageCritical] = read('keyUsage', readKeyUsage);
  const [purposes, purposesCritical] = read('extendedKeyUsage', readExtendedKeyUsage);
  const [constraints, constraintsCritical] = read('basicConstraints', constraintWords);
  const [staple, stapleCritical] = read('tlsFeature', readMustStaple);
  const [altNames, altNamesCritical] = read('subjectAltName', (found) => readAltNames(found, encoding));
  const subjectKey = findExtension(extensions, EXTENSION.subjectKeyIdentifier);
  const authority = findExtension(extensions, EXTENSION.authorityKeyIdentifier);
  const { keyIdentifier, issuer, serial } = authority
    ? readAuthorityKeyIdentifier(authority, encoding)
    : { keyIdentifier: undefined, issuer: undefined, serial: undefined };
  return {
    key_usage: keyUsage,
    key_usage_critical: keyUsageCritical,
    extended_key_usage: purposes,
    extended_key_usage_critical: purposesCritical,
    basic_constraints: constraints,
    basic_constraints_critical: constraintsCritical,
    ocsp_must_staple: staple,
    ocsp_must_staple_critical: stapleCritical,
    subject_alt_name: altNames,
    subject_alt_name_critical: altNamesCritical,
    subject_key_identifier: subjectKey ? colonHex(readSubjectKeyIdentifier(subjectKey)) : null,
    authority_key_identifier: keyIdentifier ? colonHex(keyIdentifier) : null,
    authority_cert_issuer: issuer ?? null,
    authority_cert_serial_number: serial === undefined ? null : toInt(serial),
    extensions_by_oid: byOid(extensions),
  };
}

/** A name as a mapping (the last of equal attributes wins) and as a list of pairs. */
export function nameFacts(name: DistinguishedName): { mapping: Dict; ordered: Value } {
  const pairs = name.map(({ oid, value }) => [longName(oid), value] as const);
  return { mapping: new Dict(pairs), ordered: pairs.map((pair) => [...pair]) };
}

function constraintWords(extension: Extension): string[] {
  const { authority, pathLength } = readBasicConstraints(extension);
  return [
    `CA:${authority ? 'TRUE' : 'FALSE'}`,
    ...(pathLength === undefined ? [] : [`pathlen:${pathLength}`]),
  ];
}

function byOid(extensions: readonly Extension[]): Dict {
  return new Dict(
    extensions.map(({ oid, critical, value }) => [
      oid,
      Dict.of({ critical, value: value.toString('base64') }),
    ]),
  );
}
