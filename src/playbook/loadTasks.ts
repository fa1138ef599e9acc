import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { DiagnosticError, diagnostic, fail } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import { TemplateFailure } from '../template/failure.js';
import { shortAction } from '../value/pluginName.js';
import { Dict, type Value } from '../value/types.js';
import { spanOf, valueSpan } from '../yaml/spans.js';
import {
  type Block,
  dictSpan,
  isIncluded,
  type Node,
  playOf,
  type Role,
  type Task,
  type TaskNode,
} from './ast.js';
import { type LoadContext, reportError } from './context.js';
import { BLOCK_KEYWORDS } from './keywords.js';
import { nearestFile } from './nearestFile.js';
import { parseTask } from './parseTask.js';
import { displayPath } from './sourceFiles.js';
import { checkIncludeArguments, checkKeywordShapes, checkKeywords } from './staticChecks.js';
import { withVars } from './varsKeyword.js';

/** Where a list of tasks stands. */
export interface TaskPlace {
  readonly parent: Node;
  readonly role: Role | undefined;
  /** Absolute path of the file that holds the list. */
  readonly file: string;
  readonly handlers: boolean;
  /** Files being imported, outermost first; guards against a file that imports itself. */
  readonly importing?: readonly string[];
}

/** Loads the task list of a file. An empty file is an empty list. */
export function loadTaskFile(
  ctx: LoadContext,
  path: string,
  place: Omit<TaskPlace, 'file'>,
  at?: SourceSpan,
): TaskNode[] {
  const content = ctx.files.load(path, at);
  return loadTaskList(ctx, content, { ...place, file: path }, { file: displayPath(path), line: 1, col: 1 });
}

/** Turns a YAML list into tasks and blocks; static imports are expanded. Findings are reported, not thrown. */
export function loadTaskList(
  ctx: LoadContext,
  list: Value,
  place: TaskPlace,
  at: SourceSpan | undefined,
): TaskNode[] {
  if (list === null) return [];
  if (!Array.isArray(list)) {
    reportError(ctx, 'not-a-task-list', 'a list of tasks is expected here', {
      span: spanOf(list) ?? at,
      fix: 'start every task with "- "',
    });
    return [];
  }
  const nodes: TaskNode[] = [];
  list.forEach((entry, i) => {
    if (entry === null) return;
    if (!(entry instanceof Dict)) {
      reportError(ctx, 'not-a-task', `a task must be a mapping, not ${describe(entry)}`, {
        span: valueSpan(list, i) ?? at,
      });
      return;
    }
    if (place.handlers && isBlock(entry)) {
      refuseHandler(ctx, 'a block', dictSpan(entry));
      return;
    }
    nodes.push(...(isBlock(entry) ? [loadBlock(ctx, entry, place)] : loadTask(ctx, entry, place)));
  });
  return nodes;
}

function isBlock(entry: Dict): boolean {
  return entry.has('block') || entry.has('rescue') || entry.has('always');
}

function loadBlock(ctx: LoadContext, written: Dict, place: TaskPlace): Block {
  checkKeywords(ctx, written, BLOCK_KEYWORDS, 'block');
  checkKeywordShapes(ctx, written);
  const source = withVars(ctx, written, 'Block');
  if (!source.has('block')) {
    reportError(ctx, 'block-missing', '"rescue" and "always" need a "block" beside them', {
      span: dictSpan(source),
    });
  }
  const block: Block = {
    kind: 'block',
    source,
    parent: place.parent,
    span: dictSpan(source),
    role: place.role,
    block: [],
    rescue: [],
    always: [],
  };
  for (const section of ['block', 'rescue', 'always'] as const) {
    const list = source.get(section);
    if (list === undefined) continue;
    block[section].push(...loadTaskList(ctx, list, { ...place, parent: block }, valueSpan(source, section)));
  }
  return block;
}

function refuseHandler(ctx: LoadContext, what: string, span: SourceSpan | undefined): void {
  reportError(ctx, 'bad-handler', `Using ${what} as a handler is not supported.`, {
    span,
    fix: 'use include_tasks, or handlers of their own',
  });
}

function loadTask(ctx: LoadContext, source: Dict, place: TaskPlace): TaskNode[] {
  const task = parseTask(ctx, source, place);
  if (!task) return [];
  const action = shortAction(task.action);
  if (place.handlers && (action === 'include_role' || action === 'import_role')) {
    refuseHandler(ctx, `'${action}'`, task.actionSpan);
    return [];
  }
  if (!checkIncludeArguments(ctx, task)) return [];
  try {
    if (action === 'import_tasks') return [importTasks(ctx, task, place)];
    if (action === 'import_role') return [ctx.importRole(ctx, task)];
    if (action === 'include' && isStaticInclude(task)) return [importTasks(ctx, task, place)];
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    for (const finding of error.diagnostics) ctx.report(finding);
    return [];
  }
  return [task];
}

