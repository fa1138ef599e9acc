import { defineModule } from '../../module/define.js';
import { readCertificate } from '../../x509/certificate.js';
import { applyArtefact, artefactArgs, decideArtefact, probeArtefact } from './artefact.js';
import { certificateArgs, certificateRules, serviceArgs } from './certificateArgs.js';
import { certificateDiff } from './certificateFacts.js';
import {
  certificateInputs,
  certificateResult,
  certificateWish,
  fitsCertificate,
  makeCertificate,
  warnAboutAuthority,
} from './certificateWish.js';
import { returnedContent } from './returnedContent.js';

const args = {
  ...(serviceArgs as Record<never, never>),
  ...artefactArgs,
  ...certificateArgs,
  provider: {
    choices: ['acme', 'entrust', 'ownca', 'selfsigned'],
    description: 'Who signs: the key itself, or a CA of your own. Services of others are not supported.',
  },
} as const;

export const x509Certificate = defineModule({
  name: 'community.crypto.x509_certificate',
  aliases: ['openssl_certificate', 'community.crypto.openssl_certificate'],
  doc: {
    short: 'Makes a certificate, signed by itself or by a CA of your own',
    description:
      'The certificate is made on the controller from a request, and made anew when it no longer fits request, key or CA. Its times do not count unless `ignore_timestamps` is false.',
    examples: `- community.crypto.x509_certificate:
    path: /etc/ssl/www.crt
    csr_path: /etc/ssl/www.csr
    provider: ownca
    ownca_path: /etc/ssl/ca.crt
    ownca_privatekey_path: /etc/ssl/private/ca.pem
    ownca_not_after: +397d
`,
    returns: {
      filename: 'Path of the certificate',
      privatekey: 'Path of the private key',
      csr: 'Path of the request',
      ca_cert: 'Path of the CA’s certificate',
      ca_privatekey: 'Path of the CA’s key',
      notBefore: 'When it begins',
      notAfter: 'When it ends',
      serial_number: 'Serial number',
      certificate: 'The certificate, with `return_content`',
      backup_file: 'Path of the backup',
    },
  },
  args,
  rules: { ...certificateRules, required_if: [['state', 'present', ['provider']]] },
  check: 'full',
  async probe(args, ctx) {
    const present = args.state === 'present';
    const { artefact, inputs } = await probeArtefact(args, ctx, present ? certificateInputs(args) : []);
    const now = new Date();
    const wish = present ? certificateWish(args, inputs, now) : undefined;
    if (wish) warnAboutAuthority(wish, ctx, now);
    return { artefact, now, wish };
  },
  decide(args, { artefact, wish, now }) {
    const content = args.state === 'present' ? artefact.content : undefined;
    const write =
      wish !== undefined &&
      (args.force || content === undefined || !fitsCertificate(content, wish, args.ignore_timestamps));
    const result = {
      ...certificateResult(args, wish, content && wish && !write ? readCertificate(content) : undefined),
      filename: args.path,
      ...returnedContent(args, 'certificate', content),
    };
    const { work, ...decision } = decideArtefact(args, artefact, {
      write,
      result,
      facts: certificateDiff(content, now),
    });
    return { ...decision, work: { work, wish, now } };
  },
  apply(args, { work, wish, now }, ctx) {
    const make = async () => {
      const content = makeCertificate(wish!);
      return {
        content,
        facts: certificateDiff(content, now),
        result: returnedContent(args, 'certificate', content),
      };
    };
    return applyArtefact(args, work, ctx, make, certificateDiff(work.artefact.content, now));
  },
});
