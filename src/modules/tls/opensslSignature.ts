import { sign } from 'node:crypto';
import { definePlainModule } from '../../module/define.js';
import { signatureDigest } from '../../x509/signature.js';
import { inputOf, readInputs } from './inputs.js';
import { signedFileArgs, signedFileRules } from './signedFile.js';
import { signingKey, signingKeyArgs } from './signingKey.js';

export const opensslSignature = definePlainModule({
  kind: 'read',
  name: 'community.crypto.openssl_signature',
  doc: {
    short: 'Signs a file with a private key',
    description: [
      'The signature is over the whole file with SHA-256 (with Edwards keys, by their own digest), and with RSA keys has the padding of PKCS #1 v1.5. Nothing is written.',
    ],
    examples: `- community.crypto.openssl_signature:
    privatekey_path: /etc/ssl/private/release.pem
    path: /srv/release.tar
  register: release
`,
    returns: { signature: 'The signature, in base64' },
  },
  args: { ...signingKeyArgs, ...signedFileArgs },
  rules: signedFileRules('privatekey'),
  async run(args, ctx) {
    const [file, keyFile] = await readInputs(ctx, [args.path, args.privatekey_path]);
    const { content } = inputOf('the file', file, undefined)!;
    const key = signingKey(args, keyFile);
    return { result: { signature: sign(signatureDigest(key), content, key).toString('base64') } };
  },
});
