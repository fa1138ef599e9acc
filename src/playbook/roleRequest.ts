import { basename } from 'node:path';
import { fail } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import { closest } from '../diag/suggest.js';
import { shortAction } from '../value/pluginName.js';
import { pyTypeName } from '../value/typeName.js';
import { Dict, type Value } from '../value/types.js';
import { keySpan, valueSpan } from '../yaml/spans.js';
import type { Node, Task } from './ast.js';

/** Which entry files of a role are used instead of `main`. */
export interface RoleFiles {
  readonly tasks?: string | undefined;
  readonly vars?: string | undefined;
  readonly defaults?: string | undefined;
  readonly handlers?: string | undefined;
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
  const isStatic = shortAction(task.action) === 'import_role';
  const from = (what: string): string | undefined => {
    const value = argument(`${what}_from`);
    if (value === null) return undefined;
    // ansible-core looks for the last part of the path alone when it imports, for the whole path when it includes.
    if (typeof value === 'string') return isStatic ? basename(value) : value;
    fail('bad-role', `Expected a string for ${what}_from but got ${pyTypeName(value)} instead`, {
      span: valueSpan(task.args, `${what}_from`) ?? task.actionSpan,
    });
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
    exported: isStatic || argument('public') === true,
    dynamic: !isStatic,
    validate: argument('rolespec_validate') !== false,
  };
}

/** `vars:` of an import belong to the role; its other keywords are inherited through the block around it. */
function roleVarsOnly(task: Task): Dict {
  const vars = task.source.get('vars');
  return vars instanceof Dict ? new Dict([['vars', vars]]) : new Dict();
}
