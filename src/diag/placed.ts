import { DiagnosticError } from './diagnostic.js';
import type { SourceSpan } from './span.js';

/** Does `work`; findings it throws without a place get this one. */
export function placed<T>(span: SourceSpan | undefined, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DiagnosticError) || !span) throw error;
    throw new DiagnosticError(
      error.diagnostics.map((finding) => ({ span, ...finding })),
      { cause: error },
    );
  }
}
