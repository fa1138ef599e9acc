import type { SourceSpan } from '../diag/span.js';
import type { Dict, Value } from '../value/types.js';
import { keySpan, spanOf, valueSpan } from '../yaml/spans.js';

/**
 * The playbook as a tree. Every node keeps the mapping it was written as (`source`) and the node whose
 * keywords it inherits (`parent`): task → block → … → role → … → play. Values stay untemplated.
 */
interface NodeBase {
  readonly source: Dict;
  readonly parent: Node | undefined;
  readonly span: SourceSpan | undefined;
}

export interface Play extends NodeBase {
  readonly kind: 'play';
  readonly file: string;
  /** Directory of the playbook file: base of relative paths. */
  readonly basedir: string;
  /** The collection that the playbook belongs to. */
  readonly collection: string | undefined;
  readonly hosts: Value;
  readonly preTasks: TaskNode[];
  /** The entries of `roles:`. */
  readonly roles: Role[];
  /** Roles that import_role and include_role brought in; exported ones share their variables with the play. */
  readonly importedRoles: Role[];
  readonly tasks: TaskNode[];
  readonly postTasks: TaskNode[];
  /** Handlers of the roles first, then the play's own; roles included later append theirs. */
  readonly handlers: TaskNode[];
}

export interface Role extends NodeBase {
  readonly kind: 'role';
  /** Name as displayed and as in `ansible_role_name`: that of a role in a collection is fully qualified. */
  readonly name: string;
  /** Name as in `role_name`. */
  readonly shortName: string;
  /** The collection that the role belongs to. */
  readonly collection: string | undefined;
  /** `collections` of its metadata. */
  readonly collections: readonly string[];
  /** Directory of the role. */
  readonly path: string;
  readonly defaults: Dict;
  readonly vars: Dict;
  /** Extra keys of the role entry: `- {role: x, port: 80}`. */
  readonly params: Dict;
  /** Equal for two uses of the same role with the same parameters: such a role runs once per host. */
  readonly identity: string;
  readonly allowDuplicates: boolean;
  /** The role that depends on or includes this one. */
  readonly parentRole: Role | undefined;
  readonly dependencies: Role[];
  readonly tasks: TaskNode[];
  readonly handlers: TaskNode[];
  /** Entry file of the tasks, `main` unless `tasks_from` says otherwise. */
  readonly entry: string;
  /** true when include_role brought it in while the play ran. */
  readonly dynamic: boolean;
  /** false for include_role without `public: true`: its defaults and vars stay inside. */
  readonly exported: boolean;
}

export interface Block extends NodeBase {
  readonly kind: 'block';
  readonly role: Role | undefined;
  readonly block: TaskNode[];
  readonly rescue: TaskNode[];
  readonly always: TaskNode[];
  /** true for what include_tasks or include_role brought in while the play ran. */
  readonly dynamic?: boolean;
  /** Variables that an include passes to what it includes; they outrank set_fact. */
  readonly includeVars?: Dict;
}

export interface Loop {
  /** `loop` or the lookup's name of `with_<lookup>`. */
  readonly kind: string;
  readonly value: Value;
  readonly span: SourceSpan | undefined;
}

export interface Task extends NodeBase {
  readonly kind: 'task';
  readonly id: string;
  readonly role: Role | undefined;
  /** Module or engine action as written. */
  readonly action: string;
  readonly actionSpan: SourceSpan | undefined;
  /** Arguments as written; a free-form string is under `_raw_params`. */
  readonly args: Dict;
  /** `args: "{{ mapping }}"`: merged in when the task runs. */
  readonly argsTemplate?: Value;
  readonly loop: Loop | undefined;
  readonly handler: boolean;
  /** File that the task stands in: include paths are relative to it. */
  readonly file: string;
  /** Set on tasks the engine adds itself (fact gathering, role completion). */
  readonly implicit: boolean;
}

export type TaskNode = Block | Task;
export type Node = Play | Role | Block | Task;

/** The nearest value of an inheritable keyword, from the node itself outwards. */
export function keyword(
  node: Node,
  name: string,
): { value: Value; span: SourceSpan | undefined } | undefined {
  for (let at: Node | undefined = node; at; at = at.parent) {
    const value = at.source.get(name);
    if (value !== undefined) return { value, span: valueSpan(at.source, name) };
  }
  return undefined;
}

/** All values of an accumulating keyword (`when`, `tags`, `environment`), outermost first, lists flattened. */
export function accumulated(node: Node, name: string): { value: Value; span: SourceSpan | undefined }[] {
  const { source, parent } = node;
  const outer = parent ? accumulated(parent, name) : [];
  const value = source.get(name);
  if (value === undefined || value === null) return outer;
  const span = valueSpan(source, name);
  if (Array.isArray(value))
    for (const [i, item] of value.entries()) outer.push({ value: item, span: valueSpan(value, i) ?? span });
  else outer.push({ value, span });
  return outer;
}

/** A keyword of the node itself, not inherited. */
export function own(node: Node, name: string): Value | undefined {
  return node.source.get(name);
}

/** Where a keyword of the node stands; the node itself when it is not written. */
export function ownSpan(node: Node, name: string): SourceSpan | undefined {
  return valueSpan(node.source, name) ?? node.span;
}

/** Where a mapping of a source begins: at its first key. */
export function dictSpan(source: Dict): SourceSpan | undefined {
  for (const key of source.keys()) return keySpan(source, key) ?? spanOf(source);
  return spanOf(source);
}

/** The untemplated name of a node, when it has one. */
export function nameOf(node: Node): string | undefined {
  const name = node.source.get('name');
  return name === undefined || name === null ? undefined : String(name);
}

/** true for nodes that stand in something that was included while the play ran. */
export function isIncluded(node: Node): boolean {
  for (let at: Node | undefined = node; at; at = at.parent) {
    if ((at.kind === 'block' || at.kind === 'role') && at.dynamic) return true;
  }
  return false;
}

/** The play a node belongs to. */
export function playOf(node: Node): Play {
  let at: Node = node;
  while (at.kind !== 'play') {
    if (!at.parent) throw new Error('a node without a play');
    at = at.parent;
  }
  return at;
}

/** The roles around a node, innermost first. */
export function rolesAround(node: Node): Role[] {
  const roles: Role[] = [];
  for (let at: Node | undefined = node; at; at = at.parent) if (at.kind === 'role') roles.push(at);
  return roles;
}

/** true for the tasks that gather the facts of a play: the one it begins with, and `gather_facts` itself. */
export function isGathering(task: Task): boolean {
  return task.implicit ? task.action === 'ansible.builtin.setup' : /(^|\.)gather_facts$/.test(task.action);
}

let counter = 0;

/** Creates a task that no file holds. */
export function implicitTask(parent: Node, action: string, args: Dict, keywords: Dict, role?: Role): Task {
  return {
    kind: 'task',
    id: nextTaskId(),
    source: keywords,
    parent,
    span: parent.span,
    role,
    action,
    actionSpan: parent.span,
    args,
    loop: undefined,
    handler: false,
    file: '',
    implicit: true,
  };
}

/** A number that tells tasks of one run apart. */
export function nextTaskId(): string {
  counter += 1;
  return String(counter);
}

/** Walks all tasks of a list, blocks included, in order. */
export function* tasksIn(nodes: readonly TaskNode[]): Generator<Task> {
  for (const node of nodes) {
    if (node.kind === 'task') yield node;
    else {
      yield* tasksIn(node.block);
      yield* tasksIn(node.rescue);
      yield* tasksIn(node.always);
    }
  }
}
