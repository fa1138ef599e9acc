import { createPublicKey, type KeyObject } from 'node:crypto';
import { DiagnosticError, fail } from '../../diag/diagnostic.js';
import type { Returned } from '../../module/types.js';
import type { ArgOptions, ArgsOf } from '../../spec/types.js';
import { Dict } from '../../value/types.js';
import {
  defaultFormat,
  type KeyType,
  type KeyWish,
  publicKeyOf,
  writePrivateKey,
} from '../../x509/privateKey.js';
import { keySize, publicKeyFacts } from '../../x509/publicKey.js';
import { readSshPrivateKey, type SshPrivateKey, writeSshPrivateKey } from '../../x509/ssh/privateKey.js';
import { sshFingerprint, sshPublicKey, toSshPublicKey } from '../../x509/ssh/publicKey.js';

/** Arguments that say what an SSH key is to be. */
export const sshKeyArgs = {
  type: { default: 'rsa', choices: ['rsa', 'dsa', 'rsa1', 'ecdsa', 'ed25519'], description: 'Kind of key.' },
  size: { type: 'int', description: 'Bits: 4096 for RSA, 256, 384 or 521 for ECDSA.' },
  comment: { type: 'str', description: 'Comment of the public key.' },
  passphrase: { type: 'str', no_log: true, description: 'Passphrase that protects the key.' },
  private_key_format: {
    default: 'auto',
    choices: ['auto', 'pkcs1', 'pkcs8', 'ssh'],
    description: 'Form of the private key; `auto`: OpenSSH’s own.',
  },
  backend: {
    default: 'auto',
    choices: ['auto', 'cryptography', 'opensshbin'],
    description: 'Accepted for compatibility.',
  },
  force: { type: 'bool', default: false, description: 'Make a new key in any case.' },
  regenerate: {
    default: 'partial_idempotence',
    choices: ['never', 'fail', 'partial_idempotence', 'full_idempotence', 'always'],
    description: 'When an existing key may be replaced.',
  },
} as const satisfies ArgOptions;

type SshKeyArgs = ArgsOf<typeof sshKeyArgs> & { readonly path: string };

const CURVES: Readonly<Record<number, string>> = { 256: 'secp256r1', 384: 'secp384r1', 521: 'secp521r1' };
const TYPES: Readonly<Record<string, KeyType>> = { rsa: 'RSA', dsa: 'DSA', ecdsa: 'ECC', ed25519: 'Ed25519' };

/** Bits of the key that is wanted. Throws a DiagnosticError for a size the type does not have. */
function sshKeySize({ type, size }: SshKeyArgs): number {
  if (type === 'rsa1')
    return fail('ssh-key-type', 'keys of type rsa1 are of the SSH protocol 1, which is gone', {
      fix: 'use type: ed25519',
    });
  if (type === 'ed25519') return 256;
  const bits = size ?? { rsa: 4096, dsa: 1024, ecdsa: 256 }[type];
  const possible = { rsa: bits >= 1024, dsa: bits === 1024, ecdsa: CURVES[bits] !== undefined }[type];
  if (!possible)
    fail('key-size-invalid', `a key of type ${type} cannot have ${bits} bits`, {
      fix: { rsa: 'use 1024 or more', dsa: 'use 1024', ecdsa: 'use 256, 384 or 521' }[type],
    });
  return bits;
}

export function sshKeyWish(args: SshKeyArgs): KeyWish {
  const size = sshKeySize(args);
  return { type: TYPES[args.type] ?? 'RSA', size, curve: CURVES[size] };
}

/** The present key, or why it cannot be read. */
export function loadSshKey({ passphrase }: SshKeyArgs, content: Buffer): SshPrivateKey | string {
  try {
    return readSshPrivateKey(content, passphrase, 'the private key');
  } catch (error) {
    if (error instanceof DiagnosticError) return error.message;
    throw error;
  }
}

/** What to do about the present files. */
type SshKeyStep = 'make' | 'public' | 'keep' | { readonly refusal: string };

/** Decides from the present key and the line of the public key. */
export function decideSshKey(
  args: SshKeyArgs,
  key: SshPrivateKey | string,
  line: string | undefined,
): SshKeyStep {
  if (args.regenerate === 'always') return 'make';
  if (typeof key === 'string') {
    if (args.regenerate === 'full_idempotence') return 'make';
    return { refusal: `${key}; it is left alone because regenerate is ${args.regenerate}` };
  }
  if (args.regenerate !== 'never' && !isAsWished(args, key.key)) {
    if (args.regenerate === 'fail')
      return { refusal: 'the key has another type or size; it is left alone because regenerate is fail' };
    return 'make';
  }
  const { words, comment } = lineParts(line ?? '');
  const sameComment = args.comment === undefined || comment === args.comment;
  return sameComment && words === sshPublicKey(createPublicKey(key.key)) ? 'keep' : 'public';
}

/** The content of the private key file. */
export function sshKeyFile(args: SshKeyArgs, key: KeyObject, comment: string): Buffer {
  const format = args.private_key_format;
  if (format === 'auto' || format === 'ssh') return writeSshPrivateKey(key, comment, args.passphrase);
  const { type } = publicKeyFacts(publicKeyOf(key));
  return writePrivateKey(
    key,
    format === 'pkcs1' && type !== 'unknown' ? defaultFormat(type) : 'pkcs8',
    args.passphrase,
  );
}

/** The line of the public key file. */
export function sshKeyLine(key: KeyObject, comment: string): string {
  return `${sshPublicKey(createPublicKey(key))}${comment === '' ? '' : ` ${comment}`}\n`;
}

export function sshKeyResult(
  args: SshKeyArgs,
  key: KeyObject | undefined,
  line: string | undefined,
): Returned {
  const { words, comment } = lineParts(line ?? '');
  const fingerprint = key ? sshFingerprint(toSshPublicKey(createPublicKey(key)).blob) : '';
  return {
    size: sshKeySize(args),
    type: args.type,
    filename: args.path,
    fingerprint,
    public_key: words,
    comment,
  };
}

/** What diffs show. */
export function sshKeyFacts(key: KeyObject | undefined, line: string | undefined): Dict {
  const { words, comment } = lineParts(line ?? '');
  const fingerprint = key && sshFingerprint(toSshPublicKey(createPublicKey(key)).blob);
  return Dict.of({ fingerprint, ...(line !== undefined && { public_key: words, comment }) });
}

function lineParts(line: string): { words: string; comment: string } {
  const [, words = '', comment = ''] = /^\s*(\S+\s+\S+)\s*(.*?)\s*$/s.exec(line) ?? [];
  return { words, comment };
}

function isAsWished(args: SshKeyArgs, key: KeyObject): boolean {
  const wish = sshKeyWish(args);
  const facts = publicKeyFacts(publicKeyOf(key));
  if (facts.type !== wish.type) return false;
  return wish.type === 'ECC' ? facts.data.curve === wish.curve : (keySize(facts) ?? wish.size) === wish.size;
}
