import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fail } from '../diag/diagnostic.js';
import type { FullKernel } from './types.js';

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessId {
  readonly pid: number;
  /** Field 22 of /proc/PID/stat: clock ticks since boot. */
  readonly started: string;
}

/** What a running lab is known by, kept in `state.json` of its directory. */
export interface LabState {
  readonly name: string;
  readonly directory: string;
  /** The topology file's path and the digest of its text. */
  readonly topologyFile: string;
  readonly digest: string;
  /** The lab's first process; its network is the controller's. */
  readonly controller: ProcessId;
  /** First processes of the hosts. */
  readonly hosts: Readonly<Record<string, ProcessId>>;
  /** What carries the full kernel; undefined when no member needs one. */
  readonly fullKernel?: FullKernel | undefined;
  /** Members that run in the full kernel: the host that is logged in to for them, itself or the one around it. */
  readonly full: Readonly<Record<string, string>>;
  /** Hosts whose systemd has processes and mounts of its own below their first process. */
  readonly booted: readonly string[];
  readonly guests: readonly string[];
  readonly stations: readonly string[];
}

/** Environment variable by which the processes of a lab are found when its state was lost. */
export const marker = 'MESHWRIGHT_LAB';

/** Directory that holds the state of all labs: `$MESHWRIGHT_LAB_DIR`, default `.lab` in the working directory. */
export function labsDirectory(env: NodeJS.ProcessEnv = process.env): string {
  return resolve(env.MESHWRIGHT_LAB_DIR ?? '.lab');
}

/** The directory of one lab. */
export function labDirectory(name: string, env: NodeJS.ProcessEnv = process.env): string {
  return join(labsDirectory(env), name);
}

/** The recorded state, or undefined when there is none. */
export async function readState(directory: string): Promise<LabState | undefined> {
  const text = await readFile(join(directory, 'state.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as LabState);
}

/** Writes the state in one step, so that a reader never sees half of it. */
export async function writeState(state: LabState): Promise<void> {
  const file = join(state.directory, 'state.json');
  await writeFile(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`);
  await rename(`${file}.new`, file);
}

/**
 * The state of a lab that runs.
 * @throws DiagnosticError `lab-not-running` when it does not.
 */
export async function runningLab(directory: string): Promise<LabState> {
  const state = await readState(directory);
  if (state && (await isAlive(state.controller))) return state;
  const name = directory.split('/').at(-1);
  fail('lab-not-running', `the lab "${name}" is not running`, { fix: `start it: meshwright lab up ${name}` });
}

/** The identity of a running process, or undefined. */
export async function identify(pid: number): Promise<ProcessId | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : { pid, started: fields[19]! };
}

export async function isAlive(process: ProcessId): Promise<boolean> {
  return (await identify(process.pid))?.started === process.started;
}

/** Processes started for the lab in `directory`, found by their environment; complete after a crash too. */
export async function findMarked(directory: string): Promise<ProcessId[]> {
  const wanted = `${marker}=${directory}`;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      return environment.split('\0').includes(wanted) ? identify(pid) : undefined;
    }),
  );
  return found.filter((entry) => entry !== undefined);
}
