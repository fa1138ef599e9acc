import { randomInt } from 'node:crypto';
import { hashSync } from 'bcryptjs';
import { PyError } from '../../value/errors.js';
import { cryptAlphabet } from './base64.js';
import { md5Crypt } from './md5Crypt.js';
import { shaCrypt } from './shaCrypt.js';

/** Options of a crypt hash. */
interface HashOptions {
  /** Characters `a-zA-Z0-9./`; random when absent. */
  readonly salt?: string | undefined;
  /** Characters of a random salt; default: as many as the algorithm takes. */
  readonly saltSize?: number | undefined;
  /** SHA-crypt: 1000 to 999999999, default 5000, which is not written into the hash. bcrypt: the power of two, default 12. */
  readonly rounds?: number | undefined;
  /** The variant of bcrypt: 2a, 2b (default) or 2y. */
  readonly ident?: string | undefined;
}

interface Algorithm {
  readonly saltSize: number;
  /** The salt must have just that size. */
  readonly exact?: true;
  /** Rounds that Ansible takes for the default and does not write. */
  readonly implicitRounds?: number;
}

const algorithms: Readonly<Record<string, Algorithm>> = {
  md5_crypt: { saltSize: 8 },
  bcrypt: { saltSize: 22, exact: true },
  sha256_crypt: { saltSize: 16, implicitRounds: 535_000 },
  sha512_crypt: { saltSize: 16, implicitRounds: 656_000 },
};

/** The characters of a salt of an algorithm; 8 for unknown ones. */
export function saltSizeOf(algorithm: string): number {
  return Object.hasOwn(algorithms, algorithm) ? algorithms[algorithm]!.saltSize : 8;
}

/**
 * A crypt(3) hash as /etc/shadow holds it, by one of md5_crypt, sha256_crypt, sha512_crypt and bcrypt. Throws a
 * PyError for another algorithm or a bad salt.
 */
export function hashPassword(password: string, name: string, options: HashOptions = {}): string {
  const algorithm = Object.hasOwn(algorithms, name) ? algorithms[name] : undefined;
  if (!algorithm) throw failure(`crypt.crypt does not support '${name}' algorithm`);
  const { saltSize, exact, implicitRounds } = algorithm;
  const salt = options.salt || randomSalt(options.saltSize || saltSize);
  if (!/^[./0-9A-Za-z]*$/.test(salt)) throw failure('invalid characters in salt');
  if (exact ? salt.length !== saltSize : salt.length > saltSize) throw failure('invalid salt size');
  if (name === 'md5_crypt') return md5Crypt(password, salt);
  if (name === 'bcrypt') return bcrypt(password, salt, options);
  const rounds = options.rounds === implicitRounds ? undefined : options.rounds || undefined;
  return shaCrypt(name === 'sha256_crypt' ? 'sha256' : 'sha512', password, salt, rounds);
}

function bcrypt(password: string, salt: string, { rounds, ident }: HashOptions): string {
  const cost = rounds || 12;
  const variant = ident || '2b';
  if (cost < 4 || cost > 31 || !/^2[aby]$/.test(variant)) throw failure('Could not hash the secret.');
  return hashSync(password, `$${variant}$${String(cost).padStart(2, '0')}$${salt}`);
}

/** Random characters of crypt's alphabet. */
export function randomSalt(size: number): string {
  return Array.from({ length: size }, () => cryptAlphabet[randomInt(cryptAlphabet.length)]).join('');
}

function failure(message: string): PyError {
  return new PyError('AnsibleError', message);
}
