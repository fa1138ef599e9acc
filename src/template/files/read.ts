import { readFileSync } from 'node:fs';
import { fail } from '../../diag/diagnostic.js';
import { pyStr } from '../../value/repr.js';
import { Vaulted } from '../../value/types.js';
import type { CallContext } from '../types.js';

/** The text of a file, decrypted when it is a vault envelope. Throws a DiagnosticError naming the lookup when unreadable. */
export function readText(path: string, lookup: string, ctx: CallContext): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return fail('lookup-file-unreadable', `the ${lookup} lookup cannot read ${path}: ${reason}`, {
      fix: 'check the permissions of the file on this machine',
    });
  }
  if (!text.startsWith('$ANSIBLE_VAULT;')) return text;
  return pyStr(ctx.templar.resolve(new Vaulted(text), ctx.scope));
}
