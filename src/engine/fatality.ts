import { fail } from '../diag/diagnostic.js';
import { keyword, own, type Play, type Task } from '../playbook/ast.js';
import type { VariableScope } from '../vars/scope.js';
import type { Run } from './run.js';
import { toBool, toNumber } from './typed.js';

/**
 * Whether the failure of a task on one host ends the play for all that are not just in a rescue or always section:
 * `any_errors_fatal`, or a task that stands for all (Ansible documentation, "Error handling in playbooks").
 */
export async function isFatal(run: Run, task: Task, scope: VariableScope, once: boolean): Promise<boolean> {
  const ignored = keyword(task, 'ignore_errors');
  if (ignored && toBool(await run.resolve(ignored.value, scope, ignored.span))) return false;
  if (once) return true;
  const fatal = keyword(task, 'any_errors_fatal');
  return fatal ? toBool(await run.resolve(fatal.value, scope, fatal.span)) : run.parts.options.anyErrorsFatal;
}

/** Whether more hosts of a batch failed than `max_fail_percentage` allows (exceeded, not reached). */
export async function exceedsFailures(run: Run, play: Play, failed: number, size: number): Promise<boolean> {
  const percentage = own(play, 'max_fail_percentage');
  if (percentage === undefined || percentage === null) return false;
  const allowed = toNumber(await run.resolve(percentage, run.parts.store.parseScope(play, new Map())));
  if (allowed === undefined) {
    fail('bad-percentage', '"max_fail_percentage" must be a number', { span: play.span });
  }
  return (failed / size) * 100 > allowed;
}
