import type { ArgOptions, ArgRules } from '../../spec/types.js';
import { cryptoBackend } from './cryptoBackend.js';

/** Arguments of modules that sign a file or check a signature. */
export const signedFileArgs = {
  path: { type: 'path', required: true, description: 'The file, on the target.' },
  ...cryptoBackend,
} as const satisfies ArgOptions;

/** The key or certificate comes as a file or as text. */
export function signedFileRules(what: 'certificate' | 'privatekey'): ArgRules {
  const ways = [`${what}_path`, `${what}_content`];
  return { required_one_of: [ways], mutually_exclusive: [ways] };
}
