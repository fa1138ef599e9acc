import type { ArgOptions, ArgRules } from '../../spec/types.js';

/** Arguments of modules that sign a file or check a signature. */
export const signedFileArgs = {
  path: { type: 'path', required: true, description: 'The file, on the target.' },
  select_crypto_backend: {
    default: 'auto',
    choices: ['auto', 'cryptography'],
    description: 'Accepted for compatibility.',
  },
} as const satisfies ArgOptions;

/** The key or certificate comes as a file or as text. */
export function signedFileRules(what: 'certificate' | 'privatekey'): ArgRules {
  const ways = [`${what}_path`, `${what}_content`];
  return { required_one_of: [ways], mutually_exclusive: [ways] };
}
