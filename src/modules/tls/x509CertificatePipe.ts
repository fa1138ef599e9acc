import { defineModule } from '../../module/define.js';
import { readCertificate } from '../../x509/certificate.js';
import { artefactArgs, states } from './artefact.js';
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
import { readInputs } from './inputs.js';

const args = {
  ...(serviceArgs as Record<never, never>),
  ...certificateArgs,
  content: { type: 'str', description: 'The present certificate, if there is one.' },
  force: { type: 'bool', default: false, description: 'Make it anew even when it is as wanted.' },
  provider: {
    required: true,
    choices: ['entrust', 'ownca', 'selfsigned'],
    description: 'Who signs: the key itself, or a CA of your own.',
  },
  select_crypto_backend: artefactArgs.select_crypto_backend,
} as const;

export const x509CertificatePipe = defineModule({
  name: 'community.crypto.x509_certificate_pipe',
  doc: {
    short: 'Makes a certificate and returns it, without a file',
    examples: `- community.crypto.x509_certificate_pipe:
    provider: ownca
    csr_content: "{{ request.csr }}"
    ownca_content: "{{ ca.certificate }}"
    ownca_privatekey_content: "{{ vaulted_ca_key }}"
  delegate_to: localhost
  register: certificate
`,
    returns: { certificate: 'The certificate', notBefore: 'When it begins', notAfter: 'When it ends' },
  },
  args,
  rules: certificateRules,
  check: 'full',
  async probe(args, ctx) {
    const now = new Date();
    const wish = certificateWish(args, await readInputs(ctx, certificateInputs(args)), now);
    warnAboutAuthority(wish, ctx, now);
    return { now, wish };
  },
  decide(args, { wish, now }) {
    const content = args.content === undefined ? undefined : Buffer.from(args.content);
    const changed =
      args.force || content === undefined || !fitsCertificate(content, wish, args.ignore_timestamps);
    const facts = certificateDiff(content, now);
    const result = {
      ...certificateResult(args, wish, content && !changed ? readCertificate(content) : undefined),
      certificate: args.content ?? null,
      diff: states(facts, facts),
    };
    return { changed, result, work: { wish, facts, now } };
  },
  async apply(_args, { wish, facts, now }) {
    const content = makeCertificate(wish);
    const diff = states(facts, certificateDiff(content, now));
    return { result: { certificate: content.toString('utf8'), diff } };
  },
});
