import type { KeyObject } from 'node:crypto';
import { fail } from '../../diag/diagnostic.js';
import type { FileContent } from '../../shell/primitives/stat.js';
import type { ArgOptions } from '../../spec/types.js';
import { readPrivateKey } from '../../x509/privateKey.js';
import { inputOf } from './inputs.js';

/** Arguments that name a private key to work with. */
export const signingKeyArgs = {
  privatekey_path: { type: 'path', description: 'Private key on the target.' },
  privatekey_content: { type: 'str', no_log: true, description: 'The private key as text.' },
  privatekey_passphrase: { type: 'str', no_log: true, description: 'Passphrase of the private key.' },
} as const satisfies ArgOptions;

export interface SigningKeyArgs {
  readonly privatekey_path: string | undefined;
  readonly privatekey_content: string | undefined;
  readonly privatekey_passphrase: string | undefined;
}

/** The key that the arguments name. Throws a DiagnosticError when there is none, or when it cannot be read. */
export function signingKey(args: SigningKeyArgs, file: FileContent | undefined): KeyObject {
  const input = inputOf('the private key', file, args.privatekey_content);
  if (!input)
    return fail('key-missing', 'a private key is needed', {
      fix: 'give privatekey_path or privatekey_content',
    });
  return readPrivateKey(input.content, args.privatekey_passphrase, input.what);
}
