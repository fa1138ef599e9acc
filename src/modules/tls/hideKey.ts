import { createPublicKey, type KeyObject } from 'node:crypto';
import type { ModuleContext } from '../../module/types.js';
import { looksLikePem } from '../../x509/pem.js';
import { publicKeyOf } from '../../x509/privateKey.js';
import { isSshPrivateKey } from '../../x509/ssh/privateKey.js';
import { toSshPublicKey } from '../../x509/ssh/publicKey.js';

/**
 * Keeps the lines of a private key out of every output. Lines that hold nothing but a part of the public key stay visible:
 * they stand in public keys and certificates too. `key` is undefined when the file cannot be read.
 */
export function hideKey(ctx: ModuleContext, content: Buffer, key: KeyObject | undefined): void {
  if (!looksLikePem(content)) {
    ctx.secret(content.toString('base64'));
    return;
  }
  const known = key ? [publicKeyOf(key)] : [];
  if (key && isSshPrivateKey(content)) known.push(toSshPublicKey(createPublicKey(key)).blob);
  for (const line of content.toString('latin1').split(/\r?\n/)) {
    if (!/^[A-Za-z0-9+/]+=*$/.test(line)) continue;
    const bytes = Buffer.from(line, 'base64');
    if (!known.some((open) => open.includes(bytes))) ctx.secret(line);
  }
}
