import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sh } from '../../shell/sh.js';
import { linkBatch, sharedNetworks } from '../layout.js';
import type { Topology } from '../types.js';
import type { Machine } from './machine.js';
import { fullInit, fullReport, fullStart } from './scripts.js';

/** Loaded beside what containers and taps need; a host finds them there as on a machine that has them built in. */
const modules =
  '8021q openvswitch esp4 esp6 xfrm_user dummy vrf vxlan macvlan nf_tables nft_compat ip_tables ip6_tables arp_tables arptable_filter arpt_mangle ebtables br_netfilter nf_conntrack';

/** What the scripts of the full kernel read, written to the lab's directory. */
export async function writeFullKernel(
  topology: Topology,
  machine: Machine,
  directory: string,
): Promise<void> {
  const hosts = topology.hosts.filter((host) => host.kernel === 'full').map((host) => host.name);
  const guests = topology.guests.filter((guest) => hosts.includes(guest.host)).map((guest) => guest.name);
  const cards = sharedNetworks(topology).map(({ mtu }) => mtu);
  const command = machine.command(cards, 512 + 128 * topology.hosts.length);
  await mkdir(join(directory, 'full'), { recursive: true });
  await Promise.all([
    writeFile(join(directory, 'full/links'), linkBatch(topology, 'full')),
    writeFile(join(directory, 'full/hosts'), `${hosts.join('\n')}\n`),
    writeFile(join(directory, 'full/guests'), `${guests.join('\n')}\n`),
    writeFile(join(directory, 'full/modules'), `${modules}\n`),
    writeFile(join(directory, 'full-init.sh'), fullInit, { mode: 0o755 }),
    writeFile(join(directory, 'full-start.sh'), fullStart),
    writeFile(join(directory, 'full-report.sh'), fullReport),
    writeFile(join(directory, 'full/command'), sh`exec ${command} </dev/null\n`.text),
    machine.write(join(directory, 'full')),
  ]);
}
