import { definePlainModule } from '../../module/define.js';
import { readPublicKey } from '../../x509/publicKey.js';
import { infoArgs, infoInput, infoRules } from './info.js';
import { fingerprintsOf, publicData } from './keyFacts.js';

export const opensslPublickeyInfo = definePlainModule({
  kind: 'read',
  name: 'community.crypto.openssl_publickey_info',
  doc: {
    short: 'Tells about a public key',
    examples: `- community.crypto.openssl_publickey_info:
    path: /etc/ssl/www.pub
  register: key
`,
    returns: { type: 'Kind of key', public_data: 'Its numbers', fingerprints: 'Its fingerprints, by digest' },
  },
  args: infoArgs,
  rules: infoRules,
  async run(args, ctx) {
    const { content, what } = await infoInput(args, ctx, 'the public key');
    const spki = readPublicKey(content, what).export({ type: 'spki', format: 'der' });
    const { type, data } = publicData(spki);
    return { result: { type, public_data: data, fingerprints: fingerprintsOf(spki) } };
  },
});
