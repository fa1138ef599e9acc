import { definePlainModule } from '../../module/define.js';
import { readRequest } from '../../x509/request.js';
import { requestFacts } from './certificateFacts.js';
import { infoArgs, infoInput, infoRules, nameEncodingArg, resultOf } from './info.js';

export const opensslCsrInfo = definePlainModule({
  kind: 'read',
  name: 'community.crypto.openssl_csr_info',
  doc: {
    short: 'Tells everything about a certificate signing request',
    examples: `- community.crypto.openssl_csr_info:
    path: /etc/ssl/www.csr
  register: request
`,
    returns: {
      signature_valid: 'Whether the request is signed by its own key',
      subject: 'Attributes of the name',
      subject_alt_name: 'Names asked for',
      extensions_by_oid: 'All extensions, in base64',
      public_key: 'The public key',
    },
  },
  args: { ...infoArgs, name_encoding: nameEncodingArg },
  rules: infoRules,
  async run(args, ctx) {
    const { content, what } = await infoInput(args, ctx, 'the certificate signing request');
    const request = readRequest(content, what);
    const result = resultOf(requestFacts(request, { encoding: args.name_encoding }));
    const failed = 'the certificate signing request is not signed by its own key';
    return request.valid ? { result } : { failed, result };
  },
});
