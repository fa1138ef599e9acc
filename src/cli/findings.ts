import { type Diagnostic, DiagnosticError } from '../diag/diagnostic.js';
import { formatSpan } from '../diag/span.js';

const RANK = { error: 0, warning: 1, hint: 2 } as const;

/** Collects findings; one that is met again (a role used twice) is kept once, in its gravest form. */
export class Findings {
  private readonly byPlace = new Map<string, Diagnostic>();

  add(finding: Diagnostic): void {
    const key = [finding.code, finding.message, finding.span ? formatSpan(finding.span) : ''].join('\0');
    const known = this.byPlace.get(key);
    if (!known || RANK[finding.severity] < RANK[known.severity]) this.byPlace.set(key, finding);
  }

  get all(): readonly Diagnostic[] {
    return [...this.byPlace.values()];
  }

  get errors(): readonly Diagnostic[] {
    return this.all.filter((finding) => finding.severity === 'error');
  }

  /** Throws a DiagnosticError with all errors, if there are any. */
  refuseErrors(): void {
    if (this.errors.length > 0) throw new DiagnosticError(this.errors);
  }
}
