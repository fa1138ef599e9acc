import { createHash, createPublicKey } from 'node:crypto';
import { fail } from '../../diag/diagnostic.js';
import { definePlainModule } from '../../module/define.js';
import type { Value } from '../../value/types.js';
import { type Certificate, joinCertificate, randomSerial, readCertificate } from '../../x509/certificate.js';
import { toPem } from '../../x509/pem.js';
import { readRequest } from '../../x509/request.js';
import { stateDiff } from '../files/diffs.js';
import { openAuthority } from './authority.js';
import { type CertificateWish, makeCertificate, unsignedCertificate } from './certificateWish.js';
import { inputOf } from './inputs.js';
import { altNames, DAY, nameText, reissueReasons } from './reissue.js';
import { signingKey } from './signingKey.js';

/** Clocks of clients that are this much behind accept a new certificate at once; milliseconds. */
const BACKDATED = 5 * 60_000;

/** Issues a certificate again when there is a reason to. */
export const tlsCertificate = definePlainModule({
  name: 'meshwright.net.tls_certificate',
  kind: 'controller',
  doc: {
    short: 'Signs a request by a CA of your own when the present certificate will not do',
    description: [
      'Compares a certificate with what its request, its CA and its renewal window ask for and signs the request anew when there is a reason, which the result and the diff name. It works on texts, writes nothing and contacts no host: the role `tls` moves requests to the controller and certificates back.',
      'Of a certificate that signs itself, without `authority`, the key may stay elsewhere: without `authority_key` the module hands out what is to be signed (`to_sign`), and puts the certificate together when it is given back with its signature.',
      'A certificate is kept while it can be read, belongs to the key of the request and to the CA, says what the request says, and does not end within `renew_before_days`.',
    ],
    examples: `- meshwright.net.tls_certificate:
    request: "{{ request.csr }}"
    content: "{{ lookup('file', 'www.crt', errors='ignore') }}"
    authority: "{{ lookup('file', 'ca.crt') }}"
    authority_key: "{{ lookup('unvault', 'ca.key') }}"
  register: www
`,
    returns: {
      certificate:
        'The certificate, new or kept, without others that stood behind it; empty while `to_sign` waits for its signature',
      to_sign: 'What is to be signed with SHA-256, in base64; empty for nothing',
      reasons: 'Why it was made anew; empty when it was kept',
      not_after: 'When it ends (ISO 8601)',
      pin: 'SHA-256 of its public key in base64, as curl takes it behind sha256//',
    },
  },
  args: {
    request: { type: 'str', required: true, description: 'The request.' },
    content: { type: 'str', default: '', description: 'The present certificate; empty for none.' },
    authority: {
      type: 'str',
      default: '',
      description: 'Certificate of the CA; empty for a certificate signed by its own key.',
    },
    authority_key: {
      type: 'str',
      no_log: true,
      description: 'Key of the CA, or the own one; that one may be left out.',
    },
    signed: { type: 'str', description: 'What was handed out as `to_sign`.' },
    signature: { type: 'str', description: 'The signature over it, in base64.' },
    days: { type: 'int', default: 397, description: 'Days that a new one lives; at most as long as its CA.' },
    renew_before_days: {
      type: 'int',
      default: 30,
      description: 'Days before its end at which it is renewed; 0: never for its age.',
    },
    now: {
      type: 'int',
      description: 'Seconds since 1970 that count as now when ages are judged; default the clock.',
    },
  },
  async run(args) {
    const clock = new Date();
    const now = args.now === undefined ? clock : new Date(args.now * 1000);
    const wish = wishOf(args, now, clock);
    if (args.signature !== undefined)
      return { changed: true, result: resultOf(joined(args.signed, args.signature, wish)) };
    const present = args.content.trim() === '' ? undefined : Buffer.from(args.content);
    const reasons = reissueReasons(present, wish, { now, days: args.renew_before_days });
    if (present !== undefined && reasons.length === 0)
      return { changed: false, result: resultOf(readCertificate(present)) };
    const remote = wish.signingKey.type === 'public';
    const made = remote ? undefined : readCertificate(makeCertificate(wish));
    return {
      changed: true,
      result: {
        ...(made
          ? resultOf(made)
          : { certificate: '', to_sign: unsignedCertificate(wish).toString('base64') }),
        reasons,
      },
      diff: [stateDiff({}, { ...shownOf(made ?? expectedOf(wish)), reason: reasons.join('; ') })],
    };
  },
});

