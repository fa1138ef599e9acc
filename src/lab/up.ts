import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fail } from '../diag/diagnostic.js';
import { writeAccessFiles } from './access.js';
import { stopProcesses } from './down.js';
import { chooseMachine } from './fullKernel/chooseMachine.js';
import { decideKernels } from './fullKernel/features.js';
import type { Machine } from './fullKernel/machine.js';
import { writeFiles } from './labFiles.js';
import { launch } from './launch.js';
import { membersOf } from './layout.js';
import { withLock } from './lock.js';
import { checkRequirements } from './requirements.js';
import { isAlive, type LabState, labDirectory, readState, writeState } from './state.js';
import { removeControlGroups } from './systemd/controlGroups.js';
import { parseTopology } from './topology.js';
import type { Topology } from './types.js';

interface UpResult {
  readonly state: LabState;
  /** false when the lab was running already. */
  readonly started: boolean;
}

interface UpOptions {
  /** Directory for the lab's state; default `.lab/<name>` (see labsDirectory). */
  readonly directory?: string;
  /** Milliseconds until a host that does not report is given up. Default 30 000, with hosts on the full kernel more. */
  readonly timeoutMs?: number;
  /** What carries the full kernel; default `$MESHWRIGHT_LAB_FULL_KERNEL`, else what works here. */
  readonly fullKernel?: string | undefined;
}

/**
 * Starts the lab that a topology file describes. A lab that runs is left as it is; what a crashed attempt left
 * behind is removed first.
 * @throws DiagnosticError for a bad file, a missing requirement, or a host that does not start (with its log).
 */
export async function up(topologyFile: string, options: UpOptions = {}): Promise<UpResult> {
  const file = resolve(topologyFile);
  const text = await readFile(file, 'utf8').catch((cause: unknown) =>
    fail('lab-topology', `cannot read the lab description ${file}: ${(cause as Error).message}`),
  );
  const digest = createHash('sha256').update(text).digest('hex');
  const written = parseTopology(text, file);
  const directory = resolve(options.directory ?? labDirectory(written.name));
  if (process.getuid?.() !== 0) await checkRequirements(written);
  const topology = await decideKernels(written);
  return withLock(directory, async () => {
    const running = await readState(directory);
    if (running && (await allAlive(running))) {
      if (running.digest === digest) return { state: running, started: false };
      fail('lab-differs', `the lab "${topology.name}" is running from another version of its description`, {
        fix: `stop it first: meshwright lab down ${topology.name}`,
      });
    }
    const machine =
      membersOf(topology, 'full').length > 0 ? await chooseMachine(options.fullKernel) : undefined;
    await checkRequirements(topology, machine?.name);
    await stopProcesses(directory);
    await removeControlGroups(directory);
    await rm(directory, { recursive: true, force: true });
    const patience = options.timeoutMs ?? (machine === undefined ? 30_000 : machine.patience);
    return {
      state: await start(topology, machine, { file, digest, directory }, patience),
      started: true,
    };
  });
}

async function allAlive(state: LabState): Promise<boolean> {
  const alive = await Promise.all([state.controller, ...Object.values(state.hosts)].map(isAlive));
  return alive.every(Boolean);
}

interface Place {
  readonly file: string;
  readonly digest: string;
  readonly directory: string;
}

async function start(
  topology: Topology,
  machine: Machine | undefined,
  place: Place,
  timeoutMs: number,
): Promise<LabState> {
  const hostKeys = await writeFiles(topology, machine, place.directory);
  const processes = await launch(topology, place.directory, timeoutMs);
  const controller = processes.get('controller')!;
  await writeAccessFiles(topology, place.directory, hostKeys, controller);
  const state: LabState = {
    name: topology.name,
    directory: place.directory,
    topologyFile: place.file,
    digest: place.digest,
    controller,
    hosts: Object.fromEntries(topology.hosts.map((host) => [host.name, processes.get(host.name)!])),
    fullKernel: machine?.name,
    full: Object.fromEntries(
      membersOf(topology, 'full').map(({ name }) => [
        name,
        topology.guests.find((guest) => guest.name === name)?.host ?? name,
      ]),
    ),
    booted: topology.hosts.filter((host) => host.init === 'systemd').map((host) => host.name),
    guests: topology.guests.map((guest) => guest.name),
    stations: topology.stations.map((station) => station.name),
  };
  await writeState(state);
  return state;
}
