import { accumulated, isGathering, type Task } from '../playbook/ast.js';
import { flattenTags, isSelected } from '../playbook/tags.js';
import { shortAction } from '../value/pluginName.js';
import type { Notifications } from './notifications.js';
import type { Run } from './run.js';
import { matchesPattern } from './taskInfo.js';

interface VisitContext {
  readonly run: Run;
  readonly notifications: Notifications;
  readonly memory: PlayMemory;
  /** The name of a task as it is displayed. */
  nameOf(task: Task, host: string): string;
}

/** What batches of one play share. */
export interface PlayMemory {
  /** All hosts of the play, in the order of the inventory; hosts that are added while it runs come last. */
  hosts: readonly string[];
  /** Hosts for which the play is over though they did not fail. */
  readonly ended: Set<string>;
  /** Role identities with the hosts on which a task of theirs ran. */
  readonly ran: Map<string, Set<string>>;
  /** Role identities with the hosts on which they are complete. */
  readonly completed: Map<string, Set<string>>;
}

/** Decides which tasks concern a host at all: tags, `--start-at-task`, roles that ran already, due handlers. */
export class Visits {
  /** Hosts that have reached the task of `--start-at-task` in this batch. */
  private readonly started = new Set<string>();
  private readonly startedElsewhere: boolean;

  constructor(private readonly ctx: VisitContext) {
    this.startedElsewhere = ctx.run.started;
  }

  /** Whether a host visits a task; in a flush (`asHandler`) only handlers that are due. */
  has(task: Task, asHandler: boolean, host: string): boolean {
    if (asHandler) return this.ctx.notifications.isDue(task, host);
    if (task.implicit && shortAction(task.action) === 'meta') return true;
    if (task.handler) return true;
    if (this.alreadyGathered(task, host)) return false;
    return !this.ranBefore(task, host) && this.isTagged(task, host) && this.hasStarted(task, host);
  }

  /** `gathering = smart`: facts that are there are not gathered again. */
  private alreadyGathered(task: Task, host: string): boolean {
    const { options, store } = this.ctx.run.parts;
    return options.gathering === 'smart' && task.implicit && isGathering(task) && store.state(host).gathered;
  }

  /** Remembers that a task of a role ran on a host. */
  ran(task: Task, host: string): void {
    if (task.role) addTo(this.ctx.memory.ran, task.role.identity, host);
  }

  /** `role_complete`: from now on the role does not run again on the host. */
  completeRole(identity: string, host: string): void {
    const { ran, completed } = this.ctx.memory;
    if (ran.get(identity)?.has(host)) addTo(completed, identity, host);
  }

  private ranBefore({ role }: Task, host: string): boolean {
    return (
      role !== undefined &&
      !role.allowDuplicates &&
      (this.ctx.memory.completed.get(role.identity)?.has(host) ?? false)
    );
  }

  private isTagged(task: Task, host: string): boolean {
    const { options, templar } = this.ctx.run.parts;
    const values = accumulated(task, 'tags').map(({ value }) => value);
    const needsRender = values.some((value) => typeof value === 'string' && templar.isTemplate(value));
    const scope = needsRender ? this.ctx.run.scope(host, task) : undefined;
    return isSelected(
      flattenTags(scope ? values.map((value) => templar.resolve(value, scope)) : values),
      options.tags,
    );
  }

  private hasStarted(task: Task, host: string): boolean {
    const { run } = this.ctx;
    const wanted = run.parts.options.startAtTask;
    if (wanted === undefined || task.implicit || this.startedElsewhere || this.started.has(host)) return true;
    const name = this.ctx.nameOf(task, host);
    if (!matchesPattern(name, wanted) && !matchesPattern(name.split(' : ').at(-1)!, wanted)) return false;
    this.started.add(host);
    run.started = true;
    return true;
  }
}

function addTo(sets: Map<string, Set<string>>, key: string, host: string): void {
  const set = sets.get(key) ?? new Set();
  set.add(host);
  sets.set(key, set);
}
