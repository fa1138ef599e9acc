import type { KeyObject } from 'node:crypto';
import { DiagnosticError, fail } from '../../diag/diagnostic.js';
import type { ModuleContext, Returned } from '../../module/types.js';
import type { FileContent } from '../../shell/primitives/stat.js';
import type { ArgsOf } from '../../spec/types.js';
import { toInt } from '../../value/numbers.js';
import {
  type Certificate,
  type CertificateWish as CertificateContent,
  certificateBody,
  randomSerial,
  readCertificate,
  sameName,
  writeCertificate,
} from '../../x509/certificate.js';
import { encodeName } from '../../x509/distinguishedName.js';
import { EXTENSION, type Extension, findExtension, sameExtension } from '../../x509/extension.js';
import { readSubjectKeyIdentifier } from '../../x509/extensionReaders.js';
import { keyIdentifier, subjectKeyIdentifier } from '../../x509/extensionValues.js';
import { publicKeyOf } from '../../x509/privateKey.js';
import { type CertificateRequest, readRequest } from '../../x509/request.js';
import { formatTimestamp, readTimestamp } from '../../x509/timestamps.js';
import { openAuthority } from './authority.js';
import type { certificateArgs } from './certificateArgs.js';
import { inputOf } from './inputs.js';
import { signingKey } from './signingKey.js';

export type Provider = 'acme' | 'entrust' | 'ownca' | 'selfsigned';
export type CertificateArgs = ArgsOf<typeof certificateArgs> & { readonly provider: Provider | undefined };

/** Everything a certificate is made from, and its values for this run. */
export interface CertificateWish {
  readonly provider: 'ownca' | 'selfsigned';
  /** undefined: a certificate without a name. */
  readonly request: CertificateRequest | undefined;
  /** The owner's key, where it was given. */
  readonly ownKey: KeyObject | undefined;
  /** What signs it; of a key that is elsewhere its public half, which can only say what is to be signed. */
  readonly signingKey: KeyObject;
  readonly authority: Certificate | undefined;
  readonly digest: string;
  readonly subjectKey: 'create_if_not_provided' | 'always_create' | 'never_create';
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly serial: bigint;
  /** The identifier of the CA's key as it is to stand in the certificate; undefined: what the request says. */
  readonly authorityKey: Extension | undefined;
}

/** Paths to be read, in the order certificateWish takes the files. */
export function certificateInputs(args: CertificateArgs): (string | undefined)[] {
  const ownca = args.provider === 'ownca';
  return [
    args.csr_path,
    args.privatekey_path,
    ownca ? args.ownca_path : undefined,
    ownca ? args.ownca_privatekey_path : undefined,
  ];
}

/** Reads the inputs. Throws a DiagnosticError with the first thing that is missing or does not fit together. */
export function certificateWish(
  args: CertificateArgs,
  files: readonly (FileContent | undefined)[],
  now: Date,
): CertificateWish {
  const { provider } = args;
  if (provider === undefined)
    return fail('provider-missing', 'provider is needed', { fix: 'use selfsigned or ownca' });
  if (provider === 'acme' || provider === 'entrust')
    return fail(
      'provider-unsupported',
      `the provider ${provider} asks a service of others and is not supported`,
      {
        fix: 'use selfsigned or ownca, or bring the finished certificate with copy',
      },
    );
  if (args[`${provider}_version`] !== 3)
    fail('certificate-version', `${provider}_version must be 3: no other version is made`);
  const [csr, key, authorityFile, authorityKeyFile] = files;
  const input = inputOf('the certificate signing request', csr, args.csr_content);
  const request = input && readRequest(input.content, input.what);
  if (request && !request.valid)
    fail('request-signature', `${input!.what} is not signed by its own key`, {
      fix: 'make the request anew',
    });
  const given = args.privatekey_path !== undefined || args.privatekey_content !== undefined;
  const ownKey = given ? signingKey(args, key) : undefined;
  const common = {
    provider,
    request,
    ownKey,
    digest: args[`${provider}_digest`],
    subjectKey: args[`${provider}_create_subject_key_identifier`],
    notBefore: readTimestamp(args[`${provider}_not_before`], `${provider}_not_before`, now),
    notAfter: readTimestamp(args[`${provider}_not_after`], `${provider}_not_after`, now),
    serial: randomSerial(),
  };
  if (common.notAfter < common.notBefore)
    fail(
      'certificate-times',
      `the certificate would end (${formatTimestamp(common.notAfter)}) before it begins (${formatTimestamp(common.notBefore)})`,
    );
  if (provider === 'selfsigned')
    return {
      ...common,
      signingKey: ownKey ?? signingKey(args, undefined),
      authority: undefined,
      authorityKey: undefined,
    };
  if (!request) return fail('request-missing', 'the provider ownca needs csr_path or csr_content');
  return { ...common, ...ownAuthority(args, authorityFile, authorityKeyFile) };
}

/** Warns when the CA's certificate has ended: what it signs is refused everywhere. */
export function warnAboutAuthority({ authority }: CertificateWish, ctx: ModuleContext, now: Date): void {
  if (authority && authority.notAfter < now)
    ctx.warn(
      `the CA certificate has ended (${formatTimestamp(authority.notAfter)}): nobody will accept what it signs`,
    );
}

