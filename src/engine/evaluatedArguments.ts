import { diagnostic } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import { conditionSaid, TemplateFailure } from '../template/failure.js';
import type { Scope, Templar } from '../template/types.js';
import { shortAction } from '../value/pluginName.js';
import { pyStr } from '../value/repr.js';
import { type Dict, Unsafe, type Value } from '../value/types.js';

/** Arguments that their module evaluates as expressions. */
const EVALUATED: ReadonlyMap<string, string> = new Map([
  ['assert', 'that'],
  ['debug', 'var'],
]);

/** What the rule needs to know of a task. */
interface EvaluatingTask {
  readonly action: string;
  readonly args: Dict;
  readonly actionSpan: SourceSpan | undefined;
}

/**
 * An expression that a template makes of what hosts sent could run anything on the controller: `debug` shows its text
 * (the argument becomes Unsafe), `assert` refuses it. Throws TemplateFailure.
 */
export function guardEvaluated(task: EvaluatingTask, args: Dict, scope: Scope, templar: Templar): void {
  const action = shortAction(task.action);
  const name = EVALUATED.get(action);
  const written = name === undefined ? undefined : task.args.get(name);
  if (name === undefined || typeof written !== 'string' || !templar.isTemplate(written)) return;
  const text = firstText(args.get(name) ?? null);
  if (text === undefined || templar.isTrusted(written, scope)) return;
  if (action === 'debug') {
    args.set(name, new Unsafe(text));
    return;
  }
  const finding = diagnostic(
    'untrusted-condition',
    `the condition '${written}' takes its text from data of a host`,
    { span: task.actionSpan, fix: 'write the condition without {{ }} and compare the values themselves' },
  );
  const failure = new TemplateFailure(
    [finding],
    'AnsibleError',
    'Conditional is marked as unsafe, and cannot be evaluated.',
  );
  throw new TemplateFailure([finding], 'AnsibleError', conditionSaid(pyStr(text), failure), {
    cause: failure,
  });
}

function firstText(value: Value): string | undefined {
  return [value].flat().find((item) => typeof item === 'string');
}
