import { DiagnosticError } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import { accumulated, type Task } from '../playbook/ast.js';
import { conditionSaid } from '../template/failure.js';
import type { Scope, Templar } from '../template/types.js';
import { pyStr } from '../value/repr.js';
import type { Value } from '../value/types.js';

export interface Clause {
  readonly value: Value;
  readonly span: SourceSpan | undefined;
}

/** A condition that cannot be evaluated; the task fails with this message. */
export class ConditionError extends Error {
  override readonly name = 'ConditionError';
  constructor(
    message: string,
    readonly error: DiagnosticError,
  ) {
    super(message, { cause: error });
  }
}

/**
 * Evaluates clauses in order, all of which must hold; the first false one ends it. Returns that clause, or
 * undefined when all are true. Throws ConditionError.
 */
export function firstFalse(clauses: readonly Clause[], scope: Scope, templar: Templar): Clause | undefined {
  for (const clause of clauses) {
    try {
      if (!templar.condition(clause.value, scope, clause.span)) return clause;
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      throw new ConditionError(conditionSaid(pyStr(clause.value), error), error);
    }
  }
  return undefined;
}

/** A loop over something undefined is fine when its task is skipped all the same. */
export async function skippedAnyway(task: Task, scope: Scope, templar: Templar): Promise<boolean> {
  const list = accumulated(task, 'when');
  try {
    return (await templar.settle(() => firstFalse(list, scope, templar))) !== undefined;
  } catch (error) {
    if (error instanceof ConditionError) return false;
    throw error;
  }
}

/** The clauses of a keyword value: a list means all of them. */
export function clauses(value: Value, span: SourceSpan | undefined): Clause[] {
  return Array.isArray(value) ? value.map((each) => ({ value: each, span })) : [{ value, span }];
}
