import pLimit, { type LimitFunction } from 'p-limit';
import { findModule } from '../../modules/index.js';
import { keyword, type Task } from '../../playbook/ast.js';
import { shortAction } from '../../value/pluginName.js';
import { exceedsFailures, isFatal } from '../fatality.js';
import { comparePaths } from '../hostCursor.js';
import { playName } from '../magic.js';
import { runMeta } from '../meta.js';
import type { PlayBatch } from '../playBatch.js';
import { isInclude, isRunOnce, runIncludeTask, runTask } from '../taskStep.js';
import { toInt } from '../typed.js';
import { confirmsStep } from './confirmStep.js';
import type { Strategy } from './strategy.js';

/** All hosts of a batch take a task together, at most `forks` at a time, and go on when the slowest is through. */
export const linear: Strategy = {
  independent: false,
  async run(batch) {
    for (let step = nextStep(batch); step; step = nextStep(batch)) {
      batch.run.parts.signal.throwIfAborted();
      await takeStep(batch, step.task, step.hosts);
    }
  },
};

/** The earliest task that any host has next, and the hosts that have it next. */
function nextStep(batch: PlayBatch): { task: Task; hosts: string[] } | undefined {
  let best: { task: Task; path: number[]; hosts: string[] } | undefined;
  for (const host of batch.hosts) {
    const task = batch.current(host);
    if (!task) continue;
    const path = batch.cursors.get(host)!.path();
    const order = best ? comparePaths(path, best.path) : -1;
    if (order < 0) best = { task, path, hosts: [host] };
    else if (order === 0 && best?.task === task) best.hosts.push(host);
  }
  return best;
}

async function takeStep(batch: PlayBatch, task: Task, hosts: string[]): Promise<void> {
  if (shortAction(task.action) === 'meta') {
    await runMeta(batch, task, hosts);
    return;
  }
  const [first] = hosts as [string];
  const info = batch.info(task, first);
  if (!(await confirmsStep(batch, info))) {
    for (const host of hosts) batch.cursors.get(host)!.advance();
    return;
  }
  const once = await isRunOnce(batch, task, first);
  const alone = once || findModule(task.action)?.oncePerBatch === true;
  batch.run.parts.sink({ kind: 'task-start', task: info, hosts });
  if (isInclude(task)) await runIncludeTask(batch, task, info, once ? [first] : hosts, hosts);
  else if (alone) {
    await runTask(batch, task, info, first, once);
    for (const host of hosts.slice(1)) if (batch.current(host) === task) batch.cursors.get(host)!.advance();
  } else {
    const limit = await throttled(batch, task, first);
    await Promise.all(hosts.map((host) => limit(() => runTask(batch, task, info, host))));
  }
  await checkFailures(batch, task, hosts, alone);
}

/** `throttle` allows fewer hosts at a time than `forks`. */
async function throttled(batch: PlayBatch, task: Task, host: string): Promise<LimitFunction> {
  const most = await throttle(batch, task, host);
  return most > 0 && most < batch.run.parts.options.forks ? pLimit(most) : batch.limit;
}

/** How many hosts may work on a task at a time; 0 means as many as there are forks. */
export async function throttle(batch: PlayBatch, task: Task, host: string): Promise<number> {
  const found = keyword(task, 'throttle');
  if (!found) return 0;
  return toInt(await batch.run.resolve(found.value, batch.run.scope(host, task, batch), found.span)) ?? 0;
}

/** What the failures of a task mean for the hosts that did not fail. `hosts` are those that had not failed before it. */
async function checkFailures(
  batch: PlayBatch,
  task: Task,
  hosts: readonly string[],
  alone: boolean,
): Promise<void> {
  const { run, play } = batch;
  const left = batch.hosts.filter((host) => hosts.includes(host) || !batch.isOut(host));
  const failed = (): number =>
    batch.hosts.filter((host) => run.failed.has(host) || batch.condemned.has(host)).length;
  if (
    hosts.some((host) => batch.isOut(host) || batch.cursors.get(host)!.escaped) &&
    (await isFatal(run, task, run.scope(hosts[0]!, task, batch), alone))
  ) {
    const ended = left.filter((host) => !batch.cursors.get(host)!.isRecovering());
    for (const host of ended) batch.condemned.add(host);
    if (ended.length > 0) batch.end = 'break-play';
  }
  if (failed() === 0) return;
  if (await exceedsFailures(run, play, failed(), batch.hosts.length)) {
    batch.end = 'break-play';
    for (const host of left) batch.loseHost(host);
    tellNoneLeft(batch);
  }
  if (batch.end === 'break-play' && failed() >= left.length) {
    for (const host of left) batch.loseHost(host);
    tellNoneLeft(batch);
  }
}

function tellNoneLeft({ run, play }: PlayBatch): void {
  run.parts.sink({ kind: 'play-no-hosts', name: playName(play), reason: 'none-remaining' });
}