/** The deprecated `include` is an import unless it loops, its name is a template or something around it is dynamic. */
function isStaticInclude(task: Task): boolean {
  const name = task.args.get('_raw_params') ?? task.args.get('file');
  const isWritten = typeof name === 'string' && !name.includes('{{');
  return task.loop === undefined && isWritten && !isIncluded(task);
}

function importTasks(ctx: LoadContext, task: Task, place: TaskPlace): Block {
  if (task.loop) {
    fail('loop-on-import', `loops cannot be used with ${task.action}`, {
      span: task.loop.span,
      fix: 'use include_tasks, which is expanded when the play runs',
    });
  }
  const name = importedName(ctx, task);
  if (typeof name !== 'string' || name === '') {
    fail('import-without-file', `${task.action} needs the name of a file`, { span: task.actionSpan });
  }
  const path = findTaskFile(task, name);
  const importing = place.importing ?? [place.file];
  if (importing.includes(path)) {
    fail('import-loop', `${displayPath(path)} imports itself`, {
      span: task.actionSpan,
      notes: importing.map((file) => ({ message: `imported by ${displayPath(file)}` })),
    });
  }
  const block: Block = {
    kind: 'block',
    source: withImportVars(task),
    parent: task.parent,
    span: task.span,
    role: task.role,
    block: [],
    rescue: [],
    always: [],
    ...(shortAction(task.action) === 'include' && { includeVars: ownVars(task) }),
  };
  block.block.push(
    ...loadTaskFile(ctx, path, { ...place, parent: block, importing: [...importing, path] }, task.actionSpan),
  );
  return block;
}

function importedName(ctx: LoadContext, task: Task): Value {
  try {
    return ctx.interpolate(task.args.get('file') ?? task.args.get('_raw_params') ?? null, task);
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    throw new DiagnosticError(
      error.diagnostics.map((each) => ({
        ...each,
        code: 'bad-import-name',
        message: `the file to import is not known before the run: ${each.message}`,
        fix:
          each.fix ??
          'define the variable in vars, vars_files or with -e; or use include_tasks, which knows facts and inventory variables too',
      })),
      { cause: error },
    );
  }
}

/** `vars:` of the old `include` outrank set_fact, those of import_tasks do not. */
function ownVars(task: Task): Dict {
  const vars = task.source.get('vars');
  return vars instanceof Dict ? vars : new Dict();
}

/** The old `include: file.yml x=1` passes its extra arguments as variables. */
function withImportVars(task: Task): Dict {
  const extra = [...task.args].filter(([key]) => key !== '_raw_params' && key !== 'file');
  if (extra.length === 0) return task.source;
  const source = task.source.copy();
  const vars = source.get('vars');
  source.set('vars', new Dict([...(vars instanceof Dict ? vars : []), ...extra]));
  return source;
}

/**
 * Finds an included task file: beside the including file, then in the role's tasks (of a handler its
 * handlers first), then beside
 * the playbook. Throws a DiagnosticError that lists the places tried.
 */
export function findTaskFile(task: Task, name: string): string {
  if (isAbsolute(name)) return requireOne([name], name, task);
  const candidates: string[] = [];
  if (task.file !== '') candidates.push(join(dirname(task.file), name));
  if (task.role) {
    candidates.push(
      ...(task.handler ? [join(task.role.path, 'handlers', name)] : []),
      join(task.role.path, 'tasks', name),
      join(task.role.path, name),
    );
  }
  candidates.push(join(playOf(task).basedir, name));
  return requireOne([...new Set(candidates)], name, task);
}

function requireOne(candidates: readonly string[], name: string, task: Task): string {
  const found = candidates.find((candidate) => existsSync(candidate));
  if (found !== undefined) return found;
  const finding = diagnostic('missing-file', `the task file ${name} was not found`, {
    span: task.actionSpan ?? task.span,
    notes: candidates.map((candidate) => ({ message: `tried ${displayPath(candidate)}` })),
    fix: nearestFile(candidates) ?? 'create the file or correct its name',
  });
  const said = `Could not find or access '${resolve(candidates.at(-1) ?? name)}' on the Ansible Controller.`;
  throw new TemplateFailure([finding], 'AnsibleError', said);
}

function describe(value: Value): string {
  if (typeof value === 'string') return `the text "${value}"`;
  return Array.isArray(value) ? 'a list' : 'a single value';
}
