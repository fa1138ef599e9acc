import type { KeyObject } from 'node:crypto';
import { DiagnosticError, fail } from '../../diag/diagnostic.js';
import { didYouMean } from '../../diag/suggest.js';
import type { Returned } from '../../module/types.js';
import type { ArgsOf } from '../../spec/types.js';
import { pyStr } from '../../value/repr.js';
import type { Value } from '../../value/types.js';
import { sameName } from '../../x509/certificate.js';
import { type DistinguishedName, nameAttribute, parseAttribute } from '../../x509/distinguishedName.js';
import { EXTENSION, type Extension, findExtension, sameExtension } from '../../x509/extension.js';
import {
  authorityKeyIdentifier,
  basicConstraints,
  crlDistributionPoints,
  type DistributionPoint,
  extendedKeyUsage,
  keyIdentifier,
  keyUsage,
  mustStaple,
  nameConstraints,
  POINT_REASONS,
  subjectAltName,
  subjectKeyIdentifier,
} from '../../x509/extensionValues.js';
import { parseGeneralName } from '../../x509/generalName.js';
import { publicKeyOf } from '../../x509/privateKey.js';
import { type CertificateRequest, readRequest } from '../../x509/request.js';
import type { requestArgs } from './requestArgs.js';
import { serialNumber } from './serialNumber.js';

export type RequestArgs = ArgsOf<typeof requestArgs>;

/** What a request is to say. */
interface RequestWish {
  readonly subject: DistinguishedName;
  /** The name as [type, value] with the types as the user wrote them, for results. */
  readonly written: readonly (readonly [string, string])[];
  readonly ordered: boolean;
  readonly altNames: readonly string[] | undefined;
  readonly extensions: readonly Extension[];
}

/** Works out subject and extensions, in the order community.crypto writes them. Throws a DiagnosticError. */
export function requestWish(args: RequestArgs, key: KeyObject): RequestWish {
  const ordered = (args.subject_ordered ?? []).length > 0;
  const written = subjectOf(args);
  const altNames = altNamesOf(args, written);
  const subject = written.map(([type, value]) => nameAttribute(type, value));
  return { subject, written, ordered, altNames, extensions: extensionsOf(args, altNames, key) };
}

/** The extensions the arguments speak about; others in a request do not count. */
const MANAGED = [
  EXTENSION.subjectAltName,
  EXTENSION.keyUsage,
  EXTENSION.extendedKeyUsage,
  EXTENSION.basicConstraints,
  EXTENSION.tlsFeature,
  EXTENSION.nameConstraints,
  EXTENSION.subjectKeyIdentifier,
  EXTENSION.authorityKeyIdentifier,
  EXTENSION.crlDistributionPoints,
];

/** Whether a request says what is wanted and belongs to the key. */
export function fitsRequest(content: Buffer, wish: RequestWish, key: KeyObject): boolean {
  let have: CertificateRequest;
  try {
    have = readRequest(content);
  } catch (error) {
    if (error instanceof DiagnosticError) return false;
    throw error;
  }
  const names = wish.ordered ? sameName(have.subject, wish.subject) : sameSet(have.subject, wish.subject);
  return (
    names &&
    have.valid &&
    have.publicKey.equals(publicKeyOf(key)) &&
    MANAGED.every((oid) =>
      sameExtension(findExtension(have.extensions, oid), findExtension(wish.extensions, oid)),
    )
  );
}

/** What the request modules return besides the content. */
export function requestResult(args: RequestArgs, wish: RequestWish | undefined): Returned {
  return {
    privatekey: args.privatekey_path ?? null,
    subject: wish?.written.map((pair) => [...pair]) ?? [],
    subjectAltName: wish?.altNames ? [...wish.altNames] : null,
    keyUsage: args.key_usage ?? null,
    extendedKeyUsage: args.extended_key_usage ?? null,
    basicConstraints: args.basic_constraints ?? null,
    ocspMustStaple: args.ocsp_must_staple,
    name_constraints_permitted: args.name_constraints_permitted ?? [],
    name_constraints_excluded: args.name_constraints_excluded ?? [],
  };
}

function subjectOf(args: RequestArgs): (readonly [string, string])[] {
  const plain: [string, string | undefined][] = [
    ['C', args.country_name],
    ['ST', args.state_or_province_name],
    ['L', args.locality_name],
    ['O', args.organization_name],
    ['OU', args.organizational_unit_name],
    ['CN', args.common_name],
    ['emailAddress', args.email_address],
  ];
  const given = plain.filter((entry): entry is [string, string] => Boolean(entry[1]));
  const more = args.subject
    ? [...args.subject].flatMap(([type, value]) => attributes(pyStr(type), value))
    : [];
  const ordered = args.subject_ordered ?? [];
  if (ordered.length === 0) return [...given, ...more];
  if (given.length > 0)
    fail('subject-twice', 'subject_ordered cannot be used together with single attributes of the subject', {
      fix: 'put every attribute into subject_ordered',
    });
  return ordered.flatMap((entry) => {
    if (entry.size !== 1)
      fail('subject-invalid', 'each entry of subject_ordered must have exactly one attribute', {
        fix: 'write "- CN: name"',
      });
    return [...entry].flatMap(([type, value]) => attributes(pyStr(type), value));
  });
}

