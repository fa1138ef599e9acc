import { fail } from '../../diag/diagnostic.js';

/** Text as bytes in a Python codec name: UTF-8, UTF-16LE, Latin-1 or ASCII. Throws a DiagnosticError (`unknown-encoding`). */
export function encodeText(text: string, encoding: string): Buffer {
  const name = encoding.toLowerCase().replace(/[-_ ]/g, '');
  if (name === 'utf8') return Buffer.from(text, 'utf8');
  if (name === 'utf8sig') return Buffer.from(`\ufeff${text}`, 'utf8');
  if (name === 'utf16le') return Buffer.from(text, 'utf16le');
  if (name === 'utf16') return Buffer.from(`\ufeff${text}`, 'utf16le');
  if (['latin1', 'iso88591', 'l1'].includes(name)) return narrow(text, 0xff, encoding);
  if (['ascii', 'usascii'].includes(name)) return narrow(text, 0x7f, encoding);
  return fail('unknown-encoding', `the encoding ${encoding} is not supported`, {
    fix: 'use utf-8, utf-16, latin-1 or ascii',
  });
}

function narrow(text: string, highest: number, encoding: string): Buffer {
  for (const char of text) {
    if (char.codePointAt(0)! > highest)
      fail('unencodable-text', `"${char}" cannot be written in ${encoding}`);
  }
  return Buffer.from(text, 'latin1');
}