/** Whether the present certificate still is what would be made now. */
export function fitsCertificate(content: Buffer, wish: CertificateWish, ignoreTimestamps: boolean): boolean {
  let have: Certificate;
  try {
    have = readCertificate(content);
  } catch (error) {
    if (error instanceof DiagnosticError) return false;
    throw error;
  }
  const { request, ownKey, authority } = wish;
  const signer = authority?.publicKey ?? publicKeyOf(wish.signingKey);
  return (
    (ownKey === undefined || have.publicKey.equals(publicKeyOf(ownKey))) &&
    (request === undefined || fitsRequest(have, wish, request)) &&
    fitsSubjectKey(have, wish) &&
    (ignoreTimestamps ||
      (have.notBefore.getTime() === wish.notBefore.getTime() &&
        have.notAfter.getTime() === wish.notAfter.getTime())) &&
    have.signedBy(signer) &&
    (authority === undefined || sameName(authority.subject, have.issuer)) &&
    (wish.authorityKey === undefined ||
      sameExtension(findExtension(have.extensions, EXTENSION.authorityKeyIdentifier), wish.authorityKey))
  );
}

/** Makes the certificate in PEM. */
export function makeCertificate(wish: CertificateWish): Buffer {
  return writeCertificate(contentOf(wish), wish.signingKey, wish.digest);
}

/** What is to be signed of it (DER), for a key that is elsewhere: that of the wish may be its public half. */
export function unsignedCertificate(wish: CertificateWish): Buffer {
  return certificateBody(contentOf(wish), wish.signingKey, wish.digest);
}

function contentOf(wish: CertificateWish): CertificateContent {
  const { request, authority } = wish;
  const publicKey = wish.provider === 'selfsigned' ? publicKeyOf(wish.signingKey) : request!.publicKey;
  const subject = request?.subjectDer ?? encodeName([]);
  return {
    serial: wish.serial,
    issuer: authority?.subjectDer ?? subject,
    subject,
    notBefore: wish.notBefore,
    notAfter: wish.notAfter,
    publicKey,
    extensions: extensionsOf(wish, publicKey),
  };
}

/** What the modules return: of the present certificate, or of the one that would be made. */
export function certificateResult(
  args: CertificateArgs,
  wish: CertificateWish | undefined,
  shown: Certificate | undefined,
): Returned {
  const values = shown ?? wish;
  return {
    privatekey: args.privatekey_path ?? null,
    csr: args.csr_path ?? null,
    ...(args.provider === 'ownca' && {
      ca_cert: args.ownca_path ?? null,
      ca_privatekey: args.ownca_privatekey_path ?? null,
    }),
    ...(values && {
      notBefore: formatTimestamp(values.notBefore),
      notAfter: formatTimestamp(values.notAfter),
      serial_number: toInt(values.serial),
    }),
  };
}

function ownAuthority(
  args: CertificateArgs,
  file: FileContent | undefined,
  keyFile: FileContent | undefined,
): Pick<CertificateWish, 'authority' | 'signingKey' | 'authorityKey'> {
  const certificate = inputOf('the CA certificate', file, args.ownca_content);
  const key = inputOf('the CA key', keyFile, args.ownca_privatekey_content);
  if (!certificate) return fail('ca-missing', 'the provider ownca needs ownca_path or ownca_content');
  if (!key)
    return fail('ca-missing', 'the provider ownca needs ownca_privatekey_path or ownca_privatekey_content');
  const opened = openAuthority(certificate, key, args.ownca_privatekey_passphrase);
  return args.ownca_create_authority_key_identifier ? opened : { ...opened, authorityKey: undefined };
}

function extensionsOf(wish: CertificateWish, publicKey: Buffer): Extension[] {
  const kept = (wish.request?.extensions ?? []).filter(({ oid }) => {
    if (oid === EXTENSION.subjectKeyIdentifier) return wish.subjectKey !== 'always_create';
    return oid !== EXTENSION.authorityKeyIdentifier || wish.authorityKey === undefined;
  });
  const named = findExtension(kept, EXTENSION.subjectKeyIdentifier) !== undefined;
  return [
    ...kept,
    ...(named || wish.subjectKey === 'never_create' ? [] : [subjectKeyIdentifier(keyIdentifier(publicKey))]),
    ...(wish.authorityKey ? [wish.authorityKey] : []),
  ];
}

function fitsRequest(have: Certificate, wish: CertificateWish, request: CertificateRequest): boolean {
  const ours = ({ oid }: Extension): boolean =>
    (oid === EXTENSION.subjectKeyIdentifier && wish.subjectKey !== 'never_create') ||
    (oid === EXTENSION.authorityKeyIdentifier && wish.authorityKey !== undefined);
  const asked = request.extensions.filter((extension) => !ours(extension));
  const granted = have.extensions.filter((extension) => !ours(extension));
  return (
    have.publicKey.equals(request.publicKey) &&
    sameName(have.subject, request.subject) &&
    asked.length === granted.length &&
    granted.every((extension) => sameExtension(extension, findExtension(asked, extension.oid)))
  );
}

function fitsSubjectKey(have: Certificate, { subjectKey, request }: CertificateWish): boolean {
  if (subjectKey === 'never_create') return true;
  const asked = findExtension(request?.extensions ?? [], EXTENSION.subjectKeyIdentifier);
  const wanted =
    asked && subjectKey === 'create_if_not_provided'
      ? readSubjectKeyIdentifier(asked)
      : keyIdentifier(have.publicKey);
  const found = findExtension(have.extensions, EXTENSION.subjectKeyIdentifier);
  return found !== undefined && readSubjectKeyIdentifier(found).equals(wanted);
}
