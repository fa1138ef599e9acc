import type { Diagnostic } from '../../diag/diagnostic.js';
import { DiagnosticError } from '../../diag/diagnostic.js';
import type { Node, Play, Role, Task, TaskNode } from '../ast.js';
import type { LoadContext } from '../context.js';
import { DYNAMIC_INCLUDES, shortAction } from '../keywords.js';
import { roleTasks } from '../loadRole.js';
import { mayNotRun } from './certainty.js';
import { checkKeywordTexts, checkTask, checkVariableTexts } from './checkTask.js';
import { previewInclude } from './inclusion.js';
import { checkNotifications, handlerNames } from './notifications.js';
import { checkVarsFiles } from './varsFiles.js';

/**
 * Checks loaded plays for everything that can be known before a connection is made; findings go to `ctx.report`.
 * `complete` says that loading found no errors: else handlers may be missing only because their role is.
 * An error in a task that may not run is reported as a hint: it must not stop content that works.
 */
export function checkPlays(ctx: LoadContext, plays: readonly Play[], complete: boolean): void {
  for (const play of plays) new PlayCheck(ctx, play, complete).run();
}

class PlayCheck {
  private readonly handlers: ReadonlySet<string> | undefined;
  /** Includes looked into, with whether that was for certain. */
  private readonly included = new Map<string, boolean>();

  constructor(
    private readonly ctx: LoadContext,
    private readonly play: Play,
    complete: boolean,
  ) {
    this.handlers = complete ? handlerNames(play) : undefined;
  }

  run(): void {
    const { ctx, play } = this;
    this.report(play, [
      ...checkKeywordTexts(ctx, play),
      ...checkVariableTexts(ctx, play),
      ...checkVarsFiles(play),
    ]);
    for (const role of [...play.roles, ...play.importedRoles]) this.role(role);
    const { preTasks, roles, tasks, postTasks, handlers } = play;
    this.nodes([...preTasks, ...roles.flatMap(roleTasks), ...tasks, ...postTasks, ...handlers]);
  }

  private role(role: Role): void {
    this.report(role, [...checkKeywordTexts(this.ctx, role), ...checkVariableTexts(this.ctx, role)]);
    for (const each of role.dependencies) this.role(each);
  }

  private nodes(nodes: readonly TaskNode[]): void {
    for (const node of nodes) {
      if (node.kind === 'task') this.task(node);
      else {
        this.report(node, [...checkKeywordTexts(this.ctx, node), ...checkVariableTexts(this.ctx, node)]);
        this.nodes([...node.block, ...node.rescue, ...node.always]);
      }
    }
  }

  private task(task: Task): void {
    if (task.implicit) return;
    this.report(task, () => [
      ...checkTask(this.ctx, task),
      ...checkVariableTexts(this.ctx, task),
      ...(this.handlers ? checkNotifications(task, this.handlers) : []),
    ]);
    if (DYNAMIC_INCLUDES.has(shortAction(task.action))) this.include(task);
  }

  private include(task: Task): void {
    const preview = previewInclude(this.ctx, task);
    if (!preview) return;
    const certain = !mayNotRun(task) && task.loop === undefined;
    const before = this.included.get(preview.key);
    if (before === true || before === certain) return;
    this.included.set(preview.key, certain);
    const { nodes, findings } = preview.load();
    this.report(task, findings);
    this.nodes(nodes);
  }

  private report(node: Node, found: readonly Diagnostic[] | (() => readonly Diagnostic[])): void {
    const findings = typeof found === 'function' ? attempt(found) : found;
    if (findings.length === 0) return;
    const uncertain = mayNotRun(node);
    for (const finding of findings) {
      this.ctx.report(uncertain && finding.severity === 'error' ? { ...finding, severity: 'hint' } : finding);
    }
  }
}

function attempt(work: () => readonly Diagnostic[]): readonly Diagnostic[] {
  try {
    return work();
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics;
    throw error;
  }
}
