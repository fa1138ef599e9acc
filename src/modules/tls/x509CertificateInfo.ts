import { fail } from '../../diag/diagnostic.js';
import { definePlainModule } from '../../module/define.js';
import { pyStr } from '../../value/repr.js';
import { Dict } from '../../value/types.js';
import { readCertificate } from '../../x509/certificate.js';
import { readTimestamp } from '../../x509/timestamps.js';
import { certificateFacts } from './certificateFacts.js';
import { infoArgs, infoInput, infoRules, nameEncodingArg, resultOf } from './info.js';

export const x509CertificateInfo = definePlainModule({
  kind: 'read',
  name: 'community.crypto.x509_certificate_info',
  aliases: ['openssl_certificate_info', 'community.crypto.openssl_certificate_info'],
  doc: {
    short: 'Tells everything about a certificate',
    examples: `- community.crypto.x509_certificate_info:
    path: /etc/ssl/www.crt
    valid_at:
      next_month: +30d
  register: www
- assert:
    that: [not www.expired, www.valid_at.next_month]
`,
    returns: {
      subject: 'Attributes of the name',
      subject_ordered: 'The same as pairs, in order',
      issuer: 'Attributes of the issuer’s name',
      not_before: 'When it begins',
      not_after: 'When it ends',
      expired: 'Whether it has ended',
      valid_at: 'Whether it is valid at the times asked for',
      subject_alt_name: 'Names it is for',
      extensions_by_oid: 'All extensions, in base64',
      fingerprints: 'Fingerprints of the certificate, by digest',
      public_key: 'The public key',
      serial_number: 'Serial number',
    },
  },
  args: {
    ...infoArgs,
    valid_at: { type: 'dict', description: 'Times (`+30d`, `YYYYMMDDHHMMSSZ`) by names of your own.' },
    name_encoding: nameEncodingArg,
  },
  rules: infoRules,
  async run(args, ctx) {
    const { content, what } = await infoInput(args, ctx, 'the certificate');
    const now = new Date();
    const certificate = readCertificate(content, what);
    const times = [...(args.valid_at ?? new Dict())].map(([name, time]) => {
      if (typeof time !== 'string')
        fail('time-invalid', `the time "${pyStr(name)}" of valid_at must be a text`);
      const at = readTimestamp(time as string, `valid_at.${pyStr(name)}`, now);
      return [name, certificate.notBefore <= at && at <= certificate.notAfter] as const;
    });
    const facts = certificateFacts(certificate, now, { encoding: args.name_encoding });
    return { result: resultOf(facts.set('valid_at', new Dict(times))) };
  },
});
