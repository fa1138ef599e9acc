import { defineModule } from '../../module/define.js';
import { writeRequest } from '../../x509/request.js';
import { applyArtefact, artefactArgs, decideArtefact } from './artefact.js';
import { requestDiff } from './certificateFacts.js';
import { keyedRules, probeKeyedArtefact } from './keyedArtefact.js';
import { requestArgs, requestRules } from './requestArgs.js';
import { fitsRequest, requestResult, requestWish } from './requestWish.js';
import { returnedContent } from './returnedContent.js';

const args = { ...artefactArgs, ...requestArgs } as const;

export const opensslCsr = defineModule({
  name: 'community.crypto.openssl_csr',
  doc: {
    short: 'Makes a certificate signing request',
    description:
      'The request is made on the controller from a private key of the target. It is made anew when it says something else than the arguments, or belongs to another key.',
    examples: `- community.crypto.openssl_csr:
    path: /etc/ssl/www.csr
    privatekey_path: /etc/ssl/private/www.pem
    common_name: www.example.com
    subject_alt_name: ["DNS:www.example.com", "IP:192.0.2.1"]
    extended_key_usage: [serverAuth]
`,
    returns: {
      filename: 'Path of the request',
      privatekey: 'Path of the private key',
      subject: 'Attributes of the name as pairs',
      subjectAltName: 'Alternative names',
      keyUsage: 'Key usage asked for',
      extendedKeyUsage: 'Purposes asked for',
      basicConstraints: 'Basic constraints asked for',
      ocspMustStaple: 'Whether OCSP stapling is a must',
      name_constraints_permitted: 'Permitted subtrees',
      name_constraints_excluded: 'Excluded subtrees',
      csr: 'The request, with `return_content`',
      backup_file: 'Path of the backup',
    },
  },
  args,
  rules: {
    ...requestRules,
    ...keyedRules,
  },
  check: 'full',
  probe: probeKeyedArtefact,
  decide(args, { artefact, key }) {
    const content = args.state === 'present' ? artefact.content : undefined;
    const wish = key && requestWish(args, key);
    const write =
      wish !== undefined && (args.force || content === undefined || !fitsRequest(content, wish, key!));
    const result = {
      ...requestResult(args, wish),
      filename: args.path,
      ...returnedContent(args, 'csr', content),
    };
    const { work, ...decision } = decideArtefact(args, artefact, {
      write,
      result,
      facts: requestDiff(content),
    });
    return { ...decision, work: { work, wish, key } };
  },
  apply(args, { work, wish, key }, ctx) {
    const make = async () => {
      const content = writeRequest(wish!, key!, args.digest);
      return { content, facts: requestDiff(content), result: returnedContent(args, 'csr', content) };
    };
    return applyArtefact(args, work, ctx, make, requestDiff(work.artefact.content));
  },
});
