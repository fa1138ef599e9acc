import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fail } from '../diag/diagnostic.js';
import { sh } from '../shell/sh.js';
import { type KeyPair, makeKey, writeAccessFiles } from './access.js';
import { packArchive } from './archive.js';
import { stopProcesses } from './down.js';
import { decideKernels } from './fullKernel/features.js';
import { writeFullKernel } from './fullKernel/files.js';
import { processorEnvironment } from './fullKernel/processor.js';
import { deviceNodes, hostLayer } from './hostLayer.js';
import { hostInit, labInit } from './hostScript.js';
import { addressBatch, linkBatch, membersOf, sharedNetworks } from './layout.js';
import { withLock } from './lock.js';
import { checkRequirements } from './requirements.js';
import {
  identify,
  isAlive,
  type LabState,
  labDirectory,
  marker,
  type ProcessId,
  readState,
  writeState,
} from './state.js';
import { makeControlGroups, removeControlGroups } from './systemd/controlGroups.js';
import { hostBoot } from './systemd/script.js';
import { parseTopology } from './topology.js';
import type { Host, Topology } from './types.js';

interface UpResult {
  readonly state: LabState;
  /** false when the lab was running already. */
  readonly started: boolean;
}

interface UpOptions {
  /** Directory for the lab's state; default `.lab/<name>` (see labsDirectory). */
  readonly directory?: string;
  /** Milliseconds until a host that does not report is given up. Default 30 000, with hosts on the full kernel 120 000. */
  readonly timeoutMs?: number;
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
    await checkRequirements(topology);
    await stopProcesses(directory);
    await removeControlGroups(directory);
    await rm(directory, { recursive: true, force: true });
    const patience = sharedNetworks(topology).length > 0 ? 120_000 : 30_000;
    return {
      state: await start(topology, { file, digest, directory }, options.timeoutMs ?? patience),
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

async function start(topology: Topology, place: Place, timeoutMs: number): Promise<LabState> {
  const hostKeys = await writeFiles(topology, place.directory);
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

/** Everything the scripts read. Returns the hosts' public keys. */
async function writeFiles(topology: Topology, directory: string): Promise<Map<string, string>> {
  await mkdir(join(directory, 'log'), { recursive: true, mode: 0o700 });
  const login = makeKey(join(directory, 'id_ed25519'), `lab ${topology.name}`);
  const keys = await Promise.all(
    topology.hosts.map(
      async (host) => [host.name, await writeHost(topology, host, directory, await login)] as const,
    ),
  );
  await Promise.all([
    login,
    writeFile(join(directory, 'links'), linkBatch(topology)),
    writeFile(join(directory, 'dev.tar'), packArchive(deviceNodes())),
    writeFile(join(directory, 'lab-init.sh'), labInit),
    writeFile(join(directory, 'host-init.sh'), hostInit),
    writeFile(join(directory, 'host-boot.sh'), hostBoot),
    makeControlGroups(topology, directory),
    writeFullKernel(topology, directory),
    ...topology.stations.map(async (station) => {
      const home = join(directory, 'members', station.name);
      await mkdir(join(home, 'www/cgi-bin'), { recursive: true });
      await writeFile(join(home, 'addresses'), addressBatch(station.interfaces, station.gateway));
      await writeFile(join(home, 'www/index.html'), `${station.name}\n`);
      const answer = '#!/bin/sh\nprintf \'Content-Type: text/plain\\r\\n\\r\\n%s\\n\' "$REMOTE_ADDR"\n';
      await writeFile(join(home, 'www/cgi-bin/client'), answer, { mode: 0o755 });
    }),
    ...topology.guests.map(async (guest) => {
      const home = join(directory, 'members', guest.name);
      await mkdir(home, { recursive: true });
      const card = { network: guest.bridge, name: 'eth0', address: guest.address };
      await writeFile(join(home, 'addresses'), addressBatch([card], guest.gateway));
    }),
  ]);
  return new Map(keys);
}

async function writeHost(topology: Topology, host: Host, directory: string, login: KeyPair): Promise<string> {
  const home = join(directory, 'members', host.name);
  await mkdir(home, { recursive: true });
  const key = await makeKey(join(home, 'host_key'), host.name);
  const full = host.kernel === 'full';
  const environment = full ? await processorEnvironment() : {};
  const layer = await hostLayer(topology, host, {
    hostKey: key.secret,
    hostKeyPublic: key.shared,
    authorized: login.shared,
    environment,
  });
  // The kernel's datapath tunnels through any card: the address may stay where it is.
  const tunnels = full ? undefined : host.tunnels;
  const underlay = host.interfaces.find((card) => card.network === tunnels);
  const guests = topology.guests.filter((guest) => full && guest.host === host.name);
  const settings = {
    size: host.size,
    openvswitch: host.openvswitch,
    datapath: full ? 'system' : 'netdev',
    underlay: underlay?.name ?? '',
    underlay_address: underlay?.address ?? '',
    environment: sh`${words(environment)}`.text,
    init: host.init,
    guests: sh`${guests.map((guest) => guest.name).join(' ')}`.text,
  };
  await Promise.all([
    writeFile(join(home, 'layer.tar'), packArchive(layer), { mode: 0o600 }),
    writeFile(join(home, 'addresses'), addressBatch(host.interfaces, host.gateway, tunnels)),
    writeFile(
      join(home, 'settings'),
      Object.entries(settings)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    ),
  ]);
  return key.shared;
}

function words(environment: Readonly<Record<string, string>>): string {
  return Object.entries(environment)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

/** Starts the lab's first process and waits until every host has reported. */
async function launch(
  topology: Topology,
  directory: string,
  timeoutMs: number,
): Promise<Map<string, ProcessId>> {
  const names = (members: readonly { readonly name: string }[]) =>
    members.map((member) => member.name).join(' ');
  const environment = words(await processorEnvironment());
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
        LAB_CARDS: sharedNetworks(topology)
          .map((_, n) => `vec${n}:transport=tap,ifname=u${n},depth=128,gro=1`)
          .join(' '),
        LAB_FILTER: environment === '' ? '' : 'perl full-filter.pl',
        LAB_ENVIRONMENT: environment,
        LAB_MEMORY: String(512 + 128 * topology.hosts.length),
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
