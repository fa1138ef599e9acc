import type { Diagnostic } from '../../diag/diagnostic.js';
import type { SourceSpan } from '../../diag/span.js';
import { Dict, type Value } from '../../value/types.js';
import { valueSpan } from '../../yaml/spans.js';
import type { LoadContext } from '../context.js';

/** Keywords whose text is an expression, not a template. */
export const CONDITIONS: ReadonlySet<string> = new Set(['when', 'changed_when', 'failed_when', 'until']);

/** A tag that holds only a name, `{{ host.name }}`: most of them, and nothing can be wrong there. */
const NAME_TAG = /(?<!\{)\{\{ *[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)* *\}\}/g;
const NAME_TEST = /^(?:not )?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*(?: is (?:not )?defined)?$/;

const checked = new WeakMap<object, readonly Diagnostic[]>();

/** Syntax errors, unknown filters and unknown tests of every template below a value; a value is looked at once. */
export function checkTexts(
  ctx: LoadContext,
  value: Value,
  at: SourceSpan | undefined,
): readonly Diagnostic[] {
  if (typeof value !== 'object' || value === null) return searchTexts(ctx, value, at);
  const findings = checked.get(value) ?? searchTexts(ctx, value, at);
  checked.set(value, findings);
  return findings;
}

function searchTexts(ctx: LoadContext, value: Value, at: SourceSpan | undefined): readonly Diagnostic[] {
  if (typeof value === 'string')
    return at && mayBeTemplate(value) && mayBeTemplate(value.replace(NAME_TAG, 'name'))
      ? explained(ctx, ctx.syntax.check(value, 'template', at))
      : [];
  if (Array.isArray(value))
    return value.flatMap((item, i) => checkTexts(ctx, item, valueSpan(value, i) ?? at));
  if (!(value instanceof Dict)) return [];
  return [...value].flatMap(([key, item]) => checkTexts(ctx, item, valueSpan(value, key) ?? at));
}

/** The same for a condition (or a list of them). */
export function checkExpressions(ctx: LoadContext, value: Value, at: SourceSpan | undefined): Diagnostic[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, i) => checkExpressions(ctx, item, valueSpan(value, i) ?? at));
  }
  if (typeof value !== 'string' || at === undefined || value.trim() === '' || NAME_TEST.test(value))
    return [];
  return explained(ctx, ctx.syntax.check(value, mayBeTemplate(value) ? 'template' : 'expression', at));
}

/** A filter or test in Python fails when it is used: what comes before runs. */
function explained(ctx: LoadContext, findings: Diagnostic[]): Diagnostic[] {
  return findings.map((finding) => {
    const found = ctx.modules.plugins.explain(finding);
    return found === finding ? finding : { ...found, severity: 'warning' };
  });
}

/** true when a text opens a template, closed or not. */
export function mayBeTemplate(text: string): boolean {
  return /\{[{%#]/.test(text);
}

/** true when what a value holds is not known before the run: templates, encrypted values and the like. */
export function isOpen(value: Value): boolean {
  if (typeof value === 'string') return mayBeTemplate(value);
  if (Array.isArray(value)) return value.some(isOpen);
  if (value instanceof Dict) return [...value].some(([key, item]) => isOpen(key) || isOpen(item));
  return typeof value === 'object' && value !== null;
}
