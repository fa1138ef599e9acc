import { type Diagnostic, diagnostic } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import type { Dict } from '../value/types.js';
import { keySpan, valueSpan } from '../yaml/spans.js';

/** Arguments that hold file permissions. */
const MODE_NAMES: ReadonlySet<string> = new Set(['mode', 'directory_mode']);

/**
 * Permissions people write in decimal by mistake. YAML reads `0644` as the number 420, so a number alone does
 * not tell how it was written; these numbers are no sensible permissions when read as bits.
 */
const DECIMAL_MODES: ReadonlySet<number> = new Set([
  440, 444, 500, 550, 555, 600, 640, 644, 660, 664, 666, 700, 710, 711, 740, 750, 755, 770, 775, 777, 1777,
  2755, 2775, 4755,
]);

/** Warnings about literals that are legal but mean something else than they seem to: `mode: 644`. */
export function literalTraps(raw: Dict, at?: SourceSpan): Diagnostic[] {
  const traps: Diagnostic[] = [];
  for (const [key, value] of raw) {
    if (typeof key !== 'string' || !MODE_NAMES.has(key)) continue;
    if (typeof value !== 'number' || !DECIMAL_MODES.has(value)) continue;
    traps.push(
      diagnostic(
        'decimal-mode',
        `${key}: ${value} is a decimal number, which sets the permissions ${octal(value)}`,
        {
          severity: 'warning',
          span: valueSpan(raw, key) ?? keySpan(raw, key) ?? at,
          fix: `write "0${value}", with quotes and a leading zero`,
        },
      ),
    );
  }
  return traps;
}

function octal(mode: number): string {
  return `0${mode.toString(8)}`;
}
