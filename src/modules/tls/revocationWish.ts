import { DiagnosticError, fail } from '../../diag/diagnostic.js';
import type { FileContent } from '../../shell/primitives/stat.js';
import type { ArgOptions, ArgsOf } from '../../spec/types.js';
import { toInt } from '../../value/numbers.js';
import { pyStr } from '../../value/repr.js';
import { Dict, type Value } from '../../value/types.js';
import { readCertificate } from '../../x509/certificate.js';
import { type DistinguishedName, nameAttribute } from '../../x509/distinguishedName.js';
import { formatGeneralName, type NameEncoding, parseGeneralName } from '../../x509/generalName.js';
import { longName } from '../../x509/oids.js';
import {
  REASONS,
  type Reason,
  type Revocation,
  type RevocationList,
  readRevocationList,
} from '../../x509/revocationList.js';
import { formatTimestamp, readTimestamp } from '../../x509/timestamps.js';
import { nameFacts } from './extensionFacts.js';
import { inputOf } from './inputs.js';
import { serialNumber } from './serialNumber.js';

const CRITICAL = { type: 'bool', default: false, description: 'Mark it critical.' } as const;

/** One entry of `revoked_certificates`. */
export const revocationOptions = {
  path: { type: 'path', description: 'The certificate, on the target.' },
  content: { type: 'str', description: 'The certificate as text.' },
  serial_number: { type: 'raw', description: 'Its serial number.' },
  revocation_date: { type: 'str', default: '+0s', description: 'When it was revoked.' },
  issuer: { type: 'list', elements: 'str', description: 'Its issuer, when that is not the list’s.' },
  issuer_critical: CRITICAL,
  reason: { choices: Object.keys(REASONS) as Reason[], description: 'Why it was revoked.' },
  reason_critical: CRITICAL,
  invalidity_date: { type: 'str', description: 'Since when the key may be in wrong hands.' },
  invalidity_date_critical: CRITICAL,
} as const satisfies ArgOptions;

type RevocationArgs = ArgsOf<typeof revocationOptions>;

/** The entries that are wanted. Throws a DiagnosticError that names the entry. */
export function wantedRevocations(
  entries: readonly RevocationArgs[],
  files: readonly (FileContent | undefined)[],
  now: Date,
): Revocation[] {
  return entries.map((entry, index) => {
    const prefix = `revoked_certificates[${index}]`;
    const input = inputOf(`the certificate of ${prefix}`, files[index], entry.content);
    const serial = input
      ? readCertificate(input.content, input.what).serial
      : serialNumber(entry.serial_number, `${prefix}.serial_number`);
    return {
      serial: serial ?? fail('serial-missing', `${prefix} needs path, content or serial_number`),
      date: readTimestamp(entry.revocation_date, `${prefix}.revocation_date`, now),
      issuer: entry.issuer?.map((name) => parseGeneralName(name, 'issuer')),
      issuerCritical: entry.issuer !== undefined && entry.issuer_critical,
      reason: entry.reason,
      reasonCritical: entry.reason !== undefined && entry.reason_critical,
      invalidityDate:
        entry.invalidity_date === undefined
          ? undefined
          : readTimestamp(entry.invalidity_date, `${prefix}.invalidity_date`, now),
      invalidityDateCritical: entry.invalidity_date !== undefined && entry.invalidity_date_critical,
    };
  });
}

/** A name given as a mapping or as a list of single attributes. Throws a DiagnosticError. */
export function issuerName(
  mapping: Dict | undefined,
  ordered: readonly Dict[] | undefined,
): DistinguishedName {
  return (mapping ? [mapping] : (ordered ?? [])).flatMap((entry) =>
    [...entry].flatMap(([type, value]) =>
      (Array.isArray(value) ? value : [value]).map((each) => nameAttribute(pyStr(type), pyStr(each))),
    ),
  );
}

/** A text by which entries are compared; the date of revocation counts unless it is to be ignored. */
export function revocationKey(entry: Revocation, ignoreDate: boolean): string {
  return JSON.stringify([
    String(entry.serial),
    ignoreDate ? null : entry.date.getTime(),
    entry.issuer?.map((name) => formatGeneralName(name, 'idna')) ?? null,
    entry.issuerCritical,
    entry.reason ?? null,
    entry.reasonCritical,
    entry.invalidityDate?.getTime() ?? null,
    entry.invalidityDateCritical,
  ]);
}

export function revocationFacts(entry: Revocation, encoding: NameEncoding): Dict {
  return Dict.of({
    serial_number: toInt(entry.serial),
    revocation_date: formatTimestamp(entry.date),
    issuer: entry.issuer?.map((name) => formatGeneralName(name, encoding)) ?? null,
    issuer_critical: entry.issuerCritical,
    reason: entry.reason ?? null,
    reason_critical: entry.reasonCritical,
    invalidity_date: entry.invalidityDate ? formatTimestamp(entry.invalidityDate) : null,
    invalidity_date_critical: entry.invalidityDateCritical,
  });
}

/** What results tell about a list. */
export function listFacts(
  list: RevocationList,
  encoding: NameEncoding,
  entries = true,
): Record<string, Value> {
  const issuer = nameFacts(list.issuer);
  return {
    format: list.format,
    last_update: formatTimestamp(list.lastUpdate),
    next_update: list.nextUpdate ? formatTimestamp(list.nextUpdate) : null,
    digest: longName(list.signatureOid),
    issuer: issuer.mapping,
    issuer_ordered: issuer.ordered,
    ...(entries && { revoked_certificates: list.revoked.map((entry) => revocationFacts(entry, encoding)) }),
  };
}

/** The list in a file; undefined when there is none that can be read. */
export function presentList(content: Buffer | undefined): RevocationList | undefined {
  if (content === undefined) return undefined;
  try {
    return readRevocationList(content);
  } catch (error) {
    if (error instanceof DiagnosticError) return undefined;
    throw error;
  }
}
