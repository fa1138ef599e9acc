import { fail } from '../diag/diagnostic.js';

const HEADER = '$ANSIBLE_VAULT';

/** The parts of a vault text: `$ANSIBLE_VAULT;1.1;AES256` or `…;1.2;AES256;ID`, then hexadecimal lines. */
interface Envelope {
  readonly version: '1.1' | '1.2';
  /** The label of format 1.2; undefined in format 1.1. */
  readonly id: string | undefined;
  readonly salt: Buffer;
  readonly hmac: Buffer;
  readonly ciphertext: Buffer;
}

/** true for a text that begins with a vault header. */
export function isVaultText(text: string): boolean {
  return text.startsWith(`${HEADER};`);
}

/** Takes an envelope apart. Throws DiagnosticError for another format or damaged content. */
export function parseEnvelope(text: string): Envelope {
  const [header = '', ...lines] = text.trim().split('\n');
  const [mark, version = '', cipher = '', id] = header.trim().split(';');
  if (mark !== HEADER)
    fail('vault-bad-header', 'the text is no vault envelope', { fix: 'Encrypt it with "vault encrypt".' });
  if (version !== '1.1' && version !== '1.2') damaged(`the vault format "${version}" is not supported`);
  if (cipher !== 'AES256') damaged(`the vault cipher "${cipher}" is not supported`);
  const parts = unhex(lines.map((line) => line.trim()).join(''))
    .toString('latin1')
    .split('\n');
  if (parts.length !== 3) damaged('the vault text is damaged: salt, digest and content are expected');
  const [salt, hmac, ciphertext] = parts.map(unhex) as [Buffer, Buffer, Buffer];
  return { version, id: version === '1.2' ? id : undefined, salt, hmac, ciphertext };
}

/** The text of an envelope, in lines of 80 digits and with a final newline, as ansible-vault writes it. */
export function formatEnvelope(envelope: Envelope): string {
  const { salt, hmac, ciphertext, version, id } = envelope;
  const inner = [salt, hmac, ciphertext].map((part) => part.toString('hex')).join('\n');
  const body =
    Buffer.from(inner, 'latin1')
      .toString('hex')
      .match(/.{1,80}/g) ?? [];
  const header = [HEADER, version, 'AES256', ...(id === undefined ? [] : [id])].join(';');
  return [header, ...body, ''].join('\n');
}

function unhex(text: string): Buffer {
  if (!/^[0-9a-fA-F]*$/.test(text)) damaged('Vault format unhexlify error: Non-hexadecimal digit found');
  if (text.length % 2 !== 0) damaged('Vault format unhexlify error: Odd-length string');
  return Buffer.from(text, 'hex');
}

function damaged(message: string): never {
  fail('vault-damaged', message, { fix: 'Restore the text, or encrypt the value again.' });
}
