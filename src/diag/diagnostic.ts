import type { SourceSpan } from './span.js';

export type Severity = 'error' | 'warning' | 'hint';

/** A further place or remark that belongs to a diagnostic (an include chain, the first of two duplicates). */
export interface Note {
  readonly message: string;
  readonly span?: SourceSpan;
}

/**
 * One finding about the user's input or about a run.
 * `code` is a stable kebab-case identifier (`yaml-tab`, `unknown-module`), `message` the cause in plain
 * words without a trailing dot, `fix` the remedy as an imperative sentence.
 */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span?: SourceSpan;
  readonly notes: readonly Note[];
  readonly fix?: string;
}

export interface DiagnosticOptions {
  readonly severity?: Severity;
  readonly span?: SourceSpan | undefined;
  readonly notes?: readonly Note[];
  readonly fix?: string | undefined;
}

/** Builds a Diagnostic; severity defaults to `error`. */
export function diagnostic(code: string, message: string, options: DiagnosticOptions = {}): Diagnostic {
  return {
    code,
    severity: options.severity ?? 'error',
    message,
    notes: options.notes ?? [],
    ...(options.span && { span: options.span }),
    ...(options.fix !== undefined && { fix: options.fix }),
  };
}

/** Thrown where bad input ends an operation; carries every finding, the first one is the message. */
export class DiagnosticError extends Error {
  override readonly name = 'DiagnosticError';
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: Diagnostic | readonly Diagnostic[], options?: { cause?: unknown }) {
    const list = Array.isArray(diagnostics) ? diagnostics : [diagnostics as Diagnostic];
    super(list[0]?.message ?? 'unknown problem', options);
    this.diagnostics = list;
  }
}

/** Throws a DiagnosticError with one finding. */
export function fail(code: string, message: string, options: DiagnosticOptions = {}): never {
  throw new DiagnosticError(diagnostic(code, message, options));
}
