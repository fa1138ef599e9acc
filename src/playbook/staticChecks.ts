import { diagnostic } from '../diag/diagnostic.js';
import { didYouMean } from '../diag/suggest.js';
import { shortAction } from '../value/pluginName.js';
import { pyTypeName } from '../value/typeName.js';
import { Dict, type Value } from '../value/types.js';
import { keySpan, valueSpan } from '../yaml/spans.js';
import type { Task } from './ast.js';
import { type LoadContext, reportError } from './context.js';
import { INCLUDE_KEYWORDS, LOOP_CONTROL_KEYS, TASK_KEYWORDS } from './keywords.js';

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

/** Keywords whose value is one text (or a number, or a template): a list or mapping there is refused. */
const TEXT_KEYWORDS: ReadonlySet<string> = new Set(
  `become_exe become_flags become_method become_user connection debugger delegate_to fact_path name order register
  remote_user strategy`.split(/\s+/),
);

const DEBUGGER_MODES = ['always', 'on_failed', 'on_unreachable', 'on_skipped', 'never'];

/** Reports keyword values of a play, block, role or task that have the wrong shape. */
export function checkKeywordShapes(ctx: LoadContext, source: Dict): void {
  for (const [key, value] of source) {
    const name = String(key);
    const nested = Array.isArray(value) || value instanceof Dict;
    const span = valueSpan(source, key) ?? keySpan(source, key);
    if (nested && TEXT_KEYWORDS.has(name)) {
      reportError(ctx, 'bad-keyword-type', `"${name}" must be a text, not a ${kindOf(value)}`, { span });
    }
    if (name === 'debugger' && typeof value === 'string' && !DEBUGGER_MODES.includes(value)) {
      reportError(
        ctx,
        'bad-debugger',
        `'${value}' is not a valid value for debugger. Must be one of ${DEBUGGER_MODES.join(', ')}`,
        { span, fix: didYouMean(value, DEBUGGER_MODES) },
      );
    }
    if (name === 'tags' && typeof value !== 'string' && !Array.isArray(value)) {
      reportError(ctx, 'bad-tags', 'tags must be specified as a list', {
        span,
        fix: 'write "tags: [a, b]", or "tags: a"',
      });
    }
  }
}

function kindOf(value: Value): string {
  return Array.isArray(value) ? 'list' : 'mapping';
}

/** Reports keyword values of a task that cannot be meant as they are written. */
export function checkTaskKeywords(ctx: LoadContext, source: Dict, action: string): void {
  checkKeywordShapes(ctx, source);
  const control = source.get('loop_control');
  if (control instanceof Dict) checkKeywords(ctx, control, LOOP_CONTROL_KEYS, 'loop_control');
  else if (control !== undefined && control !== null) {
    reportError(ctx, 'bad-loop-control', '"loop_control" must be a mapping', {
      span: valueSpan(source, 'loop_control'),
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

/** Reports arguments that include_tasks and import_tasks do not take, or a missing file name; false when there are such. */
export function checkIncludeArguments(ctx: LoadContext, task: Task): boolean {
  const action = shortAction(task.action);
  if (action === 'include_role') return checkRoleFiles(ctx, task);
  if (action !== 'include_tasks' && action !== 'import_tasks') return true;
  const known = action === 'include_tasks' ? ['file', '_raw_params', 'apply'] : ['file', '_raw_params'];
  const unknown = [...task.args.keys()].filter((key) => !known.includes(String(key)));
  for (const key of unknown) {
    const name = String(key);
    reportError(ctx, 'bad-include', `Invalid options for ${action}: ${name}`, {
      span: keySpan(task.args, key) ?? task.actionSpan,
      fix: didYouMean(name, known) ?? 'give variables to the tasks under "vars" of the task',
    });
  }
  if (unknown.length > 0) return false;
  if (task.argsTemplate !== undefined || task.args.has('file') || task.args.has('_raw_params')) return true;
  reportError(ctx, 'import-without-file', `No file specified for ${action}`, { span: task.actionSpan });
  return false;
}

/** `tasks_from` and the like name files, also where the role is loaded only in the run. */
function checkRoleFiles(ctx: LoadContext, task: Task): boolean {
  const wrong = ['tasks_from', 'vars_from', 'defaults_from', 'handlers_from'].filter(
    (name) => task.args.has(name) && typeof task.args.get(name) !== 'string',
  );
  for (const name of wrong) {
    const type = pyTypeName(task.args.get(name)!);
    reportError(ctx, 'bad-role', `Expected a string for ${name} but got ${type} instead`, {
      span: valueSpan(task.args, name) ?? task.actionSpan,
      fix: 'give the name of one file',
    });
  }
  return wrong.length === 0;
}

function checkIncludeKeywords(ctx: LoadContext, source: Dict, action: string): void {
  if (action !== 'include_tasks' && action !== 'include_role') return;
  for (const key of source.keys()) {
    const name = String(key);
    if (!TASK_KEYWORDS.has(name) || INCLUDE_KEYWORDS.has(name) || name === 'local_action') continue;
    reportError(ctx, 'include-keyword', `'${name}' is not a valid attribute for ${action}`, {
      span: keySpan(source, key),
      fix: `to pass it on to the included tasks, write it under "apply" of ${action}`,
    });
  }
}
