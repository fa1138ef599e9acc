import pLimit, { type LimitFunction } from 'p-limit';
import { fail } from '../diag/diagnostic.js';
import type { RunEvent, TaskInfo, TaskResult } from '../events/events.js';
import { findModule } from '../modules/index.js';
import { accumulated, keyword, type Play, type Task, type TaskNode } from '../playbook/ast.js';
import { DYNAMIC_INCLUDES, shortAction } from '../playbook/keywords.js';
import { flattenTags, isSelected } from '../playbook/tags.js';
import { Dict } from '../value/types.js';
import { applyEffects } from './effects.js';
import { comparePaths, HostCursor } from './hostCursor.js';
import { runInclude } from './includes.js';
import { type PlayHosts, playName } from './magic.js';
import { runMeta } from './meta.js';
import { Notifications } from './notifications.js';
import { censored } from './results.js';
import type { Run } from './run.js';
import { matchesPattern, taskInfo } from './taskInfo.js';
import { type TaskOutcome, TaskRunner } from './taskRunner.js';
import { toBool, toNumber } from './typed.js';

/** How a batch ended. */
export type BatchEnd = 'done' | 'break-play' | 'end-play';

/**
 * The linear strategy: all hosts of a batch take a task together, at most `forks` at a time, and go on when the
 * slowest is through (Ansible documentation, "Controlling playbook execution").
 */
export class LinearBatch implements PlayHosts {
  readonly all: readonly string[];
  readonly cursors = new Map<string, HostCursor>();
  readonly notifications: Notifications;
  private readonly limit: LimitFunction;
  private readonly ran: Map<string, Set<string>>;
  private readonly completed: Map<string, Set<string>>;
  /** Failed hosts that come back for their handlers only. */
  private readonly forced = new Set<string>();
  /** Hosts that have reached the task of `--start-at-task` in this batch. */
  private readonly started = new Set<string>();
  private readonly startedElsewhere: boolean;
  private end: BatchEnd = 'done';

  constructor(
    readonly run: Run,
    readonly play: Play,
    readonly hosts: readonly string[],
    nodes: readonly TaskNode[],
    memory: PlayMemory,
  ) {
    this.all = memory.hosts;
    this.startedElsewhere = run.started;
    this.ran = memory.ran;
    this.completed = memory.completed;
    this.limit = pLimit(run.parts.options.forks);
    this.notifications = new Notifications(play, run.parts.templar);
    for (const host of hosts) {
      this.cursors.set(host, new HostCursor(nodes, (task, asHandler) => this.visits(task, asHandler, host)));
    }
  }

  /** Runs the batch to its end. Rejects when the run is cancelled or the playbook itself is wrong. */
  async execute(): Promise<BatchEnd> {
    for (let step = this.next(); step; step = this.next()) {
      this.run.parts.signal.throwIfAborted();
      await this.step(step.task, step.hosts);
    }
    return this.end;
  }

  /** `force_handlers`: hosts that failed still run the handlers they notified. */
  async forceHandlers(): Promise<void> {
    for (const host of this.hosts) {
      if (!this.run.failed.has(host) || this.run.unreachable.has(host) || !this.notifications.any(host))
        continue;
      this.forced.add(host);
      const cursor = new HostCursor([], (task, asHandler) => this.visits(task, asHandler, host));
      cursor.push(this.notifications.handlers(), true);
      this.cursors.set(host, cursor);
    }
    if (this.forced.size > 0) await this.execute();
  }

  alive(): string[] {
    return this.all.filter((host) => !this.isOut(host));
  }

  batch(): string[] {
    return this.hosts.filter((host) => !this.isOut(host));
  }

  /** Makes due handlers run next on the hosts (meta: flush_handlers). */
  flush(hosts: readonly string[]): void {
    for (const host of hosts) {
      const due = this.notifications.any(host) ? this.notifications.handlers() : [];
      this.cursors.get(host)!.push(due, true);
    }
  }

  /** Ends the batch (end_batch), the whole play (end_play) or, with the failures so far, everything. */
  stop(end: BatchEnd): void {
    this.end = end;
    for (const cursor of this.cursors.values()) cursor.end();
  }

  /** `role_complete`: from now on the role does not run again on the host. */
  completeRole(identity: string, host: string): void {
    if (this.ran.get(identity)?.has(host)) addTo(this.completed, identity, host);
  }

  /** A task as reporters show it. */
  info(task: Task, host: string): TaskInfo {
    const { templar, options } = this.run.parts;
    return taskInfo(task, this.run.scope(host, task, this), templar, options.check);
  }

  private isOut(host: string): boolean {
    const failed = this.run.failed.has(host) && !this.forced.has(host);
    return failed || this.run.unreachable.has(host) || (this.cursors.get(host)?.failed ?? false);
  }

