import { fail } from '../diag/diagnostic.js';

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----\r?\n([\s\S]*?)\r?\n?-----END \1-----/g;

export interface PemBlock {
  readonly label: string;
  /** The block with its lines, ending in a newline. */
  readonly text: string;
  readonly der: Buffer;
  /** Header lines (`Proc-Type`) stand before the data: a key in the old encrypted form. */
  readonly headers: boolean;
}

/** Every PEM block of a text; text between the blocks is passed over. */
export function pemBlocks(source: string): PemBlock[] {
  return Array.from(source.matchAll(BLOCK), ([text, label = '', body = '']) => {
    const headers = /^[A-Za-z-]+:/.test(body);
    const data = headers ? body.replace(/^[\s\S]*?\r?\n\r?\n/, '') : body;
    return { label, text: `${text}\n`, der: Buffer.from(data, 'base64'), headers };
  });
}

/** The first block with one of the labels. Throws a DiagnosticError that names `what` was looked for. */
export function pemBlock(source: Uint8Array, labels: readonly string[], what: string): PemBlock {
  const blocks = pemBlocks(Buffer.from(source).toString('latin1'));
  const found = blocks.find((block) => labels.includes(block.label));
  if (found) return found;
  const other = blocks[0] ? `it holds a ${blocks[0].label}` : 'there is no PEM block in it';
  return fail('pem-missing', `${what} cannot be read: ${other}`, {
    fix: `give a file with a block "-----BEGIN ${labels[0]}-----"`,
  });
}

/** Text form of DER bytes: lines of 64 characters. */
export function toPem(label: string, der: Uint8Array): string {
  const body = Buffer.from(der)
    .toString('base64')
    .replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
}

/** Whether bytes look like PEM rather than DER. */
export function looksLikePem(bytes: Uint8Array): boolean {
  return Buffer.from(bytes).includes('-----BEGIN ');
}
