import type { EspLayer } from './mtu.js';

type Cipher = Pick<EspLayer, 'iv' | 'align'> & { readonly icv?: number };

/** Ciphers as swanctl names them; the AEAD ones have their check value's length in the name. */
const ciphers: Readonly<Record<string, Cipher>> = {
  'aes-gcm-16': { iv: 8, icv: 16, align: 4 },
  'aes-gcm-12': { iv: 8, icv: 12, align: 4 },
  'aes-gcm-8': { iv: 8, icv: 8, align: 4 },
  'aes-ccm-16': { iv: 8, icv: 16, align: 4 },
  'chacha20-poly1305': { iv: 8, icv: 16, align: 4 },
  'aes-ctr': { iv: 8, align: 4 },
  'aes-cbc': { iv: 16, align: 16 },
  'camellia-cbc': { iv: 16, align: 16 },
  '3des-cbc': { iv: 8, align: 8 },
  null: { iv: 0, align: 4 },
};

/** Integrity algorithms by the length of their check value in bytes. */
const integrity: Readonly<Record<string, number>> = {
  'sha1-96': 12,
  'md5-96': 12,
  'aes-xcbc-96': 12,
  'sha256-128': 16,
  'sha384-192': 24,
  'sha512-256': 32,
};

export const ESP_CIPHERS: readonly string[] = Object.keys(ciphers);
export const ESP_INTEGRITY: readonly string[] = Object.keys(integrity);

/** The sizes of a cipher suite, or a sentence that says why the two do not go together. */
export function espSizes(
  cipher: string,
  integrityName: string | undefined,
): Pick<EspLayer, 'iv' | 'icv' | 'align'> | string {
  const found = ciphers[cipher];
  if (!found) return `no ESP cipher is called ${cipher}; known: ${ESP_CIPHERS.join(', ')}`;
  const icv = integrityName === undefined ? found.icv : integrity[integrityName];
  if (found.icv !== undefined && integrityName !== undefined)
    return `${cipher} brings its own integrity check: leave integrity out`;
  if (icv === undefined) {
    return integrityName === undefined
      ? `${cipher} needs an integrity algorithm; known: ${ESP_INTEGRITY.join(', ')}`
      : `no integrity algorithm is called ${integrityName}; known: ${ESP_INTEGRITY.join(', ')}`;
  }
  return { iv: found.iv, icv, align: found.align };
}