  private visits(task: Task, asHandler: boolean, host: string): boolean {
    if (asHandler) return this.notifications.isDue(task, host);
    if (task.implicit && shortAction(task.action) === 'meta') return true;
    const { role } = task;
    if (role && !task.handler && !role.allowDuplicates && this.completed.get(role.identity)?.has(host))
      return false;
    return task.handler || (this.isTagged(task) && this.hasStarted(task, host));
  }

  /** `--start-at-task`: everything before the task of that name is passed over. */
  private hasStarted(task: Task, host: string): boolean {
    const wanted = this.run.parts.options.startAtTask;
    if (wanted === undefined || task.implicit || this.startedElsewhere || this.started.has(host)) return true;
    const name = this.info(task, host).name;
    if (!matchesPattern(name, wanted) && !matchesPattern(name.split(' : ').at(-1)!, wanted)) return false;
    this.started.add(host);
    this.run.started = true;
    return true;
  }

  private isTagged(task: Task): boolean {
    const { options, templar } = this.run.parts;
    const values = accumulated(task, 'tags').map(({ value }) => value);
    const needsRender = values.some((value) => typeof value === 'string' && templar.isTemplate(value));
    const scope = needsRender ? this.run.scope(this.hosts[0]!, task, this) : undefined;
    return isSelected(
      flattenTags(scope ? values.map((value) => templar.resolve(value, scope)) : values),
      options.tags,
    );
  }

  /** The earliest task that any host has next, and the hosts that have it next. */
  private next(): { task: Task; hosts: string[] } | undefined {
    let best: { task: Task; path: number[]; hosts: string[] } | undefined;
    for (const host of this.hosts) {
      const cursor = this.cursors.get(host)!;
      if (this.isOut(host)) continue;
      const task = cursor.current();
      if (cursor.failed) this.run.failed.add(host);
      if (!task) continue;
      const path = cursor.path();
      const order = best ? comparePaths(path, best.path) : -1;
      if (order < 0) best = { task, path, hosts: [host] };
      else if (order === 0 && best?.task === task) best.hosts.push(host);
    }
    return best;
  }

  private async step(task: Task, hosts: string[]): Promise<void> {
    const action = shortAction(task.action);
    if (action === 'meta') {
      await runMeta(this, task, hosts);
      return;
    }
    const { sink } = this.run.parts;
    const scope = this.run.scope(hosts[0]!, task, this);
    const info = this.info(task, hosts[0]!);
    const runOnce = keyword(task, 'run_once');
    const once = runOnce !== undefined && toBool(await this.run.resolve(runOnce.value, scope, runOnce.span));
    sink({ kind: 'task-start', task: info, hosts });
    if (DYNAMIC_INCLUDES.has(action)) await this.include(task, info, once ? hosts.slice(0, 1) : hosts, hosts);
    else if (once || findModule(task.action)?.oncePerBatch) await this.once(task, info, hosts);
    else await Promise.all(hosts.map((host) => this.limit(() => this.one(task, info, host))));
    await this.checkFailures(task, hosts, once);
  }

  private async one(task: Task, info: TaskInfo, host: string): Promise<void> {
    this.run.parts.signal.throwIfAborted();
    this.run.parts.sink({ kind: 'host-task-start', task: info, host });
    const outcome = await new TaskRunner(this.run, task, info, host, this).execute();
    this.settle(task, info, outcome, [host]);
  }

  /** One host does the work; the result is every host's. */
  private async once(task: Task, info: TaskInfo, hosts: string[]): Promise<void> {
    this.run.parts.sink({ kind: 'host-task-start', task: info, host: hosts[0]! });
    const outcome = await new TaskRunner(this.run, task, info, hosts[0]!, this).execute();
    this.settle(task, info, outcome, hosts);
  }

  private settle(task: Task, info: TaskInfo, outcome: TaskOutcome, hosts: readonly string[]): void {
    const { host } = outcome;
    const result = corrected(outcome.result, applyEffects(this.run, task, outcome, hosts));
    const register = task.source.get('register');
    for (const each of hosts) {
      if (typeof register === 'string') this.run.parts.store.register(each, register, result.value);
      if (task.handler) this.notifications.done(task, each);
    }
    const notified = this.notify(task, outcome, hosts);
    this.run.parts.sink({ kind: 'result', task: info, host, result: censored(result), loop: outcome.loop });
    for (const event of notified) this.run.parts.sink(event);
    for (const each of hosts) this.follow(task, each, result, each === host);
  }

  private notify(task: Task, outcome: TaskOutcome, hosts: readonly string[]): RunEvent[] {
    return outcome.notify.flatMap((handler) =>
      hosts.flatMap((host) =>
        this.notifications
          .notify(handler, host, this.run.scope(host, task, this), task)
          .map((): RunEvent => ({ kind: 'notify', handler, host })),
      ),
    );
  }

