import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sh } from '../shell/sh.js';
import { type KeyPair, makeKey } from './access.js';
import { packArchive } from './archive.js';
import { writeFullKernel } from './fullKernel/files.js';
import type { Machine } from './fullKernel/machine.js';
import { deviceNodes, hostLayer } from './hostLayer.js';
import { hostInit, labInit } from './hostScript.js';
import { addressBatch, linkBatch } from './layout.js';
import { makeControlGroups } from './systemd/controlGroups.js';
import { hostBoot } from './systemd/script.js';
import type { Host, Topology } from './types.js';

/** Everything the scripts read. Returns the hosts' public keys. */
export async function writeFiles(
  topology: Topology,
  machine: Machine | undefined,
  directory: string,
): Promise<Map<string, string>> {
  await mkdir(join(directory, 'log'), { recursive: true, mode: 0o700 });
  const login = makeKey(join(directory, 'id_ed25519'), `lab ${topology.name}`);
  const keys = await Promise.all(
    topology.hosts.map(
      async (host) => [host.name, await writeHost(topology, host, machine, directory, await login)] as const,
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
    machine === undefined ? undefined : writeFullKernel(topology, machine, directory),
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

async function writeHost(
  topology: Topology,
  host: Host,
  machine: Machine | undefined,
  directory: string,
  login: KeyPair,
): Promise<string> {
  const home = join(directory, 'members', host.name);
  await mkdir(home, { recursive: true });
  const key = await makeKey(join(home, 'host_key'), host.name);
  const full = host.kernel === 'full';
  const environment = full && machine !== undefined ? machine.environment : {};
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
    environment: sh`${assignments(environment)}`.text,
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

function assignments(environment: Readonly<Record<string, string>>): string {
  return Object.entries(environment)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}
