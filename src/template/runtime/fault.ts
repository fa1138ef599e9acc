import { type Diagnostic, DiagnosticError, diagnostic } from '../../diag/diagnostic.js';
import type { SourceSpan } from '../../diag/span.js';
import { didYouMean } from '../../diag/suggest.js';
import { PyError } from '../../value/errors.js';
import { Dict, Undefined } from '../../value/types.js';
import { TemplateFailure } from '../failure.js';
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
  if (error instanceof PyError && error.cause instanceof Undefined) {
    return undefinedAt(error, error.cause, span, scope);
  }
  if (error instanceof PyError) {
    const finding = diagnostic('template-error', error.message, { span });
    return new TemplateFailure([finding], error.pyType, error.message, { cause: error });
  }
  const deep = error instanceof RangeError;
  const message = deep ? 'the template calls itself too deeply' : String((error as Error)?.message ?? error);
  return new DiagnosticError(diagnostic('template-error', message, { span }), { cause: error });
}

function undefinedAt(
  error: PyError,
  value: Undefined,
  span: SourceSpan | undefined,
  scope: Scope,
): DiagnosticError {
  if (value instanceof DeferredUndefined) return neededHere(value, span);
  const asked = value instanceof Missing ? placeOf(value.unit, value.position) : undefined;
  const fix = nearestName(value, scope);
  const code = concernsUndefined(error) ? 'undefined-variable' : 'template-error';
  const finding = diagnostic(code, value.message, { span: asked ?? span, fix });
  return new TemplateFailure([finding], error.pyType, error.message, { cause: error });
}

/** ansible-core takes only these for errors of an undefined variable; filters may refuse one in other words. */
function concernsUndefined({ pyType, message }: PyError): boolean {
  return pyType === 'UndefinedError' || (pyType === 'TypeError' && message.includes('AnsibleUndefined'));
}

function nearestName(value: Undefined, scope: Scope): string | undefined {
  const { lacking } = value;
  if (lacking?.owner instanceof Dict && typeof lacking.key === 'string')
    return didYouMean(
      lacking.key,
      [...lacking.owner.keys()].filter((key) => typeof key === 'string'),
    );
  const name = /^'(\w+)' is undefined$/.exec(value.message)?.[1];
  return name === undefined ? undefined : didYouMean(name, scope.names());
}

/** The error of a variable's own template, with a note about the place that uses the variable. */
function neededHere(value: DeferredUndefined, span: SourceSpan | undefined): DiagnosticError {
  const [first, ...rest] = value.cause.diagnostics;
  const note = { message: `'${value.name}' is needed here`, ...(span && { span }) };
  const finding = { ...first!, notes: [...first!.notes, note] };
  return new TemplateFailure([finding, ...rest], 'UndefinedError', value.said, { cause: value.cause });
}

function placeOf(unit: Unit, position: number): SourceSpan | undefined {
  const { positions } = unit.program;
  return unit.at && spanWithin(unit.at, positions[position * 2]!, positions[position * 2 + 1]!);
}

/** Adds the place to an error that has none yet. */
function locate(error: DiagnosticError, span: SourceSpan | undefined): DiagnosticError {
  const [first, ...rest] = error.diagnostics;
  if (!span || !first || first.span) return error;
  const findings = [{ ...first, span }, ...rest];
  return error instanceof TemplateFailure
    ? new TemplateFailure(findings, error.pyType, error.said, { cause: error.cause })
    : new DiagnosticError(findings, { cause: error.cause });
}

/** The error for a mistake in the text of a template. */
export function syntaxError(fault: SyntaxFault, at: SourceSpan | undefined): DiagnosticError {
  return new TemplateFailure([syntaxFinding(fault, at)], 'TemplateSyntaxError', fault.said, { cause: fault });
}

/** The finding for a mistake in the text of a template. */
export function syntaxFinding(fault: SyntaxFault, at: SourceSpan | undefined): Diagnostic {
  const span = at && spanWithin(at, fault.lineno, fault.colno);
  return diagnostic(fault.code, fault.message, { span, fix: fault.fix });
}
