import { readdirSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fail } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import { closest } from '../diag/suggest.js';
import { readRoleSpec } from '../spec/roleSpec.js';
import { pyRepr } from '../value/repr.js';
import { Dict, type Key, type Value } from '../value/types.js';
import { keySpan, valueSpan } from '../yaml/spans.js';
import {
  accumulated,
  type Block,
  dictSpan,
  implicitTask,
  type Node,
  playOf,
  type Role,
  rolesAround,
  type Task,
} from './ast.js';
import type { LoadContext } from './context.js';
import { ROLE_KEYWORDS } from './keywords.js';
import { loadTaskFile } from './loadTasks.js';
import { displayPath, isDirectory, isFile } from './sourceFiles.js';

/** Which entry files of a role are used instead of `main`. */
export interface RoleFiles {
  readonly tasks: string;
  readonly vars: string;
  readonly defaults: string;
  readonly handlers: string;
}

const MAIN: RoleFiles = { tasks: 'main', vars: 'main', defaults: 'main', handlers: 'main' };

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

/** Reads one entry of `roles:` or `dependencies:`. */
export function roleEntry(ctx: LoadContext, entry: Value, parent: Node, at: SourceSpan | undefined): Role {
  if (typeof entry === 'string') {
    return loadRole(ctx, {
      name: roleName(ctx, entry, parent),
      source: new Dict(),
      params: new Dict(),
      parent,
      span: at,
    });
  }
  if (!(entry instanceof Dict)) fail('bad-role', 'a role is a name or a mapping with "role"', { span: at });
  const name = entry.get('role') ?? entry.get('name') ?? entry.get('src');
  if (typeof name !== 'string') {
    fail('bad-role', 'the role entry names no role', {
      span: dictSpan(entry) ?? at,
      fix: 'add "role: NAME"',
    });
  }
  const params = new Dict();
  const source = new Dict();
  for (const [key, value] of entry) (ROLE_KEYWORDS.has(String(key)) ? source : params).set(key, value);
  source.delete('name');
  const span = valueSpan(entry, entry.has('role') ? 'role' : 'name') ?? dictSpan(entry);
  return loadRole(ctx, { name: roleName(ctx, name, parent), source, params, parent, span });
}

function roleName(ctx: LoadContext, name: string, parent: Node): string {
  return String(ctx.interpolate(name, parent));
}

