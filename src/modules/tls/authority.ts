import type { KeyObject } from 'node:crypto';
import { fail } from '../../diag/diagnostic.js';
import { type Certificate, readCertificate } from '../../x509/certificate.js';
import { EXTENSION, type Extension, findExtension } from '../../x509/extension.js';
import { readSubjectKeyIdentifier } from '../../x509/extensionReaders.js';
import { authorityKeyIdentifier, keyIdentifier } from '../../x509/extensionValues.js';
import { publicKeyOf, readPrivateKey } from '../../x509/privateKey.js';
import type { Input } from './inputs.js';

/** A CA that can sign. */
interface OpenedAuthority {
  readonly authority: Certificate;
  readonly signingKey: KeyObject;
  /** The extension by which certificates name its key. */
  readonly authorityKey: Extension;
}

/** Reads the certificate and the key of a CA. Throws a DiagnosticError when they do not belong together. */
export function openAuthority(certificate: Input, key: Input, passphrase?: string): OpenedAuthority {
  const authority = readCertificate(certificate.content, certificate.what);
  const signingKey = readPrivateKey(key.content, passphrase, key.what);
  if (!publicKeyOf(signingKey).equals(authority.publicKey))
    fail('ca-key-mismatch', `${key.what} does not belong to ${certificate.what}`, {
      fix: 'give the key that the CA certificate was made with',
    });
  const own = findExtension(authority.extensions, EXTENSION.subjectKeyIdentifier);
  const identifier = own ? readSubjectKeyIdentifier(own) : keyIdentifier(authority.publicKey);
  return { authority, signingKey, authorityKey: authorityKeyIdentifier({ keyIdentifier: identifier }) };
}
