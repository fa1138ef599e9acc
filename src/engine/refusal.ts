import { DiagnosticError } from '../diag/diagnostic.js';
import type { Module, ModuleOutcome } from '../module/types.js';
import type { Task } from '../playbook/ast.js';
import { failure } from './results.js';
import type { Run } from './run.js';

/**
 * What a module has thrown as its result: arguments that it refuses, a file that is not there. `failed_when`, `until` and
 * `register` see it, as in Ansible. Throws what is none: a host that is lost, a mistake of a controller's module such as
 * set_fact, which end a task past all of that.
 */
export function refusal(thrown: unknown, module: Module, task: Task, run: Run): ModuleOutcome {
  if (run.parts.signal.aborted || module.kind === 'controller') throw thrown;
  const error = run.parts.load.modules.plugins.explainError(thrown);
  if (!(error instanceof DiagnosticError)) throw error;
  const value = failure(error, task);
  value.set('changed', false);
  return { value, diffs: [], effects: [], diagnostics: error.diagnostics };
}
