import { type HostJob, type JobPlace, readJob } from '../shell/primitives/jobs.js';
import { dumps, loads } from '../value/json.js';
import { pyStr } from '../value/repr.js';
import { Dict, Undefined, type Value } from '../value/types.js';
import type { ModuleContext } from './types.js';

/** A module's whole work as one script that can outlive the connection (`async`). */
export interface ModuleJob {
  readonly script: HostJob['script'];
  readonly stdin?: Uint8Array | undefined;
  /** What the result begins with; rc, stdout, stderr, start, end and delta are added when the script is through. */
  readonly result: Dict;
  /** Leave out newlines at the end of the output. */
  readonly strip: boolean;
}

/** Key of a result whose `stdout` is itself the JSON that a module printed. */
export const MODULE_OUTPUT = '_module_output';

/** The job as the target's shell takes it. */
export function hostJob(job: ModuleJob): HostJob {
  const members = dumps(job.result).slice(1, -1);
  return { ...job, head: members === '' ? '' : `${members}, ` };
}

/** Folder of job files: `ansible_async_dir`, else the setting. */
export function jobDirectory({ scope, settings }: Pick<ModuleContext, 'scope' | 'settings'>): string {
  const given = scope.get('ansible_async_dir');
  if (given !== undefined && given !== null && !(given instanceof Undefined)) return pyStr(given);
  return settings.asyncDirectory;
}

/** How a job is: unknown, under way, or done with what its file holds. */
export type JobState =
  | { readonly kind: 'missing'; readonly path: string }
  | { readonly kind: 'running'; readonly path: string }
  | { readonly kind: 'done'; readonly path: string; readonly data: Dict };

/** Reads the state of a job. A file that is not JSON (yet) means that it is running. */
export async function jobState(ctx: Pick<ModuleContext, 'host'>, place: JobPlace): Promise<JobState> {
  const { path, text } = await readJob(ctx.host, place);
  if (text === undefined) return { kind: 'missing', path };
  const data = parse(text);
  if (!(data instanceof Dict) || data.has('started')) return { kind: 'running', path };
  return { kind: 'done', path, data };
}

function parse(text: string): Value {
  try {
    return loads(text);
  } catch {
    return null;
  }
}
