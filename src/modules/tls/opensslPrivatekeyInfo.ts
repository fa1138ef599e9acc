import { DiagnosticError } from '../../diag/diagnostic.js';
import { definePlainModule } from '../../module/define.js';
import { fromJs } from '../../value/convert.js';
import { publicKeyOf, readPrivateKey } from '../../x509/privateKey.js';
import { privateNumbers } from '../../x509/privateNumbers.js';
import { infoArgs, infoInput, infoRules, resultOf } from './info.js';
import { privateKeyFacts } from './keyFacts.js';

export const opensslPrivatekeyInfo = definePlainModule({
  kind: 'read',
  name: 'community.crypto.openssl_privatekey_info',
  doc: {
    short: 'Tells about a private key',
    examples: `- community.crypto.openssl_privatekey_info:
    path: /etc/ssl/private/www.pem
  register: key
`,
    returns: {
      can_load_key: 'Whether the file can be read',
      can_parse_key: 'Whether it is a private key',
      key_is_consistent: 'Whether private and public half belong together, with `check_consistency`',
      type: 'Kind of key',
      public_data: 'Numbers of the public key',
      public_key: 'The public key',
      public_key_fingerprints: 'Its fingerprints, by digest',
      private_data: 'Numbers of the private key, with `return_private_key_data`',
    },
  },
  args: {
    ...infoArgs,
    content: { type: 'str', no_log: true, description: 'The key as text, in place of a file.' },
    passphrase: { type: 'str', no_log: true, description: 'Passphrase of the key.' },
    check_consistency: {
      type: 'bool',
      default: false,
      description: 'Check that the numbers of the key fit together.',
    },
    return_private_key_data: {
      type: 'bool',
      default: false,
      description: 'Return the secret numbers too: set `no_log: true` on the task.',
    },
  },
  rules: infoRules,
  async run(args, ctx) {
    const { content, what } = await infoInput(args, ctx, 'the private key');
    const state = { can_load_key: true, can_parse_key: false, key_is_consistent: null };
    try {
      const key = readPrivateKey(content, args.passphrase, what);
      const facts = { ...state, ...resultOf(privateKeyFacts(publicKeyOf(key), false)) };
      const numbers =
        args.return_private_key_data || args.check_consistency ? privateNumbers(key) : undefined;
      const result = {
        ...facts,
        ...(args.return_private_key_data && { private_data: fromJs(numbers!.data) }),
        ...(args.check_consistency && { key_is_consistent: numbers!.consistent ?? null }),
      };
      if (args.check_consistency && numbers!.consistent === false)
        return {
          failed: `${what} is not consistent: its private numbers do not belong to its public ones`,
          result,
        };
      return { result };
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      return { failed: error.message, result: state, diagnostics: error.diagnostics };
    }
  },
});
