import pLimit, { type LimitFunction } from 'p-limit';
import { fail } from '../../diag/diagnostic.js';
import { findModule } from '../../modules/index.js';
import { keyword, type Task } from '../../playbook/ast.js';
import { shortAction } from '../../value/pluginName.js';
import { runMeta } from '../meta.js';
import type { PlayBatch } from '../playBatch.js';
import { isInclude, isRunOnce, runIncludeTask, runTask } from '../taskStep.js';
import { toBool } from '../typed.js';
import { confirmsStep } from './confirmStep.js';
import { throttle } from './linear.js';
import type { Strategy } from './strategy.js';

/** Every host runs through on its own; `forks` limits the tasks under way. */
export const free: Strategy = {
  independent: true,
  run: (batch) => runFreely(batch, (host) => host.run((work) => batch.limit(work))),
};

/** Like free, but a host that has begun goes on to its end before another takes its place. */
export const hostPinned: Strategy = {
  independent: true,
  run: (batch) => runFreely(batch, (host) => batch.limit(() => host.run((work) => work()))),
};

async function runFreely(batch: PlayBatch, runHost: (host: FreeHost) => Promise<void>): Promise<void> {
  const throttles: Throttles = new Map();
  if (batch.play.source.has('max_fail_percentage')) warn(batch, 'max_fail_percentage');
  await Promise.all(batch.hosts.map((host) => runHost(new FreeHost(batch, host, throttles))));
  if (batch.hosts.every((host) => batch.isOut(host))) {
    batch.run.parts.sink({ kind: 'play-no-hosts', name: '', reason: 'none-remaining' });
  }
}

function warn(batch: PlayBatch, what: string): void {
  batch.run.parts.sink({
    kind: 'message',
    level: 'warning',
    text: `with the free strategy, where each host goes its own way, ${what} has no effect`,
  });
}

/** `throttle` holds for a task over all hosts, wherever they are. */
type Throttles = Map<Task, LimitFunction>;

class FreeHost {
  constructor(
    private readonly batch: PlayBatch,
    private readonly host: string,
    private readonly throttles: Throttles,
  ) {}

  async run(limit: (work: () => Promise<void>) => Promise<void>): Promise<void> {
    const { batch, host } = this;
    for (let task = batch.current(host); task; task = batch.current(host)) {
      batch.run.parts.signal.throwIfAborted();
      await this.take(task, limit);
    }
  }

  private async take(task: Task, limit: (work: () => Promise<void>) => Promise<void>): Promise<void> {
    const { batch, host } = this;
    if (shortAction(task.action) === 'meta') {
      await runMeta(batch, task, [host]);
      return;
    }
    await this.refuseSharedWork(task);
    const info = batch.info(task, host);
    if (!(await confirmsStep(batch, info, host))) {
      batch.cursors.get(host)!.advance();
      return;
    }
    const work = async (): Promise<void> => {
      batch.run.parts.sink({ kind: 'task-start', task: info, hosts: [host] });
      if (isInclude(task)) await runIncludeTask(batch, task, info, [host]);
      else await runTask(batch, task, info, host);
    };
    const throttled = await this.throttled(task);
    await (throttled ? throttled(() => limit(work)) : limit(work));
  }

  private async throttled(task: Task): Promise<LimitFunction | undefined> {
    const most = await throttle(this.batch, task, this.host);
    if (most <= 0) return undefined;
    const limit = this.throttles.get(task) ?? pLimit(most);
    this.throttles.set(task, limit);
    return limit;
  }

  /** What one host would do for all of them has no meaning here: it is refused or done by each. */
  private async refuseSharedWork(task: Task): Promise<void> {
    const { batch, host } = this;
    if (findModule(task.action)?.oncePerBatch) {
      fail(
        'free-once',
        `'${task.action}' runs once for all hosts, but with the free strategy each host would run it`,
        { span: task.actionSpan, fix: 'move the task to a play with the linear strategy' },
      );
    }
    const fatal = keyword(task, 'any_errors_fatal');
    if (fatal && toBool(fatal.value)) warn(batch, 'any_errors_fatal');
    if (await isRunOnce(batch, task, host)) {
      batch.run.parts.sink({
        kind: 'message',
        level: 'warning',
        text: 'run_once has no effect with the free strategy: every host runs the task',
      });
    }
  }
}
