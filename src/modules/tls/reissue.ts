import { DiagnosticError } from '../../diag/diagnostic.js';
import { type Certificate, readCertificate, sameName } from '../../x509/certificate.js';
import type { DistinguishedName } from '../../x509/distinguishedName.js';
import { EXTENSION, type Extension, findExtension } from '../../x509/extension.js';
import { readAltNames, readExtendedKeyUsage } from '../../x509/extensionReaders.js';
import { publicKeyOf } from '../../x509/privateKey.js';
import { type CertificateWish, fitsCertificate } from './certificateWish.js';

/** Milliseconds of a day. */
export const DAY = 86_400_000;

/** When a certificate counts as too old. */
interface RenewalWindow {
  readonly now: Date;
  /** Days before its end; 0: age is no reason. */
  readonly days: number;
}

/**
 * Why a certificate is made anew, each reason a short phrase (`san: +DNS:www.example.com`); none while it is kept: it can
 * be read, belongs to the request's key and the CA, says what is wanted, and does not end within the window. One
 * that a new certificate would not outlive, as its CA ends too, is kept.
 */
export function reissueReasons(
  present: Buffer | undefined,
  wish: CertificateWish,
  window: RenewalWindow,
): string[] {
  if (present === undefined) return ['there is no certificate'];
  const have = parsed(present);
  if (have === undefined) return ['the certificate cannot be read'];
  const reasons = [...differences(have, wish), ...ageReasons(have, wish, window)];
  if (reasons.length > 0 || fitsCertificate(present, wish, true)) return reasons;
  return ['extensions: others are wanted'];
}

/** The names a certificate is for. */
export function altNames(extensions: readonly Extension[]): string[] {
  const found = findExtension(extensions, EXTENSION.subjectAltName);
  return found ? readAltNames(found) : [];
}

/** A name on one line: `CN=www.example.com, O=Example`. */
export function nameText(name: DistinguishedName): string {
  return name.map(({ value }) => value).join(', ');
}

function parsed(content: Buffer): Certificate | undefined {
  try {
    return readCertificate(content);
  } catch (error) {
    if (error instanceof DiagnosticError) return undefined;
    throw error;
  }
}

function differences(have: Certificate, { request, signingKey, authority }: CertificateWish): string[] {
  const wanted = request!;
  const reasons: string[] = [];
  if (!have.publicKey.equals(wanted.publicKey)) reasons.push('key: it is for another one');
  const signer = authority?.publicKey ?? publicKeyOf(signingKey);
  const issuer = authority?.subject ?? wanted.subject;
  if (!sameName(have.issuer, issuer)) reasons.push(`issuer: ${nameText(have.issuer)} -> ${nameText(issuer)}`);
  else if (!have.signedBy(signer)) reasons.push('issuer: it has another key now');
  if (!sameName(have.subject, wanted.subject))
    reasons.push(`subject: ${nameText(have.subject)} -> ${nameText(wanted.subject)}`);
  const san = listChange(altNames(have.extensions), altNames(wanted.extensions));
  if (san !== '') reasons.push(`san: ${san}`);
  const usage = listChange(purposes(have.extensions), purposes(wanted.extensions));
  if (usage !== '') reasons.push(`usage: ${usage}`);
  return reasons;
}

function ageReasons(
  have: Certificate,
  { notAfter }: CertificateWish,
  { now, days }: RenewalWindow,
): string[] {
  if (days === 0) return [];
  const left = (have.notAfter.getTime() - now.getTime()) / DAY;
  if (left > days || notAfter.getTime() - have.notAfter.getTime() < DAY) return [];
  const date = have.notAfter.toISOString().slice(0, 10);
  return [left < 0 ? `it ended on ${date}` : `it ends on ${date}, in ${Math.floor(left)} days`];
}

function purposes(extensions: readonly Extension[]): string[] {
  const found = findExtension(extensions, EXTENSION.extendedKeyUsage);
  return found ? readExtendedKeyUsage(found) : [];
}

function listChange(have: readonly string[], wanted: readonly string[]): string {
  const added = wanted.filter((each) => !have.includes(each)).map((each) => `+${each}`);
  const removed = have.filter((each) => !wanted.includes(each)).map((each) => `-${each}`);
  return [...added, ...removed].join(' ');
}
