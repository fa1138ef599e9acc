import { readFileSync } from 'node:fs';
import { fail } from '../diag/diagnostic.js';
import { placed } from '../diag/placed.js';
import { isVaultText } from '../vault/envelope.js';
import type { SourceContext } from './sourcePlugin.js';

/** The text of an inventory file, decrypted when it is a vault. Throws DiagnosticError. */
export function sourceText({ source, options }: SourceContext): string {
  const text = decode(readFileSync(source), source);
  if (!isVaultText(text)) return text;
  const { decrypt } = options;
  const span = { file: source, line: 1, col: 1 };
  if (decrypt) return placed(span, () => decrypt(text));
  return fail(
    'vault-no-secret',
    'Attempting to decrypt but no vault secrets found: the inventory is encrypted, and no vault password was given',
    {
      span,
      fix: 'Give --vault-password-file or --ask-vault-pass.',
    },
  );
}

/** Comments may be in any encoding; everything else is UTF-8. */
function decode(bytes: Buffer, file: string): string {
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    return strict.decode(bytes);
  } catch {
    const lines = bytes.toString('latin1').split('\n');
    return lines.map((line, index) => decodeLine(line, { file, line: index + 1, col: 1 })).join('\n');
  }

  function decodeLine(line: string, span: { file: string; line: number; col: number }): string {
    if (/^[#;]/.test(line)) return '#';
    try {
      return strict.decode(Buffer.from(line, 'latin1'));
    } catch {
      return fail('inventory-encoding', 'the line is no UTF-8 text', {
        span,
        fix: 'Save the file in the encoding UTF-8.',
      });
    }
  }
}
