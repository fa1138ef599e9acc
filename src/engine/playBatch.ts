import pLimit, { type LimitFunction } from 'p-limit';
import type { TaskInfo } from '../events/events.js';
import type { Play, Task, TaskNode } from '../playbook/ast.js';
import { HostCursor } from './hostCursor.js';
import type { PlayHosts } from './magic.js';
import { Notifications } from './notifications.js';
import type { Run } from './run.js';
import { selectHosts } from './selectHosts.js';
import { taskInfo } from './taskInfo.js';
import { type PlayMemory, Visits } from './visits.js';

/** How a batch ended. */
export type BatchEnd = 'done' | 'break-play' | 'end-play';

/**
 * The hosts of one batch and how far each of them is. What moves them on is a strategy; what a task means for them
 * is in taskStep.
 */
export class PlayBatch implements PlayHosts {
  readonly cursors = new Map<string, HostCursor>();
  readonly notifications: Notifications;
  readonly visits: Visits;
  /** At most `forks` hosts at work at a time. */
  readonly limit: LimitFunction;
  /** Questions to the user come one after the other. */
  readonly oneAtATime: LimitFunction = pLimit(1);
  end: BatchEnd = 'done';
  /** Hosts that a failure elsewhere ends as well, once there is no other left that is still to recover. */
  readonly condemned = new Set<string>();
  /** Tasks that fail stop at the debugger, whatever their keyword says. */
  debugging = false;
  /** `--step`: every task is asked about. */
  stepping: boolean;

  constructor(
    readonly run: Run,
    readonly play: Play,
    readonly hosts: readonly string[],
    nodes: readonly TaskNode[],
    private readonly memory: PlayMemory,
  ) {
    this.stepping = run.parts.options.step;
    this.limit = pLimit(run.parts.options.forks);
    this.notifications = new Notifications(run, play);
    this.visits = new Visits({
      run,
      notifications: this.notifications,
      memory,
      nameOf: (task, host) => this.info(task, host).name,
    });
    for (const host of hosts) this.cursors.set(host, this.cursor(host, nodes));
  }

  /** The next task of a host; undefined when there is none, or the host is out. */
  current(host: string): Task | undefined {
    if (this.isOut(host)) return undefined;
    const cursor = this.cursors.get(host)!;
    const task = cursor.current();
    if (cursor.failed) this.run.failed.add(host);
    return task;
  }

  get all(): readonly string[] {
    return this.memory.hosts;
  }

  alive(): string[] {
    const counts = (host: string): boolean => !this.isOut(host) && !this.cursors.get(host)?.escaped;
    return this.all.filter((host) => counts(host) && !this.memory.ended.has(host));
  }

  batch(): string[] {
    return this.alive().filter((host) => this.cursors.has(host));
  }

  /** Whether a host failed for good, or cannot be reached. */
  isOut(host: string): boolean {
    const { failed, unreachable } = this.run;
    return failed.has(host) || unreachable.has(host) || (this.cursors.get(host)?.failed ?? false);
  }

  /** Looks again which hosts the play's pattern matches (meta: refresh_inventory). */
  refreshHosts(): void {
    const scope = this.run.parseScope(this.play);
    this.memory.hosts = selectHosts(this.run, this.play, scope, 'inventory');
  }

  /** Makes due handlers run next on the hosts (meta: flush_handlers). */
  flush(hosts: readonly string[]): void {
    for (const host of hosts) {
      const due = this.notifications.any(host) ? this.notifications.handlers() : [];
      this.cursors.get(host)!.push(due, true);
    }
  }

  /** The play is over for a host, which did not fail (meta: end_host). */
  endHost(host: string): void {
    this.memory.ended.add(host);
    this.cursors.get(host)!.end();
  }

  /** Forgets that a host failed (meta: clear_host_errors); one that is out already comes back with the next play. */
  forgive(host: string): void {
    this.condemned.delete(host);
    this.run.failed.delete(host);
    this.run.unreachable.delete(host);
    this.cursors.get(host)?.forgive();
  }

  /** The host is out though none of its own tasks failed. */
  loseHost(host: string): void {
    const cursor = this.cursors.get(host)!;
    this.run.failed.add(host);
    cursor.failed = true;
    cursor.end();
  }

  /** Ends the batch (end_batch), the whole play (end_play) or, with the failures so far, everything. */
  stop(end: BatchEnd): void {
    this.end = end;
    for (const cursor of this.cursors.values()) cursor.end();
  }

  /** A task as reporters show it. */
  info(task: Task, host: string): TaskInfo {
    const { templar, options } = this.run.parts;
    return taskInfo(task, this.run.scope(host, task, this), templar, options.check);
  }

  private cursor(host: string, nodes: readonly TaskNode[]): HostCursor {
    return new HostCursor(nodes, (task, asHandler) => this.visits.has(task, asHandler, host));
  }
}
