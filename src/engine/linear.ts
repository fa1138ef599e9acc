import pLimit, { type LimitFunction } from 'p-limit';
import type { RunEvent, TaskInfo, TaskResult } from '../events/events.js';
import { findModule } from '../modules/index.js';
import { keyword, type Play, type Task, type TaskNode } from '../playbook/ast.js';
import { DYNAMIC_INCLUDES, shortAction } from '../playbook/keywords.js';
import { Dict } from '../value/types.js';
import type { VariableScope } from '../vars/scope.js';
import { applyEffects } from './effects.js';
import { judge } from './fatality.js';
import { comparePaths, HostCursor } from './hostCursor.js';
import { runInclude } from './includes.js';
import { type PlayHosts, playName } from './magic.js';
import { runMeta } from './meta.js';
import { Notifications } from './notifications.js';
import { censored } from './results.js';
import type { Run } from './run.js';
import { taskInfo } from './taskInfo.js';
import { type TaskOutcome, TaskRunner } from './taskRunner.js';
import { toBool, toInt } from './typed.js';
import { type PlayMemory, Visits } from './visits.js';

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
  readonly visits: Visits;
  private readonly limit: LimitFunction;
  private end: BatchEnd = 'done';

  constructor(
    readonly run: Run,
    readonly play: Play,
    readonly hosts: readonly string[],
    nodes: readonly TaskNode[],
    private readonly memory: PlayMemory,
  ) {
    this.all = memory.hosts;
    this.limit = pLimit(run.parts.options.forks);
    this.notifications = new Notifications(play, run.parts.templar);
    this.visits = new Visits({
      run,
      notifications: this.notifications,
      memory,
      nameOf: (task, host) => this.info(task, host).name,
    });
    for (const host of hosts) this.cursors.set(host, this.cursor(host, nodes));
  }

  /** Runs the batch to its end. Rejects when the run is cancelled or the playbook itself is wrong. */
  async execute(): Promise<BatchEnd> {
    for (let step = this.next(); step; step = this.next()) {
      this.run.parts.signal.throwIfAborted();
      await this.step(step.task, step.hosts);
    }
    return this.end;
  }

  alive(): string[] {
    return this.all.filter((host) => !this.isOut(host) && !this.memory.ended.has(host));
  }

  batch(): string[] {
    return this.alive().filter((host) => this.cursors.has(host));
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

  private isOut(host: string): boolean {
    const { failed, unreachable } = this.run;
    return failed.has(host) || unreachable.has(host) || (this.cursors.get(host)?.failed ?? false);
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
    else {
      const limit = await this.throttled(task, scope);
      await Promise.all(hosts.map((host) => limit(() => this.one(task, info, host))));
    }
    await this.checkFailures(task, hosts, once);
  }

  /** `throttle` allows fewer hosts at a time than `forks`. */
  private async throttled(task: Task, scope: VariableScope): Promise<LimitFunction> {
    const found = keyword(task, 'throttle');
    const most = found ? (toInt(await this.run.resolve(found.value, scope, found.span)) ?? 0) : 0;
    return most > 0 && most < this.run.parts.options.forks ? pLimit(most) : this.limit;
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
    if (result.status !== 'skipped') this.visits.ran(task, host);
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
      this.visits.ran(task, host);
      this.cursors.get(host)!.push(outcome.nodes.get(asker) ?? []);
    }
  }

  private async checkFailures(task: Task, hosts: readonly string[], once: boolean): Promise<void> {
    if (!hosts.some((host) => this.isOut(host))) return;
    const lost = this.hosts.filter((host) => this.isOut(host)).length;
    const scope = this.run.scope(hosts[0]!, task, this);
    const verdict = await judge(this.run, this.play, task, scope, { once, lost, size: this.hosts.length });
    if (verdict === 'go-on') return;
    this.end = 'break-play';
    if (verdict === 'lose-all') {
      this.run.parts.sink({ kind: 'play-no-hosts', name: playName(this.play), reason: 'none-remaining' });
    }
    for (const host of this.batch()) {
      const cursor = this.cursors.get(host)!;
      if (verdict === 'lose-all' || !cursor.isRecovering()) this.loseHost(host, cursor);
    }
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
