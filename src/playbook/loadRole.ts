import { join } from 'node:path';
import { fail } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import { isDirectory } from '../template/files/status.js';
import { isVariableName } from '../value/identifier.js';
import { pyRepr } from '../value/repr.js';
import { Dict, type Value } from '../value/types.js';
import { shareSpans, valueSpan } from '../yaml/spans.js';
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
import { findRole } from './findRole.js';
import { ROLE_KEYWORDS } from './keywords.js';
import { loadTaskFile } from './loadTasks.js';
import { nearestFile } from './nearestFile.js';
import { entryFile, readMeta, roleVariables } from './roleFiles.js';
import { type RoleFiles, type RoleRequest, roleRequest } from './roleRequest.js';
import { addArgumentValidation } from './roleValidation.js';
import { displayPath } from './sourceFiles.js';
import { withVars } from './varsKeyword.js';

/** Reads one entry of `roles:` or `dependencies:`. */
export function roleEntry(ctx: LoadContext, entry: Value, parent: Node, at: SourceSpan | undefined): Role {
  if (typeof entry === 'string') {
    if (entry.includes(',')) {
      fail('old-role-syntax', `Invalid old style role requirement: ${entry}`, {
        span: at,
        fix: 'write "- role: NAME"; version and name belong into requirements.yml',
      });
    }
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
  shareSpans(entry, source);
  const span = valueSpan(entry, entry.has('role') ? 'role' : 'name') ?? dictSpan(entry);
  return loadRole(ctx, {
    name: roleName(ctx, name, parent),
    source: withVars(ctx, source, 'RoleInclude'),
    params,
    parent,
    span,
  });
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

/** Loads a role with its dependencies. Throws DiagnosticError when it is missing or depends on itself. */
export function loadRole(ctx: LoadContext, request: RoleRequest): Role {
  const { path, collection, shortName } = findRole(ctx, request);
  const around = rolesAround(request.parent);
  const files = request.files ?? {};
  const entry = files.tasks ?? ctx.roleEntry ?? 'main';
  refuseCycle(around, request, path, entry);
  const meta = readMeta(ctx, path);
  const source = request.source;
  ctx.modules.addDirectory(path);
  const role: Role = {
    kind: 'role',
    source,
    parent: request.parent,
    span: request.span,
    name: collection === undefined ? shortName : `${collection}.${shortName}`,
    shortName,
    collection,
    collections: [meta.get('collections') ?? []].flat().map(String),
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
    entry,
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
  if (request.validate !== false) addArgumentValidation(ctx, role, meta, entry);
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
  const parts: Value[] = [role.path, role.params, role.source.get('vars') ?? null, Dict.of({ ...files })];
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

function roleTaskFile(
  ctx: LoadContext,
  role: Role,
  kind: 'tasks' | 'handlers',
  name: string | undefined,
  request: RoleRequest,
): Role['tasks'] {
  const dir = join(role.path, kind);
  const usual = kind === 'tasks' ? (ctx.roleEntry ?? 'main') : 'main';
  const file = entryFile(dir, name ?? usual, name !== undefined);
  if (file === undefined) {
    if (name !== undefined && isDirectory(dir)) {
      fail('missing-role-file', `Could not find specified file in role: ${kind}/${name}`, {
        span: request.span,
        notes: [{ message: `looked in ${displayPath(dir)}` }],
        fix: nearestFile([join(dir, name)]),
      });
    }
    return [];
  }
  const handlers = kind === 'handlers';
  if (handlers || ctx.roleEntry === undefined)
    return loadTaskFile(ctx, file, { parent: role, role, handlers }, request.span);
  const block = unlessAbsent(role);
  block.block.push(...loadTaskFile(ctx, file, { parent: block, role, handlers }, request.span));
  return [block];
}

/** A role that removes what it made (`ROLE_state: absent`) has nothing to check. */
function unlessAbsent(role: Role): Block {
  const state = `${role.shortName}_state`;
  const source = new Dict();
  if (isVariableName(state)) source.set('when', `${state} | default('present', true) != 'absent'`);
  return { kind: 'block', source, parent: role, span: role.span, role, block: [], rescue: [], always: [] };
}