interface Given {
  readonly request: string;
  readonly authority: string;
  readonly authority_key: string | undefined;
  readonly days: number;
}

/** What a certificate says, whether it has been signed or not. */
type Said = Pick<Certificate, 'subject' | 'issuer' | 'extensions' | 'notAfter'>;

function wishOf(given: Given, now: Date, clock: Date): CertificateWish {
  const request = readRequest(Buffer.from(given.request));
  if (!request.valid)
    fail('request-signature', 'the certificate signing request is not signed by its own key', {
      fix: 'make the request anew',
    });
  const key = inputOf('the CA key', undefined, given.authority_key);
  const certificate =
    given.authority === '' ? undefined : inputOf('the CA certificate', undefined, given.authority);
  if (certificate && !key)
    fail('ca-key-missing', 'the key of the CA is needed beside its certificate', {
      fix: 'give authority_key, or leave authority out for a certificate that signs itself',
    });
  const opened = certificate && key && openAuthority(certificate, key);
  if (opened) refuseEnded(opened.authority, now);
  const wanted = now.getTime() + given.days * DAY;
  const own = { privatekey_path: undefined, privatekey_passphrase: undefined };
  return {
    provider: opened ? 'ownca' : 'selfsigned',
    request,
    ownKey: undefined,
    signingKey:
      opened?.signingKey ??
      (key
        ? signingKey({ ...own, privatekey_content: given.authority_key }, undefined)
        : createPublicKey({ key: request.publicKey, format: 'der', type: 'spki' })),
    authority: opened?.authority,
    digest: 'sha256',
    subjectKey: 'create_if_not_provided',
    notBefore: new Date(Math.min(now.getTime(), clock.getTime()) - BACKDATED),
    notAfter: new Date(Math.min(wanted, opened?.authority.notAfter.getTime() ?? wanted)),
    serial: randomSerial(),
    authorityKey: opened?.authorityKey,
  };
}

function refuseEnded({ subject, notAfter }: Certificate, now: Date): void {
  if (notAfter <= now)
    fail(
      'ca-expired',
      `the certificate of the CA "${nameText(subject)}" ended on ${notAfter.toISOString().slice(0, 10)}: nobody accepts what it signs`,
      { fix: 'give it a renew_before_days, and bring the new certificate to those who trust the old one' },
    );
}

/** The certificate whose body was signed elsewhere. */
function joined(signed: string | undefined, signature: string, { request }: CertificateWish): Certificate {
  if (signed === undefined) return fail('unsigned-body', 'signature needs signed, which it was made over');
  const [body, mark] = [signed, signature].map((text) => Buffer.from(text, 'base64')) as [Buffer, Buffer];
  const made = readCertificate(joinCertificate(body, mark));
  if (!made.signedBy(request!.publicKey))
    fail('foreign-signature', 'the signature was not made by the key of the request', {
      fix: 'sign what to_sign says with that key and SHA-256',
    });
  return made;
}

function resultOf(made: Certificate): Record<string, Value> {
  return {
    certificate: toPem('CERTIFICATE', made.der),
    to_sign: '',
    reasons: [],
    not_after: made.notAfter.toISOString(),
    pin: createHash('sha256').update(made.publicKey).digest('base64'),
  };
}

function expectedOf({ request, notAfter }: CertificateWish): Said {
  const { subject, extensions } = request!;
  return { subject, issuer: subject, extensions, notAfter };
}

function shownOf(certificate: Said): Record<string, string> {
  return {
    subject: nameText(certificate.subject),
    issuer: nameText(certificate.issuer),
    names: altNames(certificate.extensions).join(', '),
    ends: certificate.notAfter.toISOString(),
  };
}
