import { createHash } from 'node:crypto';
import type { NetObject } from '../object/types.js';

/** Digest of a text for the ledger. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** The text of an object that the kernel may print in other words than it was given. */
export function spelled(object: NetObject): string | undefined {
  if (object.kind === 'nft') return object.text.trim();
  return object.kind === 'chain' ? object.rules.join('\n') : undefined;
}
