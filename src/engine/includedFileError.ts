import { type Diagnostic, DiagnosticError } from '../diag/diagnostic.js';

/** What is missing, or no list of tasks at all, fails the hosts that include it; other mistakes in a file end the run. */
const FAILS_HOSTS: ReadonlySet<string> = new Set([
  'missing-file',
  'missing-role',
  'not-a-task-list',
  'removed-module',
]);

/** A mistake in a file that is included while a play runs; it ends the run as if it had been found before. */
export class IncludedFileError extends DiagnosticError {}

/** Throws what was found in an included file. */
export function throwFound(findings: readonly Diagnostic[]): void {
  const errors = findings.filter((finding) => finding.severity === 'error');
  const [first] = errors;
  if (!first) return;
  throw FAILS_HOSTS.has(first.code) ? new DiagnosticError(errors) : new IncludedFileError(errors);
}
