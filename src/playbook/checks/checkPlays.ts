import type { Diagnostic } from '../../diag/diagnostic.js';
import { DiagnosticError } from '../../diag/diagnostic.js';
import { shortAction } from '../../value/pluginName.js';
import type { Node, Play, Role, Task, TaskNode } from '../ast.js';
import type { LoadContext } from '../context.js';
import { DYNAMIC_INCLUDES } from '../keywords.js';
import { roleTasks } from '../loadRole.js';
import { endsPlay, mayNotRun, type Reach } from './certainty.js';
import { checkKeywordTexts, checkTask, checkVariableTexts } from './checkTask.js';
import { previewInclude } from './inclusion.js';
import { checkNotifications, handlerNames } from './notifications.js';
import { checkVarsFiles } from './varsFiles.js';

interface CheckOptions {
  /** Loading found no errors; else handlers may be missing only because their role is. */
  readonly complete: boolean;
  /** What is sure to run. */
  readonly reach: Reach;
  /** How grave a mistake is that the run is sure to meet. */
  readonly certain: 'error' | 'warning';
}

/**
 * Checks loaded plays for everything that can be known before a connection is made; findings go to `ctx.report`.
 * An error in a task that may not run is reported as a hint: it must not stop content that works.
 */
export function checkPlays(ctx: LoadContext, plays: readonly Play[], options: CheckOptions): void {
  for (const play of plays) new PlayCheck(ctx, play, options).run();
}

class PlayCheck {
  private readonly handlers: ReadonlySet<string> | undefined;
  /** Includes looked into, with whether that was for certain. */
  private readonly included = new Map<string, boolean>();
  private readonly reached: boolean;
  /** A task before this one can end the play. */
  private endable = false;
  /** What is looked at runs only after a notification or a failure. */
  private doubtful = false;

  constructor(
    private readonly ctx: LoadContext,
    private readonly play: Play,
    private readonly options: CheckOptions,
  ) {
    this.handlers = options.complete ? handlerNames(play) : undefined;
    this.reached = options.reach.play(play);
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
    this.nodes([...preTasks, ...roles.flatMap(roleTasks), ...tasks, ...postTasks]);
    this.doubting(() => this.nodes(handlers));
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
        this.nodes(node.block);
        this.doubting(() => this.nodes(node.rescue));
        this.nodes(node.always);
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
    if (endsPlay(task)) this.endable = true;
  }

  private include(task: Task): void {
    const preview = previewInclude(this.ctx, task);
    if (!preview) return;
    const certain = this.isCertain(task) && task.loop === undefined;
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
    const severity = this.isCertain(node) ? this.options.certain : 'hint';
    for (const finding of findings) {
      this.ctx.report(finding.severity === 'error' ? { ...finding, severity } : finding);
    }
  }

  private doubting(work: () => void): void {
    const before = this.doubtful;
    this.doubtful = true;
    work();
    this.doubtful = before;
  }

  private isCertain(node: Node): boolean {
    if (!this.reached || this.endable || this.doubtful || mayNotRun(node)) return false;
    return node.kind !== 'task' || this.options.reach.task(node);
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
