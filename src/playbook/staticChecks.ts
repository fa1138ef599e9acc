import { diagnostic } from '../diag/diagnostic.js';
import { didYouMean } from '../diag/suggest.js';
import { Dict } from '../value/types.js';
import { keySpan, valueSpan } from '../yaml/spans.js';
import { type LoadContext, reportError } from './context.js';
import { INCLUDE_KEYWORDS, LOOP_CONTROL_KEYS, shortAction, TASK_KEYWORDS } from './keywords.js';

/** Reports keys of a mapping that are not keywords there. */
export function checkKeywords(
  ctx: LoadContext,
  source: Dict,
  keywords: ReadonlySet<string>,
  what: string,
): void {
  for (const key of source.keys()) {
    const name = String(key);
    if (keywords.has(name)) continue;
    reportError(ctx, 'unknown-keyword', `'${name}' is not a valid attribute for a ${what}`, {
      span: keySpan(source, key),
      fix: didYouMean(name, keywords),
    });
  }
}

/** Reports keyword values of a task that cannot be meant as they are written. */
export function checkTaskKeywords(ctx: LoadContext, source: Dict, action: string): void {
  const control = source.get('loop_control');
  if (control instanceof Dict) checkKeywords(ctx, control, LOOP_CONTROL_KEYS, 'loop_control');
  else if (control !== undefined && control !== null) {
    reportError(ctx, 'bad-loop-control', '"loop_control" must be a mapping', {
      span: valueSpan(source, 'loop_control'),
    });
  }
  const register = source.get('register');
  if (register !== undefined && (typeof register !== 'string' || !/^[A-Za-z_]\w*$/.test(register))) {
    reportError(ctx, 'bad-register', `"register" needs a variable name, not "${String(register)}"`, {
      span: valueSpan(source, 'register'),
      fix: 'use letters, digits and underscores, beginning with a letter or underscore',
    });
  }
  checkConditions(ctx, source);
  checkIncludeKeywords(ctx, source, shortAction(action));
}

/** Conditions written as quoted booleans or wrapped in braces are traps worth a word. */
function checkConditions(ctx: LoadContext, source: Dict): void {
  for (const name of ['when', 'changed_when', 'failed_when', 'until']) {
    const value = source.get(name);
    if (typeof value !== 'string') continue;
    if (/^\s*\{\{.*\}\}\s*$/s.test(value)) {
      ctx.report(
        diagnostic(
          'condition-braces',
          `conditional statements should not include templating delimiters: ${value}`,
          {
            severity: 'warning',
            span: valueSpan(source, name),
            fix: 'write the expression without {{ }}',
          },
        ),
      );
    }
  }
}

function checkIncludeKeywords(ctx: LoadContext, source: Dict, action: string): void {
  if (action !== 'include_tasks' && action !== 'include_role') return;
  for (const key of source.keys()) {
    const name = String(key);
    if (!TASK_KEYWORDS.has(name) || INCLUDE_KEYWORDS.has(name) || name === 'local_action') continue;
    reportError(ctx, 'unknown-keyword', `'${name}' is not a valid attribute for ${action}`, {
      span: keySpan(source, key),
      fix: `to pass it on to the included tasks, write it under "apply" of ${action}`,
    });
  }
}
