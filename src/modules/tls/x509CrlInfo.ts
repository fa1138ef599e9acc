import { definePlainModule } from '../../module/define.js';
import { readRevocationList } from '../../x509/revocationList.js';
import { infoArgs, infoInput, infoRules, nameEncodingArg } from './info.js';
import { listFacts } from './revocationWish.js';

export const x509CrlInfo = definePlainModule({
  kind: 'read',
  name: 'community.crypto.x509_crl_info',
  doc: {
    short: 'Tells everything about a certificate revocation list',
    examples: `- community.crypto.x509_crl_info:
    path: /etc/ssl/ca.crl
  register: list
`,
    returns: {
      format: 'Form of the file',
      issuer: 'Attributes of the issuer’s name',
      last_update: 'When it was made',
      next_update: 'When the next one is due',
      digest: 'Algorithm of the signature',
      revoked_certificates: 'The entries',
    },
  },
  args: {
    path: infoArgs.path,
    content: { type: 'str', description: 'The list as text: PEM, or DER in base64.' },
    list_revoked_certificates: { type: 'bool', default: true, description: 'Return the entries.' },
    name_encoding: nameEncodingArg,
  },
  rules: infoRules,
  async run(args, ctx) {
    const { content, what } = await infoInput(args, ctx, 'the revocation list');
    const base64 = args.content !== undefined && !args.content.includes('-----BEGIN ');
    const list = readRevocationList(base64 ? Buffer.from(args.content!, 'base64') : content, what);
    return { result: listFacts(list, args.name_encoding, args.list_revoked_certificates) };
  },
});
