import { fail } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import { truthy } from '../value/truth.js';
import type { Value } from '../value/types.js';
import type { Environment } from './environment.js';
import { hasMarker, isUndefinedVariable } from './resolver.js';
import { RenderContext } from './runtime/context.js';
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
      fail('untrusted-condition', `the condition '${clause}' takes its text from data of a host`, {
        span: at,
        fix: 'write the condition without {{ }} and compare the values themselves',
      });
    }
  }
  return evaluate(rendered, scope, at, environment, templar);
}

function evaluate(
  expression: string,
  scope: Scope,
  at: SourceSpan | undefined,
  environment: Environment,
  templar: Templar,
): boolean {
  const unit = environment.expressionUnit(expression, at, false);
  const context = new RenderContext({ environment, templar, scope, searchPath: [], result: 'typed' });
  try {
    return truthy(context.run(unit));
  } catch (error) {
    const located = context.fault(error, unit, 0);
    const answer = isUndefinedVariable(located) ? expectedUndefined(located.message, expression) : undefined;
    if (answer !== undefined) return answer;
    throw located;
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
