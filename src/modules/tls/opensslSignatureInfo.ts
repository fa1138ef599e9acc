import { createPublicKey, verify } from 'node:crypto';
import { definePlainModule } from '../../module/define.js';
import { readCertificate } from '../../x509/certificate.js';
import { signatureDigest } from '../../x509/signature.js';
import { inputOf, readInputs } from './inputs.js';
import { signedFileArgs, signedFileRules } from './signedFile.js';

export const opensslSignatureInfo = definePlainModule({
  kind: 'read',
  name: 'community.crypto.openssl_signature_info',
  doc: {
    short: "Tells whether a signature of a file was made by the owner of a certificate's key",
    examples: `- community.crypto.openssl_signature_info:
    certificate_path: /etc/ssl/release.pem
    path: /srv/release.tar
    signature: "{{ release.signature }}"
  register: checked
  failed_when: not checked.valid
`,
    returns: { valid: 'Whether it was, over the file as it is' },
  },
  args: {
    certificate_path: { type: 'path', description: 'Certificate on the target.' },
    certificate_content: { type: 'str', description: 'The certificate as text.' },
    signature: { type: 'str', required: true, description: 'The signature, in base64.' },
    ...signedFileArgs,
  },
  rules: signedFileRules('certificate'),
  async run(args, ctx) {
    const [file, certificate] = await readInputs(ctx, [args.path, args.certificate_path]);
    const { content } = inputOf('the file', file, undefined)!;
    const given = inputOf('the certificate', certificate, args.certificate_content)!;
    const spki = readCertificate(given.content, given.what).publicKey;
    const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    const valid = verify(signatureDigest(key), content, key, Buffer.from(args.signature, 'base64'));
    return { result: { valid } };
  },
});
