import type { SourceSpan } from '../diag/span.js';
import { isVariableName } from '../value/identifier.js';
import { Dict, type Value } from '../value/types.js';
import { keySpan, setEntrySpan, setSpan, shareSpans, valueSpan } from '../yaml/spans.js';
import { type LoadContext, reportError } from './context.js';

/**
 * A node's mapping whose `vars` are one mapping: a list of mappings, as older content has it, is merged. Reports
 * names that are no variables; `owner` is "Play", "Block" or "Task".
 */
export function withVars(ctx: LoadContext, source: Dict, owner: string): Dict {
  const vars = source.get('vars');
  if (vars === undefined || vars === null) return source;
  const span = valueSpan(source, 'vars');
  if (vars instanceof Dict) {
    checkNames(ctx, vars, owner, span);
    return source;
  }
  const copy = shareSpans(source, source.copy());
  copy.set('vars', merged(ctx, vars, owner, span));
  return copy;
}

function merged(ctx: LoadContext, vars: Value, owner: string, span: SourceSpan | undefined): Dict {
  const all = new Dict();
  if (span) setSpan(all, span);
  if (!Array.isArray(vars) || !vars.every((item) => item instanceof Dict)) {
    reportError(
      ctx,
      'bad-vars',
      `Vars in a ${owner} must be specified as a dictionary, or a list of dictionaries`,
      { span, fix: 'write "vars:" as a mapping of names to values' },
    );
    return all;
  }
  for (const item of vars as Dict[]) {
    checkNames(ctx, item, owner, span);
    for (const [key, value] of item) {
      all.set(key, value);
      const at = valueSpan(item, key);
      if (at) setEntrySpan(all, key, at, keySpan(item, key));
    }
  }
  return all;
}

function checkNames(ctx: LoadContext, vars: Dict, owner: string, span: SourceSpan | undefined): void {
  for (const key of vars.keys()) {
    if (isVariableName(key)) continue;
    reportError(
      ctx,
      'bad-variable-name',
      `Invalid variable name in vars specified for ${owner}: '${String(key)}' is not a valid variable name`,
      {
        span: keySpan(vars, key) ?? span,
        fix: 'use letters, digits and underscores, beginning with a letter or underscore; not a word of Python',
      },
    );
  }
}
