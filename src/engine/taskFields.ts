import type { Task } from '../playbook/ast.js';
import { isUndefinedVariable, saidBy, TemplateFailure } from '../template/failure.js';
import type { Scope, Templar } from '../template/types.js';
import { keywordValue } from './keywordValue.js';

/** Keywords that are rendered before the module runs, whether it needs them or not. */
const FIELDS = [
  'become',
  'become_user',
  'become_method',
  'become_flags',
  'become_exe',
  'check_mode',
  'diff',
  'remote_user',
  'any_errors_fatal',
  'async',
  'connection',
  'debugger',
  'delay',
  'delegate_facts',
  'ignore_unreachable',
  'notify',
  'poll',
  'port',
  'retries',
  'timeout',
] as const;

/** Those that belong to the connection: ansible-core says their cause twice. */
const OF_CONNECTION: ReadonlySet<string> = new Set(FIELDS.slice(0, 8));

const NAMES: Readonly<Record<string, string>> = { async: 'async_val' };

/** Renders the keywords of a task that are templates. Throws DiagnosticError naming the keyword. */
export function checkFields(task: Task, scope: Scope, templar: Templar): void {
  for (const name of FIELDS) inField(name, () => keywordValue(task, name, scope, templar));
}

/** Renders a keyword: an undefined variable in it is an error that names the keyword. */
export function inField<T>(name: string, render: () => T): T {
  try {
    return render();
  } catch (error) {
    throw fieldFailure(name, error);
  }
}

/** The error of a keyword whose value could not be rendered. */
export function fieldFailure(name: string, error: unknown): unknown {
  if (!isUndefinedVariable(error)) return error;
  const said = saidBy(error);
  const cause = OF_CONNECTION.has(name) ? `${said}. ${said}` : said;
  const text = `The field '${NAMES[name] ?? name}' has an invalid value, which includes an undefined variable. The error was: ${cause}`;
  return new TemplateFailure(error.diagnostics, 'AnsibleError', text, { cause: error });
}
