import { type Sh, sh } from '../sh.js';
import { causeOf, type HostResult, PROBE, type PrimitiveHost } from './host.js';
import { jobFunctions } from './job.js';
import { OutputReader } from './output.js';
import { joinPath, targetPath } from './path.js';
import { primitivesPrelude } from './prelude.js';

/** Seconds that a job with a limit is given: Ansible's watcher, too, looks only every five seconds. */
export function jobSeconds(limit: number): number {
  return Math.ceil(limit / 5) * 5 + 1;
}

/** Work that goes on without a connection. */
export interface HostJob {
  /** Runs with the functions of the prelude. What it writes to the file `$mw_done` is its result as it is, if anything. */
  readonly script: Sh;
  readonly stdin?: Uint8Array | undefined;
  /** JSON members that the result begins with, each followed by a comma; before rc, stdout, stderr, start, end, delta. */
  readonly head: string;
  /** Leave out newlines at the end of the output. */
  readonly strip: boolean;
}

export interface JobPlace {
  /** Folder of job files; `~` is the home of the user that runs the job. */
  readonly directory: string;
  readonly jid: string;
}

export interface StartedJob {
  readonly jid: string;
  /** Expanded path of the file that will hold the result. */
  readonly path: string;
}

/** A job that could not be started or noted; `message` says why. */
export class JobError extends Error {
  override readonly name = 'JobError';
}

/** Starts a job that is killed after `limit` seconds. The JID given gets the number of the target's shell added. Throws JobError. */
export async function startJob(
  host: PrimitiveHost,
  place: JobPlace,
  job: HostJob,
  limit: number,
  env?: Readonly<Record<string, string>>,
): Promise<StartedJob> {
  const script = `${START}${primitivesPrelude}\n${job.script.text}\n`;
  const words = [place.jid, jobSeconds(limit), job.head, job.strip ? 1 : 0, script];
  const result = await host.run(sh`${jobFunctions}mw_job ${targetPath(place.directory)} ${words}`, {
    stdin: job.stdin ?? new Uint8Array(),
    ...(env && { env }),
  });
  mustStart(result, place.directory);
  const reader = new OutputReader(result.stdout);
  return { jid: reader.field() ?? place.jid, path: reader.field() ?? joinPath(place.directory, place.jid) };
}

/** First lines of a job's script: its place, its number for whoever has to kill it, the umask of the task. */
const START = 'mw_done=$1.done; echo $$ >"$1.pid"; rm -f -- "$1.sh" "$1.in"; umask "$2"; shift 2\n';

/** What a job's file holds; `text` is undefined when there is no such job. */
export async function readJob(
  host: PrimitiveHost,
  place: JobPlace,
): Promise<{ readonly path: string; readonly text: string | undefined }> {
  const path = targetPath(joinPath(place.directory, place.jid));
  const result = await host.run(sh`${jobFunctions}mw_job_read ${path}`, PROBE);
  const reader = new OutputReader(result.stdout);
  const expanded = reader.field() ?? place.jid;
  return { path: expanded, text: result.rc === 0 ? reader.rest().toString('utf8') : undefined };
}

/** Writes a job's file whole. Returns its path. Throws JobError. */
export async function noteJob(host: PrimitiveHost, place: JobPlace, text: string): Promise<string> {
  const result = await host.run(sh`${jobFunctions}mw_job_note ${targetPath(place.directory)} ${place.jid}`, {
    stdin: text,
  });
  mustStart(result, place.directory);
  return result.stdout.toString('utf8');
}

/** Removes a job's file. */
export async function removeJob(host: PrimitiveHost, place: JobPlace): Promise<void> {
  await host.run(sh`rm -f -- ${targetPath(joinPath(place.directory, place.jid))}`);
}

function mustStart(result: HostResult, directory: string): void {
  if (result.rc === 0) return;
  const what = result.rc === 80 ? `could not create directory: ${directory}` : 'could not write the job file';
  throw new JobError(`${what} - ${causeOf(result)}`);
}
