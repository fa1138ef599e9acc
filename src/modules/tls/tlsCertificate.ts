import { createHash } from 'node:crypto';
import { fail } from '../../diag/diagnostic.js';
import { definePlainModule } from '../../module/define.js';
import { type Certificate, randomSerial, readCertificate } from '../../x509/certificate.js';
import { toPem } from '../../x509/pem.js';
import { readRequest } from '../../x509/request.js';
import { stateDiff } from '../files/diffs.js';
import { openAuthority } from './authority.js';
import { type CertificateWish, makeCertificate } from './certificateWish.js';
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
      certificate: 'The certificate, new or kept, without others that stood behind it',
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
      required: true,
      no_log: true,
      description: 'Key of the CA, or the own one.',
    },
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
    const present = args.content.trim() === '' ? undefined : Buffer.from(args.content);
    const reasons = reissueReasons(present, wish, { now, days: args.renew_before_days });
    const content = present === undefined || reasons.length > 0 ? makeCertificate(wish) : present;
    const made = readCertificate(content);
    return {
      changed: reasons.length > 0,
      result: {
        certificate: toPem('CERTIFICATE', made.der),
        reasons,
        not_after: made.notAfter.toISOString(),
        pin: createHash('sha256').update(made.publicKey).digest('base64'),
      },
      diff: reasons.length > 0 ? [stateDiff({}, { ...shownOf(made), reason: reasons.join('; ') })] : [],
    };
  },
});

interface Given {
  readonly request: string;
  readonly authority: string;
  readonly authority_key: string;
  readonly days: number;
}

function wishOf(given: Given, now: Date, clock: Date): CertificateWish {
  const request = readRequest(Buffer.from(given.request));
  if (!request.valid)
    fail('request-signature', 'the certificate signing request is not signed by its own key', {
      fix: 'make the request anew',
    });
  const key = inputOf('the CA key', undefined, given.authority_key)!;
  const certificate =
    given.authority === '' ? undefined : inputOf('the CA certificate', undefined, given.authority);
  const opened = certificate && openAuthority(certificate, key);
  if (opened) refuseEnded(opened.authority, now);
  const wanted = now.getTime() + given.days * DAY;
  const own = { privatekey_path: undefined, privatekey_passphrase: undefined };
  return {
    provider: opened ? 'ownca' : 'selfsigned',
    request,
    ownKey: undefined,
    signingKey:
      opened?.signingKey ?? signingKey({ ...own, privatekey_content: given.authority_key }, undefined),
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

function shownOf(certificate: Certificate): Record<string, string> {
  return {
    subject: nameText(certificate.subject),
    issuer: nameText(certificate.issuer),
    names: altNames(certificate.extensions).join(', '),
    ends: certificate.notAfter.toISOString(),
  };
}
