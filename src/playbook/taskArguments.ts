import type { SourceSpan } from '../diag/span.js';
import { shortAction } from '../value/pluginName.js';
import { Dict, type Value } from '../value/types.js';
import { keySpan, shareSpans, valueSpan } from '../yaml/spans.js';
import { type LoadContext, reportError } from './context.js';
import { parseArguments } from './freeForm.js';
import { DYNAMIC_INCLUDES, STATIC_IMPORTS } from './keywords.js';

/** An action as a task names it, with the arguments in whatever form they have. */
export interface FoundAction {
  readonly name: string;
  readonly value: Value;
  readonly span: SourceSpan | undefined;
  /** true for `local_action`. */
  readonly local: boolean;
}

/** Modules whose arguments may be a text of their own; those of all others are `key=value` (Ansible documentation, "Free-form"). */
const RAW_TEXT: ReadonlySet<string> = new Set([
  'add_host',
  'command',
  'group_by',
  'include',
  'include_role',
  'include_tasks',
  'include_vars',
  'import_role',
  'import_tasks',
  'meta',
  'raw',
  'script',
  'set_fact',
  'shell',
  'win_command',
  'win_shell',
]);

/** `module arguments`; a name may contain a template, blanks and all. */
const ACTION_TEXT = /^\s*((?:\{\{.*?\}\}|\S)+)\s*([\s\S]*)$/;

/** Takes the value of `action` or `local_action` apart; undefined when it names no module. */
export function splitActionKeyword(
  value: Value,
  span: SourceSpan | undefined,
  local: boolean,
): FoundAction | undefined {
  if (typeof value === 'string') {
    const [, name = '', rest = ''] = ACTION_TEXT.exec(value) ?? [];
    return name === '' ? undefined : { name, value: rest, span, local };
  }
  if (!(value instanceof Dict) || typeof value.get('module') !== 'string') return undefined;
  const args = shareSpans(value, value.copy());
  const [, name = '', rest = ''] = ACTION_TEXT.exec(String(args.get('module'))) ?? [];
  args.delete('module');
  const more = args.get('args');
  args.delete('args');
  if (more instanceof Dict) for (const [key, item] of more) args.set(key, item);
  if (rest !== '') for (const [key, item] of parseArguments(rest, isRawText(name))) args.set(key, item);
  return { name, value: args, span, local };
}

/** Arguments of a task: those of `args:` below those of the action itself. */
interface TaskArguments {
  readonly args: Dict;
  /** A template that becomes a mapping of further arguments when the task runs. */
  readonly argsTemplate?: Value;
}

/** Reads the arguments of a task in all the forms they may have. Reports what cannot be understood. */
export function taskArguments(ctx: LoadContext, source: Dict, action: FoundAction): TaskArguments {
  const own = actionArguments(ctx, action);
  for (const key of own.keys()) {
    if (!String(key).startsWith('_ansible_')) continue;
    reportError(
      ctx,
      'bad-arguments',
      `invalid parameter specified for action '${action.name}': '${String(key)}'`,
      {
        span: keySpan(own, key) ?? action.span,
      },
    );
  }
  const { args, argsTemplate } = withArgsKeyword(ctx, source, own);
  const text = args.get('_raw_params');
  const takesText = isRawText(action.name) || ctx.actions.takesFreeForm(action.name);
  if (typeof text !== 'string' || text === '' || takesText) {
    return { args, ...(argsTemplate !== undefined && { argsTemplate }) };
  }
  args.delete('_raw_params');
  if (ctx.syntax.isTemplate(text)) return { args, argsTemplate: text };
  reportError(ctx, 'bad-arguments', `this task '${action.name}' has extra params: ${text}`, {
    span: action.span,
    fix: 'write the arguments as a mapping, or as key=value; only commands take a text of their own',
  });
  return { args };
}

function withArgsKeyword(ctx: LoadContext, source: Dict, own: Dict): TaskArguments {
  const more = source.get('args');
  if (more === undefined || more === null || more === '') return { args: own };
  if (more instanceof Dict) {
    const args = shareSpans(more, more.copy());
    for (const [key, value] of own) args.set(key, value);
    return { args };
  }
  if (typeof more === 'string' && ctx.syntax.isTemplate(more)) return { args: own, argsTemplate: more };
  const message =
    typeof more === 'string'
      ? "'args' is a mapping; a variable that holds one is written {{ name }}"
      : "'args' is a mapping, or a variable in braces that holds one";
  reportError(ctx, 'bad-args', message, {
    span: valueSpan(source, 'args'),
    fix: 'write "args:" as a mapping of module arguments',
  });
  return { args: own };
}

function actionArguments(ctx: LoadContext, action: FoundAction): Dict {
  const { value, name } = action;
  if (value instanceof Dict) return shareSpans(value, value.copy());
  if (value === null) return new Dict();
  if (typeof value !== 'string') return new Dict([['_raw_params', value]]);
  try {
    return parseArguments(value, takesFreeForm(ctx, name));
  } catch (error) {
    reportError(
      ctx,
      'bad-arguments',
      `the arguments of ${name} cannot be split: ${(error as Error).message}`,
      {
        span: action.span,
        fix: 'balance the quotes, or write the arguments as a mapping',
      },
    );
    return new Dict();
  }
}

function takesFreeForm(ctx: LoadContext, name: string): boolean {
  const short = shortAction(name);
  if (DYNAMIC_INCLUDES.has(short) || STATIC_IMPORTS.has(short) || short === 'meta') return false;
  return ctx.actions.takesFreeForm(name) && short !== 'include_vars' && short !== 'set_fact';
}

function isRawText(name: string): boolean {
  return RAW_TEXT.has(shortAction(name).replace(/^ansible\.windows\./, ''));
}
