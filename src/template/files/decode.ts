import { PyError } from '../../value/errors.js';

/** The text of bytes in an encoding by Python's name (utf-8, latin-1, cp1252, …). Throws for unknown ones. */
export function decodeText(bytes: Uint8Array, encoding: string): string {
  const name = encoding
    .toLowerCase()
    .replaceAll('_', '-')
    .replace(/^cp(\d+)$/, 'windows-$1')
    .replace(/^latin-?1$/, 'iso-8859-1');
  try {
    return new TextDecoder(name, { ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new PyError('AnsibleError', `unknown encoding: ${encoding}`, { cause });
  }
}
