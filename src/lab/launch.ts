import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fail } from '../diag/diagnostic.js';
import { stopProcesses } from './down.js';
import { membersOf } from './layout.js';
import { identify, marker, type ProcessId } from './state.js';
import type { Topology } from './types.js';

/** Starts the lab's first process and waits until every host has reported. */
export async function launch(
  topology: Topology,
  directory: string,
  timeoutMs: number,
): Promise<Map<string, ProcessId>> {
  const names = (members: readonly { readonly name: string }[]) =>
    members.map((member) => member.name).join(' ');
  const inside = new Set(membersOf(topology, 'full').map(({ name }) => name));
  const guests = topology.guests.filter((guest) => !inside.has(guest.name));
  const log = openSync(join(directory, 'log', 'lab'), 'a');
  const child = spawn(
    'unshare',
    ['--mount', '--net', '--pid', '--fork', '--kill-child', '--propagation', 'private', 'sh', 'lab-init.sh'],
    {
      cwd: directory,
      detached: true,
      stdio: ['ignore', log, log, 'pipe'],
      env: {
        PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
        [marker]: directory,
        LAB_HOSTS: names(topology.hosts.filter((host) => host.kernel === 'machine')),
        LAB_OTHERS: names([...topology.stations, ...guests]),
        LAB_GUESTS: names(guests),
        LAB_SERVICES: topology.stations
          .flatMap((one) => one.listen.map((port) => `${one.name}:${port}`))
          .join(' '),
      },
    },
  );
  closeSync(log);
  child.unref();
  const expected = ['controller', ...topology.hosts.map((host) => host.name)];
  const outcome = await readReports(child, expected, timeoutMs);
  if (outcome.failed !== undefined) {
    await stopProcesses(directory);
    const text = await readFile(join(directory, 'log', outcome.failed), 'utf8').catch(() => '');
    const last = text.trim().split('\n').slice(-5);
    fail(
      'lab-start',
      `${outcome.failed === 'lab' ? 'the lab' : `the host "${outcome.failed}"`} did not start`,
      {
        notes: last.map((message) => ({ message })),
        fix: `the whole log is ${join(directory, 'log', outcome.failed)}`,
      },
    );
  }
  const found = await Promise.all(
    [...outcome.ready].map(async ([name, pid]) => [name, await identify(pid)] as const),
  );
  return new Map(found.filter((entry): entry is [string, ProcessId] => entry[1] !== undefined));
}

/** Reads `ready NAME PID` and `failed NAME` lines from descriptor 3 until all have come or one has failed. */
async function readReports(
  child: ChildProcess,
  expected: readonly string[],
  timeoutMs: number,
): Promise<{ ready: Map<string, number>; failed?: string }> {
  const pipe = child.stdio[3] as Readable;
  const ready = new Map<string, number>();
  const lines = createInterface({ input: pipe });
  const waiting = () => expected.filter((name) => !ready.has(name));
  const reading = (async () => {
    for await (const line of lines) {
      const [word, name, pid] = line.split(' ') as [string, string, string];
      if (word === 'failed') return name;
      if (word === 'ready') ready.set(name, Number(pid));
      if (waiting().length === 0) return undefined;
    }
    return 'lab';
  })();
  const timer = new AbortController();
  const late = (async () => {
    await once(timer.signal, 'abort', { signal: AbortSignal.timeout(timeoutMs) }).catch(() => undefined);
    return timer.signal.aborted ? undefined : (waiting().find((name) => name !== 'controller') ?? 'lab');
  })();
  const failed = await Promise.race([reading, late]);
  timer.abort();
  lines.close();
  pipe.destroy();
  return failed === undefined ? { ready } : { ready, failed };
}
