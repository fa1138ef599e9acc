import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TaskInfo } from '../events/events.js';
import { hostJob, jobDirectory, jobState } from '../module/job.js';
import type { Module, ModuleContext, ModuleOutcome } from '../module/types.js';
import { jobStatus } from '../modules/commands/jobStatus.js';
import {
  JobError,
  type JobPlace,
  jobSeconds,
  noteJob,
  removeJob,
  type StartedJob,
  startJob,
} from '../shell/primitives/jobs.js';
import { dumps } from '../value/json.js';
import { lastPart } from '../value/pluginName.js';
import { pyStr } from '../value/repr.js';
import { truthy } from '../value/truth.js';
import { Dict, type Value } from '../value/types.js';
import type { Run } from './run.js';

/** A module that is to run without being waited for. */
interface AsyncCall {
  readonly run: Run;
  readonly info: TaskInfo;
  readonly host: string;
  readonly module: Module;
  readonly args: Dict;
  /** What the module gets; work that the engine itself carries on ends with the signal given. */
  readonly context: (signal: AbortSignal) => ModuleContext;
  /** Seconds that the job may take (`async`). */
  readonly limit: number;
  /** Seconds between two looks at it (`poll`); 0: it is not waited for. */
  readonly poll: number;
}

/** Modules that do part of their work on the controller, and so cannot be left alone (ansible-core's action plugins). */
const UNSUPPORTED: ReadonlySet<string> = new Set([
  'assemble',
  'async_status',
  'copy',
  'fetch',
  'raw',
  'script',
  'template',
  'unarchive',
  'wait_for_connection',
]);

/**
 * Runs a task with `async` (Ansible documentation, "Asynchronous actions and polling"). Work that is one script
 * (command, shell, modules that are files) becomes a job of the target: it needs neither the connection nor the
 * controller, and a later run finds it by its number. Modules of ours that take several steps are carried on by the
 * engine beside the play, over the same connection, and leave the same kind of file; the run does not end before they
 * have, and with the controller they die.
 */
export async function runAsync(call: AsyncCall): Promise<ModuleOutcome> {
  const ctx = call.context(call.run.parts.signal);
  const short = lastPart(call.module.name);
  if (call.module.kind === 'controller' || UNSUPPORTED.has(short)) {
    return failed({ msg: 'async is not supported for this task.' });
  }
  if (ctx.check) return failed({ msg: 'a task with async has no check mode' });
  let started: StartedJob;
  try {
    started = await start(call, ctx);
  } catch (error) {
    if (error instanceof JobError) return failed({ msg: error.message });
    throw error;
  }
  if (call.poll > 0) return wait(call, ctx, started);
  const value = Dict.of({
    failed: 0,
    started: 1,
    finished: 0,
    ansible_job_id: started.jid,
    results_file: started.path,
    changed: true,
  });
  return { value, diffs: [], effects: [] };
}

async function start(call: AsyncCall, ctx: ModuleContext): Promise<StartedJob> {
  const directory = jobDirectory(ctx);
  const jid = `j${randomInt(1e12)}`;
  const job = call.module.job?.(call.args, ctx);
  if (job) return startJob(ctx.host, { directory, jid }, hostJob(job), call.limit);
  const place = { directory, jid: `${jid}.${process.pid}` };
  const begun = dumps(Dict.of({ started: 1, finished: 0, ansible_job_id: place.jid }));
  const path = await noteJob(ctx.host, place, begun);
  call.run.background.add(carryOn(call, ctx, place));
  return { jid: place.jid, path };
}

/** Runs a module to its end beside the play and notes its result. Never rejects: nobody waits for it. */
async function carryOn(call: AsyncCall, ctx: ModuleContext, place: JobPlace): Promise<void> {
  const late = AbortSignal.timeout(jobSeconds(call.limit) * 1000);
  const signal = AbortSignal.any([ctx.signal, late]);
  let result: Dict;
  try {
    const outcome = await call.module.execute(call.args, call.context(signal));
    result = outcome.value;
  } catch (error) {
    const msg = late.aborted ? 'Timeout exceeded' : error instanceof Error ? error.message : String(error);
    result = Dict.of({ failed: true, msg });
  }
  await noteJob(ctx.host, place, dumps(result)).catch(() => undefined);
}

/** Looks after a job until it is through or its time is over; a connection that fails meanwhile is tried again. */
async function wait(call: AsyncCall, ctx: ModuleContext, { jid }: StartedJob): Promise<ModuleOutcome> {
  const place = { directory: jobDirectory(ctx), jid };
  const tell = (phase: 'poll' | 'ok' | 'failed', value?: Dict): void => {
    call.run.parts.sink({
      kind: 'async',
      task: call.info,
      host: call.host,
      phase,
      jid,
      started: number(value?.get('started')),
      finished: number(value?.get('finished')),
    });
  };
  let last: ModuleOutcome | undefined;
  for (let left = call.limit; left > 0; left -= call.poll) {
    await sleep(call.poll * 1000, undefined, { signal: ctx.signal });
    try {
      last = jobStatus(jid, await jobState(ctx, place), ctx);
    } catch (error) {
      if (ctx.signal.aborted || left <= call.poll) throw error;
      continue;
    }
    if (number(last.value.get('finished')) === 1) {
      await removeJob(ctx.host, place);
      tell(truthy(last.value.get('failed') ?? false) ? 'failed' : 'ok');
      return last;
    }
    tell('poll', last.value);
  }
  tell('failed');
  const msg = `async task did not complete within the requested time - ${call.limit}s`;
  return failed({ msg, async_result: last?.value });
}

function failed(returned: Readonly<Record<string, Value | undefined>>): ModuleOutcome {
  return { value: Dict.of({ changed: false, failed: true, ...returned }), diffs: [], effects: [] };
}

function number(value: Value | undefined): number {
  return value === undefined ? 0 : Number(pyStr(value));
}
