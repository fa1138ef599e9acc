import { createHash } from 'node:crypto';

/** Lower-case hex digest. */
export function digest(algorithm: string, content: Uint8Array): string {
  return createHash(algorithm).update(content).digest('hex');
}
