import { type Diagnostic, DiagnosticError, diagnostic } from '../../diag/diagnostic.js';
import type { SourceSpan } from '../../diag/span.js';
import { didYouMean } from '../../diag/suggest.js';
import { PyError } from '../../value/errors.js';
import { Pending } from '../settle.js';
import type { SyntaxFault } from '../syntax/syntaxFault.js';
import type { Scope } from '../types.js';
import { DeferredUndefined } from './deferred.js';
import { Missing } from './missing.js';
import { spanWithin, type Unit } from './unit.js';

/** Turns whatever generated code threw into an error with the place `position` of the unit. */
export function faultAt(error: unknown, unit: Unit, position: number, scope: Scope): unknown {
  if (error instanceof Pending) return error;
  const span = placeOf(unit, position);
  if (error instanceof DiagnosticError) return locate(error, span);
  if (error instanceof PyError && error.pyType === 'UndefinedError') return undefinedAt(error, span, scope);
  if (error instanceof PyError) {
    return new DiagnosticError(diagnostic('template-error', error.message, { span }), { cause: error });
  }
  if (error instanceof RangeError) {
    const message = 'the template calls itself too deeply';
    return new DiagnosticError(diagnostic('template-error', message, { span }), { cause: error });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new DiagnosticError(diagnostic('template-error', message, { span }), { cause: error });
}

function undefinedAt(error: PyError, span: SourceSpan | undefined, scope: Scope): DiagnosticError {
  const value = error.cause;
  if (value instanceof DeferredUndefined) return neededHere(value, span);
  const asked = value instanceof Missing ? placeOf(value.unit, value.position) : undefined;
  const name = /^'(\w+)' is undefined$/.exec(error.message)?.[1];
  const fix = name === undefined ? undefined : didYouMean(name, scope.names());
  const finding = diagnostic('undefined-variable', error.message, { span: asked ?? span, fix });
  return new DiagnosticError(finding, { cause: error });
}

/** The error of a variable's own template, with a note about the place that uses the variable. */
function neededHere(value: DeferredUndefined, span: SourceSpan | undefined): DiagnosticError {
  const [first, ...rest] = value.cause.diagnostics;
  const note = { message: `'${value.name}' is needed here`, ...(span && { span }) };
  const finding = { ...first!, notes: [...first!.notes, note] };
  return new DiagnosticError([finding, ...rest], { cause: value.cause });
}

function placeOf(unit: Unit, position: number): SourceSpan | undefined {
  const { positions } = unit.program;
  return unit.at && spanWithin(unit.at, positions[position * 2]!, positions[position * 2 + 1]!);
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
