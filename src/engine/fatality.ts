import { fail } from '../diag/diagnostic.js';
import { keyword, type Play, type Task } from '../playbook/ast.js';
import type { VariableScope } from '../vars/scope.js';
import type { Run } from './run.js';
import { toBool, toNumber } from './typed.js';

/** What the failures of a task mean for the hosts that did not fail. */
export type Verdict = 'go-on' | 'lose-all-but-recovering' | 'lose-all';

/**
 * Judges a batch after a task on which hosts were lost: `any_errors_fatal` and a failed `run_once` end the play for
 * all hosts that are not just in a rescue or always section; too many failures (`max_fail_percentage`, exceeded, not
 * reached) end it for all (Ansible documentation, "Error handling in playbooks").
 */
export async function judge(
  run: Run,
  play: Play,
  task: Task,
  scope: VariableScope,
  batch: { readonly once: boolean; readonly lost: number; readonly size: number },
): Promise<Verdict> {
  if (await isFatal(run, task, scope, batch.once)) return 'lose-all-but-recovering';
  const percentage = play.source.get('max_fail_percentage');
  if (percentage === undefined || percentage === null) return 'go-on';
  const allowed = toNumber(await run.resolve(percentage, scope));
  if (allowed === undefined) {
    fail('bad-percentage', '"max_fail_percentage" must be a number', { span: play.span });
  }
  return (batch.lost / batch.size) * 100 > allowed ? 'lose-all' : 'go-on';
}

async function isFatal(run: Run, task: Task, scope: VariableScope, once: boolean): Promise<boolean> {
  const ignored = keyword(task, 'ignore_errors');
  if (ignored && toBool(await run.resolve(ignored.value, scope, ignored.span))) return false;
  if (once) return true;
  const fatal = keyword(task, 'any_errors_fatal');
  return fatal ? toBool(await run.resolve(fatal.value, scope, fatal.span)) : run.parts.options.anyErrorsFatal;
}
