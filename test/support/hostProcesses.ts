import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { memberCommand } from '../../src/lab/run.js';
import type { LabState } from '../../src/lab/state.js';

const run = promisify(execFile);
const POLL_MS = 50;
const PATIENCE_MS = 2_000;

interface HostProcess {
  /** Number on this machine, not in the host. */
  readonly pid: number;
  /** Command line and environment as the kernel shows them to the user and to root. */
  readonly args: string;
  readonly environment: string;
}

/** All processes of a lab's host, seen from outside, so that nothing of the host's own tools is needed or shown. */
export async function hostProcesses(state: LabState, host: string): Promise<HostProcess[]> {
  const space = await readlink(`/proc/${state.hosts[host]!.pid}/ns/pid`);
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      if ((await readlink(`/proc/${pid}/ns/pid`).catch(() => '')) !== space) return undefined;
      return describeProcess(pid);
    }),
  );
  return found.filter((each) => each !== undefined);
}

/** What the kernel shows of a process; undefined when it has ended. */
export async function describeProcess(pid: number): Promise<HostProcess | undefined> {
  const read = async (name: string) =>
    (await readFile(`/proc/${pid}/${name}`, 'utf8')).replaceAll('\0', ' ').trim();
  try {
    return { pid, args: await read('cmdline'), environment: await read('environ') };
  } catch {
    return undefined;
  }
}

/** Command lines of what runs on a host besides its first process and the listening sshd. */
export async function foreignProcesses(state: LabState, host: string): Promise<string[]> {
  const { pid } = state.hosts[host]!;
  return (await hostProcesses(state, host))
    .filter((each) => each.pid !== pid && !/^sshd: .*\[listener\]/.test(each.args))
    .map(({ args }) => args);
}

/** Command lines of foreign processes that are still there after two seconds. */
export function leftProcesses(state: LabState, host: string): Promise<string[]> {
  return untilEmpty(() => foreignProcesses(state, host));
}

/** Command lines of this machine's processes that hold a text. */
export async function processesNaming(text: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(pids.map(describeProcess));
  return found.map((each) => each?.args ?? '').filter((args) => args.includes(text));
}

/** Asks until the answer is empty, for two seconds; the last answer. */
export async function untilEmpty(ask: () => Promise<string[]>): Promise<string[]> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const left = await ask();
    if (left.length === 0 || Date.now() > deadline) return left;
    await sleep(POLL_MS);
  }
}

/** Files on a host that bear the name of a staged write or script, wherever they are. */
export async function leftFiles(state: LabState, host: string): Promise<string[]> {
  const pattern = ['(', '-name', '.mw-*', '-o', '-name', 'mw-*', ')'];
  const places = ['/etc', '/home', '/root', '/srv', '/tmp', '/var', '/mnt', '/run', '/dev/shm'];
  const words = memberCommand(state, host, ['find', ...places, ...pattern]);
  const { stdout } = await run(words[0]!, words.slice(1));
  return stdout.split('\n').filter((line) => line !== '');
}