/** Expands `import_role` into the role's tasks. */
export function importRole(ctx: LoadContext, task: Task): Block {
  if (task.loop)
    fail('loop-on-import', 'loops cannot be used with import_role', {
      span: task.loop.span,
      fix: 'use include_role',
    });
  const block: Block = {
    kind: 'block',
    source: task.source,
    parent: task.parent,
    span: task.span,
    role: task.role,
    block: [],
    rescue: [],
    always: [],
  };
  const role = loadRole(
    ctx,
    roleRequest(task, (value) => ctx.interpolate(value, task), block),
  );
  playOf(task).handlers.push(...allHandlers(role));
  playOf(task).importedRoles.push(role);
  block.block.push(...roleTasks(role));
  return block;
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

/** Loads a role with its dependencies. Throws DiagnosticError when it is missing or depends on itself. */
export function loadRole(ctx: LoadContext, request: RoleRequest): Role {
  const path = findRole(ctx, request);
  const around = rolesAround(request.parent);
  const files = request.files ?? MAIN;
  refuseCycle(around, request, path, files.tasks);
  const meta = readMeta(ctx, path);
  const source = request.source;
  const role: Role = {
    kind: 'role',
    source,
    parent: request.parent,
    span: request.span,
    name: request.name,
    path,
    defaults: roleVariables(ctx, path, 'defaults', files.defaults, request.span),
    vars: roleVariables(ctx, path, 'vars', files.vars, request.span),
    params: request.params,
    identity: '',
    allowDuplicates: request.allowDuplicates ?? meta.get('allow_duplicates') === true,
    parentRole: around[0],
    dependencies: [],
    tasks: [],
    handlers: [],
    exported: request.exported ?? true,
    entry: files.tasks,
    dynamic: request.dynamic ?? false,
  };
  Object.assign(role, { identity: identity(role, files) });
  const dependencies = meta.get('dependencies');
  if (Array.isArray(dependencies)) {
    dependencies.forEach((entry, i) => {
      role.dependencies.push(roleEntry(ctx, entry, role, valueSpan(dependencies, i) ?? request.span));
    });
  } else if (dependencies !== undefined && dependencies !== null) {
    fail('bad-dependencies', `"dependencies" of role ${role.name} must be a list of roles`, {
      span: valueSpan(meta, 'dependencies') ?? request.span,
    });
  }
  if (request.validate !== false) addArgumentValidation(ctx, role, meta, files.tasks);
  role.tasks.push(...roleTaskFile(ctx, role, 'tasks', files.tasks, request));
  role.handlers.push(...roleTaskFile(ctx, role, 'handlers', files.handlers, request));
  return role;
}

/** A role nested in itself by dependencies or imports never ends; a dynamic include may. */
function refuseCycle(around: readonly Role[], request: RoleRequest, path: string, entry: string): void {
  const dynamic = request.dynamic ? 0 : around.findIndex((role) => role.dynamic) + 1 || around.length;
  const nested = around.slice(0, dynamic);
  const same = nested.findIndex((role) => role.path === path && role.entry === entry);
  if (same < 0) return;
  const chain = nested.slice(0, same + 1).reverse();
  fail(
    'circular-role-dependency',
    `the role ${request.name} depends on itself: ${[...chain.map((r) => r.name), request.name].join(' → ')}`,
    {
      span: request.span,
      notes: chain.map((role) => ({
        message: `${role.name} is asked for here`,
        ...(role.span && { span: role.span }),
      })),
      fix: 'remove one of the dependencies from meta/main.yml',
    },
  );
}

/** Two uses of a role are the same when path, parameters, conditions, tags and entry files agree. */
function identity(role: Role, files: RoleFiles): string {
  const parts: Value[] = [role.path, role.params, role.source.get('vars') ?? null, Object.values(files)];
  for (const name of ['when', 'tags']) parts.push(accumulated(role, name).map((entry) => entry.value));
  return pyRepr(parts);
}

/** The role's tasks in running order: dependencies first, then its own. */
export function roleTasks(role: Role): Block[] {
  const blocks = role.dependencies.flatMap(roleTasks);
  const complete = implicitTask(
    role,
    'meta',
    new Dict([['_raw_params', 'role_complete']]),
    new Dict([['tags', ['always']]]),
    role,
  );
  blocks.push({
    kind: 'block',
    source: new Dict(),
    parent: role,
    span: role.span,
    role,
    block: [...role.tasks, complete],
    rescue: [],
    always: [],
  });
  return blocks;
}

/** Handlers of a role and its dependencies. */
export function allHandlers(role: Role): Role['handlers'] {
  return [...role.dependencies.flatMap(allHandlers), ...role.handlers];
}

function findRole(ctx: LoadContext, request: RoleRequest): string {
  const { name, parent } = request;
  const around = rolesAround(parent)[0];
  const basedir = playOf(parent).basedir;
  const candidates: string[] = [];
  if (isAbsolute(name)) candidates.push(name);
  const parts = name.split('.');
  if (parts.length === 3) {
    for (const dir of [join(basedir, 'collections'), ...ctx.collectionsPath]) {
      candidates.push(join(dir, 'ansible_collections', parts[0]!, parts[1]!, 'roles', parts[2]!));
    }
  }
  candidates.push(join(basedir, 'roles', name), ...ctx.rolesPath.map((dir) => join(dir, name)));
  if (around) candidates.push(join(dirname(around.path), name));
  candidates.push(join(basedir, name));
  const tried = [...new Set(candidates.map((candidate) => resolve(candidate)))];
  const found = tried.find(isDirectory);
  if (found !== undefined) return found;
  const known = tried
    .map(dirname)
    .filter(isDirectory)
    .flatMap((dir) => readdirSync(dir));
  const match = closest(name, known);
  fail('missing-role', `the role '${name}' was not found`, {
    span: request.span,
    notes: tried.map((candidate) => ({ message: `tried ${displayPath(candidate)}` })),
    fix: match === undefined ? 'create it, or add its directory to roles_path' : `did you mean "${match}"?`,
  });
}

const EXTENSIONS = ['.yml', '.yaml', '.json', ''];

function entryFile(dir: string, name: string): string | undefined {
  for (const extension of EXTENSIONS) {
    const path = join(dir, name + extension);
    if (isFile(path)) return path;
  }
  return undefined;
}

function readMeta(ctx: LoadContext, path: string): Dict {
  const file = entryFile(join(path, 'meta'), 'main');
  const meta = file === undefined ? null : ctx.files.load(file);
  return meta instanceof Dict ? meta : new Dict();
}

/** Variables of `defaults/` or `vars/`: one file, or every file of a directory named like it. */
function roleVariables(
  ctx: LoadContext,
  path: string,
  kind: 'defaults' | 'vars',
  name: string,
  at: SourceSpan | undefined,
): Dict {
  const dir = join(path, kind);
  const nested = join(dir, name);
  const file = entryFile(dir, name);
  const files = isDirectory(nested) ? filesBelow(nested) : file === undefined ? [] : [file];
  if (files.length === 0 && name !== 'main') {
    fail('missing-file', `the role has no ${kind}/${name}`, {
      span: at,
      notes: [{ message: `looked in ${displayPath(dir)}` }],
    });
  }
  if (files.length === 1) return asVariables(ctx.files.load(files[0]!), files[0]!);
  const merged = new Dict();
  for (const each of files)
    for (const [key, value] of asVariables(ctx.files.load(each), each)) merged.set(key, value);
  return merged;
}

function asVariables(value: Value, file: string): Dict {
  if (value === null) return new Dict();
  if (value instanceof Dict) return value;
  fail('bad-vars-file', `${displayPath(file)} must hold a mapping of variables`, {
    span: { file: displayPath(file), line: 1, col: 1 },
  });
}

function filesBelow(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.') && !entry.name.endsWith('~'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(join(dir, entry.name)) : [join(dir, entry.name)]));
}

function roleTaskFile(
  ctx: LoadContext,
  role: Role,
  kind: 'tasks' | 'handlers',
  name: string,
  request: RoleRequest,
): Role['tasks'] {
  const dir = join(role.path, kind);
  const file = entryFile(dir, name);
  if (file === undefined) {
    if (name !== 'main' && kind === 'tasks') {
      fail('missing-file', `the role ${role.name} has no ${kind}/${name}`, {
        span: request.span,
        notes: [{ message: `looked in ${displayPath(dir)}` }],
      });
    }
    return [];
  }
  return loadTaskFile(ctx, file, { parent: role, role, handlers: kind === 'handlers' }, request.span);
}

/** A role with an argument specification begins by checking its variables (Ansible documentation, "Role argument validation"). */
function addArgumentValidation(ctx: LoadContext, role: Role, meta: Dict, entry: string): void {
  const file = entryFile(join(role.path, 'meta'), 'argument_specs');
  const content = file === undefined ? meta : ctx.files.load(file);
  const specs: Value | undefined = content instanceof Dict ? content.get('argument_specs') : undefined;
  const key: Key = entry.replace(/\.(ya?ml|json)$/, '');
  const spec = specs instanceof Dict ? specs.get(key) : undefined;
  if (!(spec instanceof Dict)) return;
  readRoleSpec(content);
  const short = spec.get('short_description');
  const args = new Dict([
    ['argument_spec', spec.get('options') ?? new Dict()],
    ['provided_arguments', new Dict()],
    [
      'validate_args_context',
      Dict.of({ type: 'role', name: role.name, argument_spec_name: key, path: role.path }),
    ],
  ]);
  const name = `Validating arguments against arg spec '${String(key)}'${typeof short === 'string' ? ` - ${short}` : ''}`;
  role.tasks.push(
    implicitTask(
      role,
      'ansible.builtin.validate_argument_spec',
      args,
      new Dict([
        ['name', name],
        ['tags', ['always']],
      ]),
      role,
    ),
  );
}