function attributes(type: string, value: Value): (readonly [string, string])[] {
  const values = Array.isArray(value) ? value : [value];
  return values.map((each) => {
    if (typeof each !== 'string' || each === '')
      fail('subject-invalid', `the value of ${type} in the subject must be a text that is not empty`);
    return [type, each as string] as const;
  });
}

function altNamesOf(
  args: RequestArgs,
  subject: readonly (readonly [string, string])[],
): string[] | undefined {
  if ((args.subject_alt_name ?? []).length > 0) return args.subject_alt_name;
  if (!args.use_common_name_for_san) return args.subject_alt_name;
  const common = subject.find(([type]) => type === 'CN' || type === 'commonName');
  return common ? [`DNS:${common[1]}`] : args.subject_alt_name;
}

function extensionsOf(
  args: RequestArgs,
  altNames: readonly string[] | undefined,
  key: KeyObject,
): Extension[] {
  const names = (list: readonly string[] | undefined, what?: string) =>
    (list ?? []).map((name) => parseGeneralName(name, what));
  const permitted = names(args.name_constraints_permitted, 'permitted name');
  const excluded = names(args.name_constraints_excluded, 'excluded name');
  const {
    authority_key_identifier: authorityKey,
    authority_cert_issuer: issuer,
    authority_cert_serial_number: serial,
  } = args;
  const usages = args.key_usage ?? [];
  const purposes = args.extended_key_usage ?? [];
  const constraints = args.basic_constraints ?? [];
  const points = args.crl_distribution_points ?? [];
  const authority = authorityKey !== undefined || issuer !== undefined || serial !== undefined;
  return [
    ...(altNames?.length ? [subjectAltName(names(altNames), args.subject_alt_name_critical)] : []),
    ...(usages.length ? [keyUsage(usages, args.key_usage_critical)] : []),
    ...(purposes.length ? [extendedKeyUsage(purposes, args.extended_key_usage_critical)] : []),
    ...(constraints.length ? [basicConstraints(constraints, args.basic_constraints_critical)] : []),
    ...(args.ocsp_must_staple ? [mustStaple(args.ocsp_must_staple_critical)] : []),
    ...(permitted.length + excluded.length
      ? [nameConstraints(permitted, excluded, args.name_constraints_critical)]
      : []),
    ...subjectKey(args, key),
    ...(authority
      ? [
          authorityKeyIdentifier({
            keyIdentifier:
              authorityKey === undefined ? undefined : hexBytes(authorityKey, 'authority_key_identifier'),
            issuer: issuer && names(issuer, 'authority_cert_issuer'),
            serial: serialNumber(serial, 'authority_cert_serial_number'),
          }),
        ]
      : []),
    ...(points.length ? [crlDistributionPoints(points.map(distributionPoint))] : []),
  ];
}

function subjectKey(args: RequestArgs, key: KeyObject): Extension[] {
  const { subject_key_identifier: given, create_subject_key_identifier: create } = args;
  if (create && given !== undefined)
    fail(
      'key-identifier-twice',
      'subject_key_identifier cannot be given when create_subject_key_identifier is set',
    );
  if (create) return [subjectKeyIdentifier(keyIdentifier(publicKeyOf(key)))];
  return given === undefined ? [] : [subjectKeyIdentifier(hexBytes(given, 'subject_key_identifier'))];
}

type Point = NonNullable<RequestArgs['crl_distribution_points']>[number];

function distributionPoint({
  full_name: full,
  relative_name: relative,
  crl_issuer: issuer,
  reasons,
}: Point): DistributionPoint {
  for (const reason of reasons ?? [])
    if (!POINT_REASONS.slice(1).includes(reason))
      fail('crl-reason-unknown', `reason "${reason}" of a CRL distribution point is unknown`, {
        fix: didYouMean(reason, POINT_REASONS) ?? `one of ${POINT_REASONS.slice(1).join(', ')}`,
      });
  return {
    fullName: full?.map((name) => parseGeneralName(name, 'full name')),
    relativeName: relative?.map((part) => parseAttribute(part, part)),
    issuer: issuer?.map((name) => parseGeneralName(name, 'CRL issuer')),
    reasons,
  };
}

function hexBytes(written: string, argument: string): Buffer {
  const hex = written.replaceAll(':', '');
  if (!/^([0-9a-f]{2})+$/i.test(hex))
    fail('hex-invalid', `${argument} "${written}" is not hexadecimal`, { fix: 'write it as 00:11:aa:ff' });
  return Buffer.from(hex, 'hex');
}

function sameSet(a: DistinguishedName, b: DistinguishedName): boolean {
  const keys = (name: DistinguishedName) =>
    [...new Set(name.map(({ oid, value }) => `${oid}=${value}`))].toSorted();
  return JSON.stringify(keys(a)) === JSON.stringify(keys(b));
}
