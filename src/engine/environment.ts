import { accumulated, isGathering, type Task } from '../playbook/ast.js';
import { isUndefinedVariable } from '../template/failure.js';
import { pyStr } from '../value/repr.js';
import { Dict, type Value } from '../value/types.js';
import type { VariableScope } from '../vars/scope.js';
import type { Run } from './run.js';

/**
 * The variables of the `environment` keyword, the outermost level first. A value that needs the host's own environment
 * (`ansible_env`) before that was gathered is left out, or no play could set one for its fact gathering. Throws
 * DiagnosticError for other undefined names.
 */
export async function taskEnvironment(
  run: Run,
  task: Task,
  scope: VariableScope,
): Promise<Record<string, string>> {
  const env: Record<string, string> = {};
  const set = (name: Value, value: Value): void => {
    if (value !== null) env[pyStr(name)] = pyStr(value);
  };
  for (const { value, span } of accumulated(task, 'environment')) {
    if (!(value instanceof Dict)) {
      const rendered = await run.resolve(value, scope, span);
      if (rendered instanceof Dict) for (const [name, text] of rendered) set(name, text);
      else {
        const text = `could not parse environment value, skipping: ${pyStr(value)}`;
        run.parts.sink({ kind: 'message', level: 'warning', text });
      }
      continue;
    }
    for (const [name, text] of value) {
      try {
        set(name, await run.resolve(text, scope, span));
      } catch (error) {
        if (!isUndefinedVariable(error) || !isAwaited(error.message, task)) throw error;
      }
    }
  }
  return env;
}

function isAwaited(message: string, task: Task): boolean {
  return message.includes('ansible_env') || (isGathering(task) && message.includes('ansible_facts.env'));
}
