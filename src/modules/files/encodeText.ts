import { fail } from '../../diag/diagnostic.js';

/**
 * Text as bytes in a Python codec name: the Unicode encodings, ASCII and the encodings of one byte a character
 * (ISO 8859, Windows code pages, KOI8, …). Empty: UTF-8. Throws a DiagnosticError (`unknown-encoding`,
 * `unencodable-text`).
 */
export function encodeText(text: string, encoding: string): Buffer {
  const name = encoding.toLowerCase().replace(/[-_ ]/g, '');
  if (name === 'utf8' || name === '') return Buffer.from(text, 'utf8');
  if (name === 'utf8sig') return Buffer.from(`\ufeff${text}`, 'utf8');
  if (name === 'utf16le') return Buffer.from(text, 'utf16le');
  if (name === 'utf16be') return Buffer.from(text, 'utf16le').swap16();
  if (name === 'utf16') return Buffer.from(`\ufeff${text}`, 'utf16le');
  if (['latin1', 'iso88591', 'l1'].includes(name)) return narrow(text, 0xff, encoding);
  if (['ascii', 'usascii'].includes(name)) return narrow(text, 0x7f, encoding);
  const bytes = byteTable(encoding, name);
  return Buffer.from(Array.from(text, (char) => bytes.get(char) ?? unencodable(char, encoding)));
}

function narrow(text: string, highest: number, encoding: string): Buffer {
  for (const char of text) if (char.codePointAt(0)! > highest) unencodable(char, encoding);
  return Buffer.from(text, 'latin1');
}

function unencodable(char: string, encoding: string): never {
  return fail('unencodable-text', `"${char}" cannot be written in ${encoding}`);
}

/** Windows-1252 from byte 0x80 on, which Node takes for Latin-1. */
const windows1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** The byte of each character, found by decoding all bytes. */
function byteTable(encoding: string, name: string): Map<string, number> {
  if (/^(?:windows|cp)1252$/.test(name)) {
    const decode = (byte: number): string => windows1252[byte - 0x80] ?? String.fromCharCode(byte);
    return new Map(Array.from({ length: 256 }, (_, byte) => [decode(byte), byte]));
  }
  const label = name.replace(/^(?:windows|cp)(\d+)$/, 'windows-$1').replace(/^iso8859(\d+)$/, 'iso-8859-$1');
  try {
    const decoder = new TextDecoder(label.replace(/^koi8([ru])$/, 'koi8-$1'), { fatal: true });
    return new Map(Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte]));
  } catch {
    return fail('unknown-encoding', `the encoding ${encoding} is not supported`, {
      fix: 'use a Unicode encoding, ascii, or one of one byte a character such as latin-1 or windows-1252',
    });
  }
}
