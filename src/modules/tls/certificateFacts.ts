import { DiagnosticError } from '../../diag/diagnostic.js';
import { toInt } from '../../value/numbers.js';
import { Dict } from '../../value/types.js';
import { type Certificate, readCertificate } from '../../x509/certificate.js';
import { EXTENSION, findExtension } from '../../x509/extension.js';
import { readAuthorityInformation, readNameConstraints } from '../../x509/extensionReaders.js';
import type { NameEncoding } from '../../x509/generalName.js';
import { longName } from '../../x509/oids.js';
import { toPem } from '../../x509/pem.js';
import { type CertificateRequest, readRequest } from '../../x509/request.js';
import { formatTimestamp } from '../../x509/timestamps.js';
import { extensionFacts, nameFacts } from './extensionFacts.js';
import { fingerprintsOf, publicData } from './keyFacts.js';

/** How much is told. */
interface FactOptions {
  /** Only the fingerprint that diffs show. Default: all. */
  readonly one?: boolean;
  /** Form of host names. Default: as they are. */
  readonly encoding?: NameEncoding;
}

/** Everything x509_certificate_info tells. */
export function certificateFacts(certificate: Certificate, now: Date, options: FactOptions = {}): Dict {
  const one = options.one ?? false;
  const subject = nameFacts(certificate.subject);
  const issuer = nameFacts(certificate.issuer);
  const information = findExtension(certificate.extensions, EXTENSION.authorityInformation);
  const places = information && readAuthorityInformation(information);
  return Dict.of({
    signature_algorithm: longName(certificate.signatureOid),
    subject: subject.mapping,
    subject_ordered: subject.ordered,
    issuer: issuer.mapping,
    issuer_ordered: issuer.ordered,
    version: certificate.version,
    ...extensionFacts(certificate.extensions, options.encoding),
    not_before: formatTimestamp(certificate.notBefore),
    not_after: formatTimestamp(certificate.notAfter),
    expired: certificate.notAfter < now,
    ...publicKeyFields(certificate.publicKey, one),
    fingerprints: fingerprintsOf(certificate.der, one),
    serial_number: toInt(certificate.serial),
    ocsp_uri: places?.ocsp ?? null,
    issuer_uri: places?.issuer ?? null,
  });
}

/** Everything openssl_csr_info tells. */
export function requestFacts(request: CertificateRequest, options: FactOptions = {}): Dict {
  const one = options.one ?? false;
  const subject = nameFacts(request.subject);
  const constraints = findExtension(request.extensions, EXTENSION.nameConstraints);
  const subtrees = constraints && readNameConstraints(constraints, options.encoding);
  return Dict.of({
    subject: subject.mapping,
    subject_ordered: subject.ordered,
    ...extensionFacts(request.extensions, options.encoding),
    name_constraints_permitted: subtrees?.permitted ?? null,
    name_constraints_excluded: subtrees?.excluded ?? null,
    name_constraints_critical: constraints?.critical ?? false,
    ...publicKeyFields(request.publicKey, one),
    signature_valid: request.valid,
  });
}

/** Facts for a diff: nothing when there is no file, one word when it cannot be read. */
export function certificateDiff(content: Buffer | undefined, now: Date): Dict {
  return readable(content, 'can_parse_certificate', (bytes) =>
    certificateFacts(readCertificate(bytes), now, { one: true }),
  );
}

/** The same for a request. */
export function requestDiff(content: Buffer | undefined): Dict {
  return readable(content, 'can_parse_csr', (bytes) => requestFacts(readRequest(bytes), { one: true }));
}

/** `read` of the content with a word that says whether it could be read. */
export function readable(content: Buffer | undefined, word: string, read: (content: Buffer) => Dict): Dict {
  if (content === undefined) return new Dict();
  try {
    return read(content).set(word, true);
  } catch (error) {
    if (error instanceof DiagnosticError) return Dict.of({ [word]: false });
    throw error;
  }
}

function publicKeyFields(
  spki: Buffer,
  one: boolean,
): Record<string, string | ReturnType<typeof fingerprintsOf>> {
  const { type, data } = publicData(spki);
  return {
    public_key: toPem('PUBLIC KEY', spki),
    public_key_type: type,
    public_key_data: data,
    public_key_fingerprints: fingerprintsOf(spki, one),
  };
}
