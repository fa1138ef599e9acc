import { type Diagnostic, diagnostic } from '../../diag/diagnostic.js';
import { shortAction } from '../../value/pluginName.js';
import { pyStr } from '../../value/repr.js';
import { keySpan, valueSpan } from '../../yaml/spans.js';
import { type Node, own, ownSpan, type Task } from '../ast.js';
import type { LoadContext } from '../context.js';
import { checkQuotedBooleans } from './conditions.js';
import { checkModuleArguments } from './moduleArguments.js';
import { checkModuleDefaults } from './moduleDefaults.js';
import { checkTemplateFile } from './templateFiles.js';
import { CONDITIONS, checkExpressions, checkTexts } from './texts.js';

/** Keywords that hold other nodes or only text for people. */
const NOT_TEXT: ReadonlySet<string> = new Set([
  'always',
  'block',
  'handlers',
  'name',
  'post_tasks',
  'pre_tasks',
  'rescue',
  'roles',
  'tasks',
  'vars',
]);

/** Arguments that are expressions. */
const EXPRESSIONS: Readonly<Record<string, string>> = { assert: 'that', debug: 'var' };

/** Everything about one task that can be known before it runs. */
export function checkTask(ctx: LoadContext, task: Task): Diagnostic[] {
  const expression = EXPRESSIONS[shortAction(task.action)];
  const value = expression === undefined ? undefined : task.args.get(expression);
  return [
    ...checkKeywordTexts(ctx, task),
    ...(value === undefined
      ? []
      : checkExpressions(ctx, value, valueSpan(task.args, expression!) ?? task.actionSpan)),
    ...checkModuleArguments(ctx, task),
    ...checkTemplateFile(ctx, task),
    ...checkQuotedBooleans(task),
    ...checkRegister(task),
  ];
}

function checkRegister(task: Task): Diagnostic[] {
  const name = own(task, 'register');
  if (name === undefined || (typeof name === 'string' && /^[A-Za-z_]\w*$/.test(name))) return [];
  return [
    diagnostic('bad-register', `Invalid variable name in 'register' specified: '${pyStr(name)}'`, {
      span: ownSpan(task, 'register'),
      fix: 'use letters, digits and underscores, beginning with a letter or underscore',
    }),
  ];
}

/** What is wrong in the keywords of a node: their templates, its variables apart, and the names they give. */
export function checkKeywordTexts(ctx: LoadContext, node: Node): Diagnostic[] {
  const texts = [...node.source].flatMap(([key, value]) => {
    const name = String(key);
    if (NOT_TEXT.has(name)) return [];
    const at = valueSpan(node.source, key) ?? keySpan(node.source, key) ?? node.span;
    return CONDITIONS.has(name) ? checkExpressions(ctx, value, at) : checkTexts(ctx, value, at);
  });
  return [...texts, ...checkModuleDefaults(ctx, node)];
}

/** The templates in the variables of a node. They count only when somebody reads them: warnings. */
export function checkVariableTexts(ctx: LoadContext, node: Node): Diagnostic[] {
  const values = [
    node.source.get('vars'),
    ...(node.kind === 'role' ? [node.defaults, node.vars, node.params] : []),
  ];
  return values
    .flatMap((value) => (value === undefined ? [] : checkTexts(ctx, value, ownSpan(node, 'vars'))))
    .map((finding) => ({
      ...finding,
      severity: finding.severity === 'error' ? 'warning' : finding.severity,
    }));
}
