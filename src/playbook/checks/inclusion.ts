import { type Diagnostic, DiagnosticError } from '../../diag/diagnostic.js';
import { shortAction } from '../../value/pluginName.js';
import { Dict } from '../../value/types.js';
import { type Block, type Node, type Play, playOf, type Task, type TaskNode } from '../ast.js';
import type { LoadContext } from '../context.js';
import { loadRole, roleTasks } from '../loadRole.js';
import { findTaskFile, loadTaskFile } from '../loadTasks.js';
import { roleRequest } from '../roleRequest.js';
import { isOpen } from './texts.js';

/** What an include whose name is written out will bring in. */
interface Preview {
  /** The file or role and its entry: equal for two includes of the same. */
  readonly key: string;
  load(): { readonly nodes: readonly TaskNode[]; readonly findings: readonly Diagnostic[] };
}

/**
 * Looks ahead at what include_tasks or include_role will bring in; undefined for names known only in the run.
 * The play itself is left untouched: the tasks are loaded under a copy of everything around the include.
 */
export function previewInclude(ctx: LoadContext, task: Task): Preview | undefined {
  const isRole = shortAction(task.action) === 'include_role';
  const named = [...task.args].filter(([key]) => key !== 'apply').some(([, value]) => isOpen(value));
  if (named) return undefined;
  const key = `${isRole ? 'role' : task.file} ${[...task.args].map(([name, value]) => `${String(name)}=${String(value)}`).join(' ')}`;
  return { key, load: () => collect(ctx, (inner) => (isRole ? roleOf(inner, task) : fileOf(inner, task))) };
}

function collect(ctx: LoadContext, work: (inner: LoadContext) => TaskNode[]): ReturnType<Preview['load']> {
  const findings: Diagnostic[] = [];
  try {
    return { nodes: work({ ...ctx, report: (finding) => void findings.push(finding) }), findings };
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return { nodes: [], findings: [...findings, ...error.diagnostics] };
  }
}

function fileOf(ctx: LoadContext, task: Task): TaskNode[] {
  const path = findTaskFile(task, String(task.args.get('file') ?? task.args.get('_raw_params') ?? ''));
  return loadTaskFile(
    ctx,
    path,
    { parent: scratch(task), role: task.role, handlers: task.handler },
    task.actionSpan,
  );
}

function roleOf(ctx: LoadContext, task: Task): TaskNode[] {
  return roleTasks(
    loadRole(
      ctx,
      roleRequest(task, (value) => value, scratch(task)),
    ),
  );
}

function scratch(task: Task): Block {
  const play: Play = { ...playOf(task), handlers: [], importedRoles: [] };
  const copy = (node: Node | undefined): Node | undefined =>
    node === undefined || node.kind === 'play' ? play : { ...node, parent: copy(node.parent) };
  const source = new Dict(
    [...task.source].filter(([key]) => ['when', 'tags', 'ignore_errors'].includes(String(key))),
  );
  return {
    kind: 'block',
    source,
    parent: copy(task.parent),
    span: task.span,
    role: task.role,
    block: [],
    rescue: [],
    always: [],
    dynamic: true,
  };
}
