import { readFileSync } from 'node:fs';
import ssh2, { type ParsedKey } from 'ssh2';

/** Deriving the key of an encrypted file takes about a second of processor time: done once per file and passphrase. */
const parsed = new Map<string, ParsedKey | string>();

/** A private key, or one line on why it cannot be used. */
export function loadPrivateKey(path: string, passphrase: string | undefined): ParsedKey | string {
  const id = `${path}\0${passphrase ?? ''}`;
  let key = parsed.get(id);
  if (key === undefined) {
    key = parse(path, passphrase);
    parsed.set(id, key);
  }
  return key;
}

function parse(path: string, passphrase: string | undefined): ParsedKey | string {
  let text: Buffer;
  try {
    text = readFileSync(path);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
      ? `${path} does not exist`
      : `${path} cannot be read`;
  }
  const result = ssh2.utils.parseKey(text, passphrase);
  if (!(result instanceof Error))
    return (Array.isArray(result) ? result[0] : result) ?? `${path} holds no key`;
  if (/no passphrase given/i.test(result.message)) return `${path} is encrypted and no passphrase was given`;
  if (/bad passphrase|passphrase|decrypt|integrity/i.test(result.message))
    return `wrong passphrase for ${path}`;
  return `${path} is not a private key that can be read`;
}
