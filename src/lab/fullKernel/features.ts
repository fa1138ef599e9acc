import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fail } from '../../diag/diagnostic.js';
import type { Feature, Host, Topology } from '../types.js';

const run = promisify(execFile);

/** How each feature is tried, in a namespace that vanishes with its process. */
const trials: Readonly<Record<Feature, string>> = {
  bonding: 'ip link add b0 type bond',
  vlan: 'ip link add v0 type veth peer name v1 && ip link add link v0 name v0.5 type vlan id 5',
  vlan_filtering: 'ip link add f0 type bridge vlan_filtering 1',
  dummy: 'ip link add d0 type dummy',
  vrf: 'ip link add r0 type vrf table 10',
  esp: `ip xfrm state add src 192.0.2.1 dst 192.0.2.2 proto esp spi 1 mode transport enc 'cbc(aes)' 0x${'00'.repeat(16)} auth 'hmac(sha256)' 0x${'00'.repeat(32)}`,
  openvswitch: '[ -d /sys/module/openvswitch ] || modprobe --dry-run openvswitch',
};

/** What a host of a lab may need of its kernel. */
export const features = Object.keys(trials) as readonly Feature[];

/**
 * The same lab with each host's kernel decided: `auto` becomes full where this machine's kernel lacks a need.
 * @throws DiagnosticError for a cable from one kernel to another, and for a booted host that this kernel does not suit.
 */
export async function decideKernels(topology: Topology): Promise<Topology> {
  const needed = new Set(topology.hosts.flatMap((host) => (host.kernel === 'auto' ? host.needs : [])));
  const found = await Promise.all(
    [...needed].map(async (feature) => ({ feature, there: await works(feature) })),
  );
  const lacking = new Set(found.filter(({ there }) => !there).map(({ feature }) => feature));
  const hosts = topology.hosts.map((host): Host => {
    if (host.kernel !== 'auto') return host;
    const missing = host.needs.filter((need) => lacking.has(need));
    if (missing.length > 0 && host.init === 'systemd') {
      fail('lab-topology', `the host "${host.name}" needs ${missing.join(', ')}, which this kernel lacks`, {
        fix: 'hosts with init: systemd run on the kernel of this machine only: load the module, or leave out init',
      });
    }
    return { ...host, kernel: missing.length > 0 ? 'full' : 'machine' };
  });
  checkCables(topology, hosts);
  return { ...topology, hosts };
}

function checkCables(topology: Topology, hosts: readonly Host[]): void {
  for (const { name } of topology.networks.filter((network) => network.cable)) {
    const ends = hosts.filter((host) => host.interfaces.some((card) => card.network === name));
    const onFull = ends.filter((host) => host.kernel === 'full');
    // Stations have this machine's kernel.
    if (onFull.length === 0 || onFull.length === 2) continue;
    fail(
      'lab-topology',
      `one end of the cable "${name}" is on the full kernel (${onFull[0]!.name}), the other is not`,
      {
        fix: 'set kernel: full for both hosts, or leave out cable: true',
      },
    );
  }
}

async function works(feature: Feature): Promise<boolean> {
  return run('unshare', ['--net', 'sh', '-c', trials[feature]]).then(
    () => true,
    () => false,
  );
}
