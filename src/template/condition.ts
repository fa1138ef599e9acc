import { diagnostic } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import { truthy } from '../value/truth.js';
import type { Value } from '../value/types.js';
import type { Environment } from './environment.js';
import { compileText, isUndefinedVariable, renderText, saidBy, TemplateFailure } from './failure.js';
import { hasMarker } from './resolver.js';
import { RenderContext } from './runtime/context.js';
import type { Unit } from './runtime/unit.js';
import { isTrusted } from './trust.js';
import type { Scope, Templar } from './types.js';

const definedTest = /(hostvars\[.+\]|\w+)\s+(not\s+is|is|is\s+not)\s+(defined|undefined)/g;

/**
 * The truth of one clause of `when`, `until`, `changed_when`, `failed_when` or `assert`. A clause with `{{ }}` is
 * rendered first and its text evaluated, but only if it stems from the project's own files.
 */
export function conditionOf(
  clause: Value,
  scope: Scope,
  at: SourceSpan | undefined,
  environment: Environment,
  templar: Templar,
): boolean {
  if (clause === null || clause === '') return true;
  if (Array.isArray(clause)) return clause.every((part) => templar.condition(part, scope, at));
  const rendered = templar.resolve(clause, scope, { at });
  if (typeof rendered !== 'string' || rendered === '') return truthy(rendered);
  if (rendered !== clause && typeof clause === 'string' && hasMarker(clause)) {
    if (!isTrusted(clause, scope, environment)) {
      const finding = diagnostic(
        'untrusted-condition',
        `the condition '${clause}' takes its text from data of a host`,
        { span: at, fix: 'write the condition without {{ }} and compare the values themselves' },
      );
      throw new TemplateFailure(
        [finding],
        'AnsibleError',
        'Conditional is marked as unsafe, and cannot be evaluated.',
      );
    }
  }
  return evaluate(rendered, scope, at, environment, templar);
}

/** Where ansible-core puts the text of a condition before it renders it. */
const opening = '{% if ';

function evaluate(
  expression: string,
  scope: Scope,
  at: SourceSpan | undefined,
  environment: Environment,
  templar: Templar,
): boolean {
  const text = `${opening}${expression} %} True {% else %} False {% endif %}`;
  const unit = compileText(text, () =>
    environment.conditionUnit(text, at && { ...at, col: at.col - opening.length }),
  );
  const context = new RenderContext({ environment, templar, scope, searchPath: [], result: 'typed' });
  try {
    return truthy(renderText(text, () => located(context, unit)));
  } catch (error) {
    const answer = isUndefinedVariable(error) ? expectedUndefined(saidBy(error), expression) : undefined;
    if (answer !== undefined) return answer;
    throw error;
  }
}

/** The value of a condition; its truth fails where an undefined one does. */
function located(context: RenderContext, unit: Unit): Value {
  try {
    return truthy(context.run(unit));
  } catch (error) {
    throw context.fault(error, unit, 0);
  }
}

/**
 * Ansible's leniency: where the name that is undefined is also tested with `is defined` in the same clause, the
 * clause is as true as that test.
 */
function expectedUndefined(message: string, expression: string): boolean | undefined {
  const name = /'(hostvars\[.+\]|\w+)' is undefined/.exec(message)?.[1];
  if (name === undefined) return undefined;
  for (const [, tested, logic, state] of expression.matchAll(definedTest)) {
    if (tested!.replaceAll("'", '"') !== name.replaceAll("'", '"')) continue;
    const shouldExist = logic!.includes('not') !== (state === 'defined');
    return !shouldExist;
  }
  return undefined;
}
