import type { RunEvent, TaskInfo, TaskResult } from '../events/events.js';
import { keyword, type Task } from '../playbook/ast.js';
import { DYNAMIC_INCLUDES, TASK_KEYWORDS } from '../playbook/keywords.js';
import { shortAction } from '../value/pluginName.js';
import { Dict } from '../value/types.js';
import { applyEffects } from './effects.js';
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

/** Runs a task on one host, which stands for `hosts`: its result is every host's (`run_once`). Moves them all on. */
export async function runTask(
  batch: PlayBatch,
  task: Task,
  info: TaskInfo,
  host: string,
  hosts: readonly string[] = [host],
): Promise<void> {
  batch.run.parts.signal.throwIfAborted();
  batch.run.parts.sink({ kind: 'host-task-start', task: info, host });
  const outcome = await new TaskRunner(batch.run, task, info, host, batch).execute();
  settle(batch, task, info, outcome, hosts);
}

/** Runs an include: the askers decide what is included, the other hosts get what the first asker got. */
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
    const result = outcome.results.get(asker);
    if (result) {
      const register = task.source.get('register');
      if (typeof register === 'string') batch.run.parts.store.register(host, register, result.value);
      follow(batch, task, host, result, asker === host, task.args);
      continue;
    }
    if (asker === host) batch.run.stats.of(host).ok += outcome.files.get(host) ?? 0;
    batch.visits.ran(task, host);
    batch.cursors.get(host)!.push(outcome.nodes.get(asker) ?? []);
  }
}

function settle(
  batch: PlayBatch,
  task: Task,
  info: TaskInfo,
  outcome: TaskOutcome,
  hosts: readonly string[],
): void {
  const { run, notifications } = batch;
  const { host } = outcome;
  const { result } = outcome;
  applyEffects(run, task, outcome, hosts);
  const register = task.source.get('register');
  for (const each of hosts) {
    if (typeof register === 'string')
      run.parts.store.register(each, register, withoutInvocation(result.value));
    if (task.handler) notifications.done(task, each);
  }
  const notified = result.status === 'changed' ? notify(batch, task, outcome, hosts) : [];
  run.parts.sink({ kind: 'result', task: info, host, result: censored(result), loop: outcome.loop });
  for (const event of notified) run.parts.sink(event);
  for (const each of hosts) follow(batch, task, each, result, each === host, outcome.args);
}

function notify(batch: PlayBatch, task: Task, outcome: TaskOutcome, hosts: readonly string[]): RunEvent[] {
  return outcome.notify.flatMap((handler) =>
    hosts.flatMap((host) =>
      batch.notifications
        .notify(handler, host, task)
        .map((): RunEvent => ({ kind: 'notify', handler, host })),
    ),
  );
}

/** Counts a result and moves the host on: to the next task, to a rescue, or out. */
function follow(
  batch: PlayBatch,
  task: Task,
  host: string,
  result: TaskResult,
  counts: boolean,
  args: Dict,
): void {
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
    failHost(batch, task, host, result, counts, args);
    return;
  }
  if (counts) run.stats.passed(host, result);
  cursor.advance();
}

function failHost(
  batch: PlayBatch,
  task: Task,
  host: string,
  result: TaskResult,
  counts: boolean,
  args: Dict,
): void {
  const { run } = batch;
  const cursor = batch.cursors.get(host)!;
  if (cursor.isRescuable()) {
    if (counts) run.stats.of(host).rescued += 1;
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
