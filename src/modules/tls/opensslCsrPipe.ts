import { defineModule } from '../../module/define.js';
import { writeRequest } from '../../x509/request.js';
import { artefactArgs, states } from './artefact.js';
import { requestDiff } from './certificateFacts.js';
import { readInputs } from './inputs.js';
import { requestArgs, requestRules } from './requestArgs.js';
import { fitsRequest, requestResult, requestWish } from './requestWish.js';
import { signingKey } from './signingKey.js';

const args = {
  ...requestArgs,
  content: { type: 'str', description: 'The present request, if there is one.' },
  select_crypto_backend: artefactArgs.select_crypto_backend,
} as const;

export const opensslCsrPipe = defineModule({
  name: 'community.crypto.openssl_csr_pipe',
  doc: {
    short: 'Makes a certificate signing request and returns it, without a file',
    examples: `- community.crypto.openssl_csr_pipe:
    privatekey_path: /etc/ssl/private/www.pem
    common_name: www.example.com
  register: request
`,
    returns: {
      csr: 'The request',
      privatekey: 'Path of the private key',
      subject: 'Attributes of the name as pairs',
      subjectAltName: 'Alternative names',
    },
  },
  args,
  rules: { ...requestRules, required_one_of: [['privatekey_path', 'privatekey_content']] },
  check: 'full',
  async probe(args, ctx) {
    const [file] = await readInputs(ctx, [args.privatekey_path]);
    return signingKey(args, file);
  },
  decide(args, key) {
    const wish = requestWish(args, key);
    const content = args.content === undefined ? undefined : Buffer.from(args.content);
    const changed = content === undefined || !fitsRequest(content, wish, key);
    const facts = requestDiff(content);
    const result = { ...requestResult(args, wish), csr: args.content ?? null, diff: states(facts, facts) };
    return { changed, result, work: { wish, key, facts } };
  },
  async apply(args, { wish, key, facts }) {
    const content = writeRequest(wish, key, args.digest);
    return { result: { csr: content.toString('utf8'), diff: states(facts, requestDiff(content)) } };
  },
});
