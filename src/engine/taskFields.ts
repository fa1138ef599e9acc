import type { Node, Task } from '../playbook/ast.js';
import { isUndefinedVariable, saidBy, TemplateFailure } from '../template/failure.js';
import type { Scope, Templar } from '../template/types.js';
import { PyObject, type Value } from '../value/types.js';
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

/** Which of the fields of a task may be templates: the same for every host and item. */
const templated = new WeakMap<Task, readonly string[]>();

/** Renders the keywords of a task that are templates. Throws DiagnosticError naming the keyword. */
export function checkFields(task: Task, scope: Scope, templar: Templar): void {
  const names = templated.get(task) ?? FIELDS.filter((name) => written(task, name).some(mayBeTemplate));
  templated.set(task, names);
  for (const name of names) inField(name, () => keywordValue(task, name, scope, templar));
}

/** What the task and the nodes around it say for a keyword. */
function written(task: Task, name: string): Value[] {
  const said: Value[] = [];
  for (let at: Node | undefined = task; at; at = at.parent) said.push(at.source.get(name) ?? null);
  return said;
}

function mayBeTemplate(value: Value): boolean {
  return typeof value === 'string' ? value.includes('{') : Array.isArray(value) || value instanceof PyObject;
}

/** Renders a keyword: an undefined variable in it is an error that names the keyword. */
function inField<T>(name: string, render: () => T): T {
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
