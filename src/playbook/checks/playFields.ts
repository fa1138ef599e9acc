import { DiagnosticError, diagnostic } from '../../diag/diagnostic.js';
import { pyStr } from '../../value/repr.js';
import type { Value } from '../../value/types.js';
import { own, ownSpan, type Play } from '../ast.js';
import type { LoadContext } from '../context.js';

const BOOLEAN = /^(?:y|yes|on|1|true|t|1\.0|n|no|off|0|false|f|0\.0)$/i;

/** Keywords of a play that count for the play alone, and what they must be: these are rendered before its first task. */
const FIELDS: Readonly<Record<string, { readonly kind: string; accepts(value: Value): boolean }>> = {
  hosts: { kind: 'a list of patterns', accepts: () => true },
  gather_facts: { kind: 'a boolean', accepts: isBoolean },
  gather_subset: { kind: 'a list of subsets', accepts: () => true },
  gather_timeout: { kind: 'a whole number', accepts: (value) => /^\s*[+-]?\d+\s*$/.test(pyStr(value)) },
  force_handlers: { kind: 'a boolean', accepts: isBoolean },
  max_fail_percentage: {
    kind: 'a percentage',
    accepts: (value) => pyStr(value).trim() !== '' && Number.isFinite(Number(pyStr(value).replace(/%$/, ''))),
  },
  serial: { kind: 'a list of numbers', accepts: () => true },
  strategy: { kind: 'a name', accepts: () => true },
  order: { kind: 'a name', accepts: () => true },
};

/**
 * Reports keywords of a play that cannot be rendered without a host, or are not what they must be. Only for listings and
 * the syntax check: in a run earlier plays come first, and may make all the difference.
 */
export function checkPlayFields(ctx: LoadContext, play: Play): void {
  for (const [name, { kind, accepts }] of Object.entries(FIELDS)) {
    const written = own(play, name);
    if (written === undefined || written === null) continue;
    const span = ownSpan(play, name);
    try {
      const value = ctx.interpolate(written, play);
      if (accepts(value)) continue;
      ctx.report(
        diagnostic(
          'bad-field',
          `the field '${name}' has an invalid value (${pyStr(value)}): it must be ${kind}`,
          {
            span,
          },
        ),
      );
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      for (const each of error.diagnostics) {
        const message = `the field '${name}' has an invalid value: ${each.message}`;
        ctx.report({
          ...each,
          code: 'bad-field',
          message,
          ...((each.span ?? span) ? { span: (each.span ?? span)! } : {}),
        });
      }
    }
  }
}

function isBoolean(value: Value): boolean {
  return typeof value !== 'object' && BOOLEAN.test(pyStr(value).trim());
}
