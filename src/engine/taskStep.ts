import type { RunEvent, TaskInfo, TaskResult } from '../events/events.js';
import { keyword, type Task } from '../playbook/ast.js';
import { DYNAMIC_INCLUDES, TASK_KEYWORDS } from '../playbook/keywords.js';
import { shortAction } from '../value/pluginName.js';
import { Dict } from '../value/types.js';
import { debugged } from './debug/taskDebugger.js';
import { applyEffects } from './effects.js';
import { isRole } from './includeRequests.js';
import { runInclude } from './includes.js';
import { withoutInvocation } from './invocation.js';
import type { PlayBatch } from './playBatch.js';
import { censored } from './results.js';
import { type TaskOutcome, TaskRunner } from './taskRunner.js';
import { toBool } from './typed.js';

/** true for include_tasks and include_role. */
export function isInclude(task: Task): boolean {
  return DYNAMIC_INCLUDES.has(shortAction(task.action));
}

/** Whether `run_once` holds, seen from a host. */
export async function isRunOnce(batch: PlayBatch, task: Task, host: string): Promise<boolean> {
  const found = keyword(task, 'run_once');
  if (!found) return false;
  return toBool(await batch.run.resolve(found.value, batch.run.scope(host, task, batch), found.span));
}

/**
 * Runs a task on one host and moves it on. With `once` (`run_once`) it stands for the whole batch: variables are set
 * for all, and its failure is everybody's.
 */
export async function runTask(
  batch: PlayBatch,
  task: Task,
  info: TaskInfo,
  host: string,
  once = false,
): Promise<void> {
  batch.run.parts.signal.throwIfAborted();
  await batch.run.parts.sink({ kind: 'host-task-start', task: info, host });
  const first = await new TaskRunner(batch.run, task, info, host, batch).execute();
  const { outcome, shown } = await debugged(batch, task, info, first);
  settle(batch, task, info, outcome, { once, shown });
}

/**
 * Runs an include: the askers decide what is included, and only they run it. The other `hosts` (`run_once`) go on, or
 * fail with the asker.
 */
export async function runIncludeTask(
  batch: PlayBatch,
  task: Task,
  info: TaskInfo,
  askers: readonly string[],
  hosts: readonly string[] = askers,
): Promise<void> {
  const outcome = await runInclude(batch.run, task, info, askers, batch);
  for (const host of hosts) {
    const asker = askers.includes(host) ? host : askers[0]!;
    if (task.handler) batch.notifications.done(task, host);
    const value = outcome.values.get(asker);
    const register = task.source.get('register');
    if (value && typeof register === 'string') batch.run.parts.store.register(host, register, value);
    const result = outcome.results.get(asker);
    if (result) {
      follow({ batch, task, host, result, counts: asker === host, args: task.args });
      continue;
    }
    if (outcome.unloadable.has(asker)) {
      const cursor = batch.cursors.get(host)!;
      // A role that is not there and is rescued counts as nothing; a file counts as failed all the same.
      const counts = asker === host && !(isRole(task) && cursor.isRescuable());
      if (counts) batch.run.stats.of(host).failed += 1;
      if (cursor.fail() === 'failed') batch.run.failed.add(host);
      continue;
    }
    const nodes = outcome.nodes.get(asker) ?? [];
    if (asker === host) {
      batch.run.stats.of(host).ok += outcome.files.get(host) ?? 0;
      batch.visits.ran(task, host);
    }
    batch.cursors.get(host)!.push(asker === host ? nodes : nodes.map(() => undefined));
  }
}

function settle(
  batch: PlayBatch,
  task: Task,
  info: TaskInfo,
  outcome: TaskOutcome,
  { once, shown }: { once: boolean; shown: boolean },
): void {
  const { run, notifications } = batch;
  const { host, result } = outcome;
  const others = once ? batch.hosts.filter((each) => each !== host && !run.unreachable.has(each)) : [];
  applyEffects(run, task, outcome, [host, ...others]);
  const register = task.source.get('register');
  for (const each of [host, ...others]) {
    if (typeof register === 'string')
      run.parts.store.register(each, register, withoutInvocation(result.value));
    if (task.handler) notifications.done(task, each);
  }
  const notified = result.status === 'changed' ? notify(batch, task, outcome) : [];
  if (!shown)
    run.parts.sink({ kind: 'result', task: info, host, result: censored(result), loop: outcome.loop });
  for (const event of notified) run.parts.sink(event);
  const { args } = outcome;
  follow({ batch, task, host, result, counts: true, args });
  if (result.status !== 'failed' || result.ignored) return;
  for (const each of others)
    if (batch.current(each)) failHost({ batch, task, host: each, result, counts: false, args });
}

function notify(batch: PlayBatch, task: Task, { host, notify }: TaskOutcome): RunEvent[] {
  return notify.flatMap((handler) =>
    batch.notifications.notify(handler, host, task).map((): RunEvent => ({ kind: 'notify', handler, host })),
  );
}

/** A task that has ended on a host. */
interface FinishedStep {
  readonly batch: PlayBatch;
  readonly task: Task;
  readonly host: string;
  readonly result: TaskResult;
  /** Whether the host's own counts take it: with `run_once` only those of the host that ran it. */
  readonly counts: boolean;
  /** The arguments as rendered. */
  readonly args: Dict;
}

/** Counts a result and moves the host on: to the next task, to a rescue, or out. */
function follow(step: FinishedStep): void {
  const { batch, task, host, result, counts } = step;
  const { run } = batch;
  const cursor = batch.cursors.get(host)!;
  if (result.status === 'unreachable') {
    if (counts) run.stats.unreachable(host, result.ignored);
    if (result.ignored) {
      cursor.advance();
      return;
    }
    run.unreachable.add(host);
    cursor.failed = true;
    cursor.end();
    return;
  }
  if (result.status !== 'skipped') batch.visits.ran(task, host);
  if (result.status === 'failed' && !result.ignored) {
    failHost(step);
    return;
  }
  if (counts) run.stats.passed(host, result);
  cursor.advance();
}

function failHost({ batch, task, host, result, counts, args }: FinishedStep): void {
  const { run } = batch;
  const cursor = batch.cursors.get(host)!;
  if (counts && cursor.isRescuable()) {
    run.stats.of(host).rescued += 1;
    run.parts.store.register(host, 'ansible_failed_result', result.value);
    run.parts.store.register(host, 'ansible_failed_task', describe(task, args));
  } else if (counts) run.stats.of(host).failed += 1;
  if (cursor.fail() === 'failed') run.failed.add(host);
}

/** `ansible_failed_task`: the task's keywords, with its module under `action` and `args`. */
function describe(task: Task, args: Dict): Dict {
  const known = [...task.source].filter(([key]) => TASK_KEYWORDS.has(String(key)));
  return new Dict([
    ...known,
    ['name', String(task.source.get('name') ?? '')],
    ['action', task.action],
    ['args', args],
  ]);
}
