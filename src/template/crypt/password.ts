import { randomInt } from 'node:crypto';
import { PyError } from '../../value/errors.js';
import { cryptAlphabet } from './base64.js';
import { md5Crypt } from './md5Crypt.js';
import { shaCrypt } from './shaCrypt.js';

/** Options of a crypt hash. */
export interface HashOptions {
  /** Characters `a-zA-Z0-9./`; random when absent. */
  readonly salt?: string;
  /** SHA-crypt only: 1000 to 999999999; default 5000, which is not written into the hash. */
  readonly rounds?: number;
}

const saltSizes: Readonly<Record<string, number>> = { md5: 8, sha256: 16, sha512: 16 };

/** A crypt(3) hash as /etc/shadow holds it. Throws a PyError for an unknown algorithm or a bad salt. */
export function hashPassword(password: string, algorithm: string, options: HashOptions = {}): string {
  const name = algorithm.replace(/_crypt$/, '');
  const size = saltSizes[name];
  if (size === undefined) {
    const known = Object.keys(saltSizes).join(', ');
    throw new PyError('AnsibleError', `password_hash does not support ${algorithm}; it knows ${known}`);
  }
  const salt = options.salt ?? randomSalt(size);
  if (!/^[./0-9A-Za-z]*$/.test(salt)) {
    throw new PyError(
      'AnsibleError',
      'invalid characters in salt: only letters, digits, "." and "/" are allowed',
    );
  }
  if (salt.length > size)
    throw new PyError('AnsibleError', `invalid salt size: at most ${size} characters are allowed`);
  if (name === 'md5') return md5Crypt(password, salt);
  return shaCrypt(name === 'sha256' ? 'sha256' : 'sha512', password, salt, options.rounds);
}

/** Random characters of crypt's alphabet. */
export function randomSalt(size: number): string {
  return Array.from({ length: size }, () => cryptAlphabet[randomInt(cryptAlphabet.length)]).join('');
}
