import { type Diagnostic, DiagnosticError, diagnostic } from '../../diag/diagnostic.js';
import type { SourceSpan } from '../../diag/span.js';
import { didYouMean } from '../../diag/suggest.js';
import { PyError } from '../../value/errors.js';
import { Pending } from '../settle.js';
import type { SyntaxFault } from '../syntax/syntaxFault.js';
import type { Scope } from '../types.js';
import { spanWithin, type Unit } from './unit.js';

/** Turns whatever generated code threw into an error with the place `position` of the unit. */
export function faultAt(error: unknown, unit: Unit, position: number, scope: Scope): unknown {
  if (error instanceof Pending) return error;
  const { positions } = unit.program;
  const span = unit.at && spanWithin(unit.at, positions[position * 2]!, positions[position * 2 + 1]!);
  if (error instanceof DiagnosticError) return locate(error, span);
  if (error instanceof PyError) return new DiagnosticError(describe(error, span, scope), { cause: error });
  if (error instanceof RangeError) {
    const message = 'the template calls itself too deeply';
    return new DiagnosticError(diagnostic('template-error', message, { span }), { cause: error });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new DiagnosticError(diagnostic('template-error', message, { span }), { cause: error });
}

function describe(error: PyError, span: SourceSpan | undefined, scope: Scope): Diagnostic {
  if (error.pyType !== 'UndefinedError') return diagnostic('template-error', error.message, { span });
  const name = /^'(\w+)' is undefined$/.exec(error.message)?.[1];
  const fix = name === undefined ? undefined : didYouMean(name, scope.names());
  return diagnostic('undefined-variable', error.message, { span, fix });
}

/** Adds the place to an error that has none yet. */
function locate(error: DiagnosticError, span: SourceSpan | undefined): DiagnosticError {
  const [first, ...rest] = error.diagnostics;
  if (!span || !first || first.span) return error;
  return new DiagnosticError([{ ...first, span }, ...rest], { cause: error.cause });
}

/** The error for a mistake in the text of a template. */
export function syntaxError(fault: SyntaxFault, at: SourceSpan | undefined): DiagnosticError {
  return new DiagnosticError(syntaxFinding(fault, at), { cause: fault });
}

/** The finding for a mistake in the text of a template. */
export function syntaxFinding(fault: SyntaxFault, at: SourceSpan | undefined): Diagnostic {
  const span = at && spanWithin(at, fault.lineno, fault.colno);
  return diagnostic('template-syntax', fault.message, { span, fix: fault.fix });
}
