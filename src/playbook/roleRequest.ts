import { fail } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import { closest } from '../diag/suggest.js';
import { Dict, type Value } from '../value/types.js';
import { keySpan, valueSpan } from '../yaml/spans.js';
import type { Node, Task } from './ast.js';

/** Which entry files of a role are used instead of `main`. */
export interface RoleFiles {
  readonly tasks: string;
  readonly vars: string;
  readonly defaults: string;
  readonly handlers: string;
}

export interface RoleRequest {
  readonly name: string;
  /** The mapping the role was asked for with: keywords are inherited, other keys of `roles:` entries are params. */
  readonly source: Dict;
  readonly params: Dict;
  readonly parent: Node;
  readonly span: SourceSpan | undefined;
  readonly files?: RoleFiles;
  readonly allowDuplicates?: boolean;
  readonly exported?: boolean;
  readonly validate?: boolean;
  /** true for include_role: it is expanded while the play runs. */
  readonly dynamic?: boolean;
}

const ROLE_ARGUMENTS: ReadonlySet<string> = new Set([
  'name',
  'role',
  'tasks_from',
  'vars_from',
  'defaults_from',
  'handlers_from',
  'allow_duplicates',
  'apply',
  'public',
  'rolespec_validate',
]);

/** What an import_role or include_role task asks for. */
export function roleRequest(task: Task, render: (value: Value) => Value, parent: Node): RoleRequest {
  const argument = (name: string): Value => render(task.args.get(name) ?? null);
  const name = argument('name') ?? argument('role');
  if (typeof name !== 'string') {
    fail('bad-role', `'name' is a required field for ${task.action}`, {
      span: task.actionSpan,
      fix: 'add "name: ROLE"',
    });
  }
  for (const key of task.args.keys()) {
    if (!ROLE_ARGUMENTS.has(String(key))) {
      const match = closest(String(key), ROLE_ARGUMENTS);
      fail('unsupported-argument', `Invalid options for ${task.action}: ${String(key)}`, {
        span: keySpan(task.args, key) ?? task.actionSpan,
        fix: match === undefined ? undefined : `did you mean "${match}"?`,
      });
    }
  }
  const from = (what: string): string => {
    const value = argument(`${what}_from`);
    return typeof value === 'string' ? value : 'main';
  };
  const duplicates = argument('allow_duplicates');
  return {
    name,
    source: roleVarsOnly(task),
    params: new Dict(),
    parent,
    span: valueSpan(task.args, 'name') ?? task.actionSpan,
    files: {
      tasks: from('tasks'),
      vars: from('vars'),
      defaults: from('defaults'),
      handlers: from('handlers'),
    },
    allowDuplicates: duplicates !== false,
    exported: task.action.endsWith('import_role') || argument('public') === true,
    dynamic: !task.action.endsWith('import_role'),
    validate: argument('rolespec_validate') !== false,
  };
}

/** `vars:` of an import belong to the role; its other keywords are inherited through the block around it. */
function roleVarsOnly(task: Task): Dict {
  const vars = task.source.get('vars');
  return vars instanceof Dict ? new Dict([['vars', vars]]) : new Dict();
}
