import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  pbkdf2Sync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { fail } from '../diag/diagnostic.js';
import { formatEnvelope, parseEnvelope } from './envelope.js';
import type { VaultSecret, VaultSecrets } from './secrets.js';

const ITERATIONS = 10_000;
const KEY_BYTES = 32;
const IV_BYTES = 16;

interface Keys {
  readonly cipher: Buffer;
  readonly hmac: Buffer;
  readonly iv: Buffer;
}

const derived = new Map<string, Keys>();

/** What was in an envelope, and how it was opened. */
export interface Decrypted {
  readonly data: Buffer;
  /** The label the text carries; undefined without one. */
  readonly id: string | undefined;
  readonly secret: VaultSecret;
}

/** Decrypts a vault text; see openEnvelope. */
export function decryptEnvelope(text: string, secrets: VaultSecrets): Buffer {
  return openEnvelope(text, secrets).data;
}

/**
 * Decrypts a vault text. The password of the envelope's label is tried first, then all others.
 *
 * @throws DiagnosticError when the text is damaged, there is no password, or none fits.
 */
export function openEnvelope(text: string, secrets: VaultSecrets): Decrypted {
  const envelope = parseEnvelope(text);
  if (secrets.size === 0) {
    fail('vault-no-secret', 'Attempting to decrypt but no vault secrets found: no vault password was given', {
      fix: 'Give --vault-password-file, --vault-id or --ask-vault-pass.',
    });
  }
  for (const secret of secrets.candidates(envelope.id)) {
    const keys = deriveKeys(secret.password, envelope.salt);
    const digest = createHmac('sha256', keys.hmac).update(envelope.ciphertext).digest();
    if (digest.length !== envelope.hmac.length || !timingSafeEqual(digest, envelope.hmac)) continue;
    return { data: decipher(envelope.ciphertext, keys), id: envelope.id, secret };
  }
  const label = envelope.id === undefined ? '' : `; the text is labelled "${envelope.id}"`;
  return fail('vault-wrong-secret', `Decryption failed: no vault password fits${label}`, {
    fix: 'Check the password file, and give the password under the label the value carries.',
  });
}

/** Encrypts with a password and a random salt. Format 1.2 with a label, except for none or `default`, which give format 1.1. */
export function encryptEnvelope(
  plaintext: string | Uint8Array,
  password: string,
  id?: string,
  salt: Buffer = randomBytes(KEY_BYTES),
): string {
  const keys = deriveKeys(password, salt);
  const cipher = createCipheriv('aes-256-ctr', keys.cipher, keys.iv);
  const data = Buffer.from(plaintext);
  const padding = 16 - (data.length % 16);
  const ciphertext = Buffer.concat([
    cipher.update(Buffer.concat([data, Buffer.alloc(padding, padding)])),
    cipher.final(),
  ]);
  const hmac = createHmac('sha256', keys.hmac).update(ciphertext).digest();
  const label = id === 'default' ? undefined : id;
  return formatEnvelope({ version: label === undefined ? '1.1' : '1.2', id: label, salt, hmac, ciphertext });
}

/** AES-256 in counter mode; the content is padded all the same (PKCS#7). */
function decipher(ciphertext: Buffer, keys: Keys): Buffer {
  const cipher = createDecipheriv('aes-256-ctr', keys.cipher, keys.iv);
  const padded = Buffer.concat([cipher.update(ciphertext), cipher.final()]);
  const padding = padded.at(-1) ?? 0;
  if (padding < 1 || padding > 16 || padding > padded.length) {
    fail('vault-damaged', 'the decrypted text ends in no valid padding', { fix: 'Encrypt the value again.' });
  }
  return padded.subarray(0, padded.length - padding);
}

/** PBKDF2-HMAC-SHA256; takes milliseconds, so each result is kept for the run. */
function deriveKeys(password: string, salt: Buffer): Keys {
  const id = `${salt.toString('hex')}:${password}`;
  const known = derived.get(id);
  if (known) return known;
  const bytes = pbkdf2Sync(password, salt, ITERATIONS, 2 * KEY_BYTES + IV_BYTES, 'sha256');
  const keys = {
    cipher: bytes.subarray(0, KEY_BYTES),
    hmac: bytes.subarray(KEY_BYTES, 2 * KEY_BYTES),
    iv: bytes.subarray(2 * KEY_BYTES),
  };
  derived.set(id, keys);
  return keys;
}