  /** Counts a result and moves the host on: to the next task, to a rescue, or out. */
  private follow(task: Task, host: string, result: TaskResult, counts: boolean): void {
    const cursor = this.cursors.get(host)!;
    if (result.status === 'unreachable') {
      if (counts) this.run.stats.unreachable(host, result.ignored);
      if (result.ignored) {
        cursor.advance();
        return;
      }
      this.run.unreachable.add(host);
      cursor.failed = true;
      cursor.end();
      return;
    }
    if (task.role && result.status !== 'skipped') addTo(this.ran, task.role.identity, host);
    if (result.status === 'failed' && !result.ignored) {
      this.failHost(task, host, result, counts);
      return;
    }
    if (counts) this.run.stats.passed(host, result);
    cursor.advance();
  }

  private failHost(task: Task, host: string, result: TaskResult, counts: boolean): void {
    const cursor = this.cursors.get(host)!;
    if (cursor.isRescuable()) {
      if (counts) this.run.stats.of(host).rescued += 1;
      const { store } = this.run.parts;
      store.register(host, 'ansible_failed_result', result.value);
      store.register(
        host,
        'ansible_failed_task',
        Dict.of({ name: String(task.source.get('name') ?? ''), action: task.action }),
      );
    } else if (counts) this.run.stats.of(host).failed += 1;
    if (cursor.fail() === 'failed') this.run.failed.add(host);
  }

  private async include(task: Task, info: TaskInfo, askers: string[], hosts: string[]): Promise<void> {
    const outcome = await runInclude(this.run, task, info, askers, this);
    for (const host of hosts) {
      const asker = askers.includes(host) ? host : askers[0]!;
      if (task.handler) this.notifications.done(task, host);
      const result = outcome.results.get(asker);
      if (result) {
        this.follow(task, host, result, asker === host);
        continue;
      }
      if (asker === host) this.run.stats.of(host).ok += outcome.files.get(host) ?? 0;
      if (task.role) addTo(this.ran, task.role.identity, host);
      this.cursors.get(host)!.push(outcome.nodes.get(asker) ?? []);
    }
  }

  /** any_errors_fatal, run_once failures and max_fail_percentage end the play for everybody. */
  private async checkFailures(task: Task, hosts: readonly string[], once: boolean): Promise<void> {
    if (!hosts.some((host) => this.isOut(host))) return;
    if (await this.isFatal(task, hosts[0]!, once)) {
      this.end = 'break-play';
      for (const host of this.batch()) {
        const cursor = this.cursors.get(host)!;
        if (!cursor.isRecovering()) this.loseHost(host, cursor);
      }
      return;
    }
    const percentage = this.play.source.get('max_fail_percentage');
    if (percentage === undefined || percentage === null) return;
    const allowed = toNumber(await this.run.resolve(percentage, this.run.scope(hosts[0]!, task, this)));
    if (allowed === undefined)
      fail('bad-percentage', '"max_fail_percentage" must be a number', { span: this.play.span });
    const failed = this.hosts.filter((host) => this.isOut(host)).length;
    if ((failed / this.hosts.length) * 100 <= allowed) return;
    this.end = 'break-play';
    this.run.parts.sink({ kind: 'play-no-hosts', name: playName(this.play), reason: 'none-remaining' });
    for (const host of this.batch()) this.loseHost(host, this.cursors.get(host)!);
  }

  private async isFatal(task: Task, host: string, once: boolean): Promise<boolean> {
    const ignored = keyword(task, 'ignore_errors');
    const scope = this.run.scope(host, task, this);
    if (ignored && toBool(await this.run.resolve(ignored.value, scope, ignored.span))) return false;
    if (once) return true;
    const fatal = keyword(task, 'any_errors_fatal');
    return fatal
      ? toBool(await this.run.resolve(fatal.value, scope, fatal.span))
      : this.run.parts.options.anyErrorsFatal;
  }

  /** The host is out though none of its own tasks failed. */
  private loseHost(host: string, cursor: HostCursor): void {
    this.run.failed.add(host);
    cursor.failed = true;
    cursor.end();
  }
}

/** add_host and group_by have changed something only when the inventory says so. */
function corrected(result: TaskResult, inventoryChanged: boolean | undefined): TaskResult {
  if (inventoryChanged === undefined || result.status === 'failed') return result;
  result.value.set('changed', inventoryChanged);
  return { ...result, status: inventoryChanged ? 'changed' : 'ok' };
}

/** What batches of one play share. */
export interface PlayMemory {
  readonly hosts: readonly string[];
  /** Role identities with the hosts on which a task of theirs ran. */
  readonly ran: Map<string, Set<string>>;
  /** Role identities with the hosts on which they are complete. */
  readonly completed: Map<string, Set<string>>;
}

function addTo(sets: Map<string, Set<string>>, key: string, host: string): void {
  const set = sets.get(key) ?? new Set();
  set.add(host);
  sets.set(key, set);
}
