import type { TaskInfo, TaskResult } from '../../events/events.js';
import { keyword, type Task } from '../../playbook/ast.js';
import { pyStr } from '../../value/repr.js';
import { Dict } from '../../value/types.js';
import type { PlayBatch } from '../playBatch.js';
import { censored } from '../results.js';
import { type TaskOutcome, TaskRunner } from '../taskRunner.js';
import { DebugSession } from './debugSession.js';

/** Somebody left the debugger with `quit`: the run is over, without a recap. */
export class DebuggerQuit extends Error {
  override readonly name = 'DebuggerQuit';
}

/**
 * Stops at the debugger where the keyword `debugger`, the strategy `debug` or the configuration says so, as often as
 * the task is done again. Returns the outcome that counts, and whether it has been shown. Throws DebuggerQuit.
 */
export async function debugged(
  batch: PlayBatch,
  task: Task,
  info: TaskInfo,
  first: TaskOutcome,
): Promise<{ outcome: TaskOutcome; shown: boolean }> {
  const { run } = batch;
  const { host } = first;
  const wanted = await modeOf(batch, task, host);
  if (wanted === undefined && !batch.debugging) return { outcome: first, shown: false };
  let outcome = first;
  let current = task;
  let vars = new Dict();
  while (stops(batch, wanted, outcome.result)) {
    const { result, args, loop } = outcome;
    const end = await batch.oneAtATime(() => {
      run.parts.sink({ kind: 'result', task: info, host, result: censored(result), loop });
      const scope = run.scope(host, current, batch).with(vars);
      const shown = args.size > 0 ? args : current.args;
      return new DebugSession(run, {
        task: current,
        name: info.name,
        host,
        result: result.value,
        args: shown,
        scope,
      }).talk();
    });
    if (end.kind === 'quit') throw new DebuggerQuit();
    if (end.kind === 'continue') return { outcome, shown: true };
    current = end.task;
    vars = new Dict([...vars, ...end.vars]);
    outcome = await new TaskRunner(run, current, info, host, batch, vars).execute();
  }
  return { outcome, shown: false };
}

async function modeOf(batch: PlayBatch, task: Task, host: string): Promise<string | undefined> {
  const found = keyword(task, 'debugger');
  if (!found || found.value === null) return undefined;
  return pyStr(await batch.run.resolve(found.value, batch.run.scope(host, task, batch), found.span));
}

/** Whether a result brings up the debugger; failures that are ignored do not, unless the configuration says so. */
function stops(batch: PlayBatch, mode: string | undefined, { status, ignored }: TaskResult): boolean {
  const failed = status === 'failed' && !(ignored && batch.run.parts.options.debugger.ignoreErrors);
  switch (mode) {
    case 'always':
      return true;
    case 'never':
      return false;
    case 'on_skipped':
      if (status === 'skipped') return true;
  }
  if (batch.debugging) return failed || status === 'unreachable';
  return (mode === 'on_failed' && failed) || (mode === 'on_unreachable' && status === 'unreachable');
}
