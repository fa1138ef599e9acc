import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fail } from '../diag/diagnostic.js';
import { isInstalled } from './programs.js';
import type { FullKernel, Topology } from './types.js';

const run = promisify(execFile);

/** Program → Debian package. */
const programs: Readonly<Record<string, string>> = {
  ip: 'iproute2',
  nsenter: 'util-linux',
  unshare: 'util-linux',
  sshd: 'openssh-server',
  ssh: 'openssh-client',
  'ssh-keygen': 'openssh-client',
  nc: 'netcat-openbsd',
  busybox: 'busybox',
  tar: 'tar',
  hostname: 'hostname',
};

/**
 * Refuses to start where a lab cannot work.
 * @throws DiagnosticError with one sentence: what is missing and what installs it.
 */
export async function checkRequirements(topology: Topology, fullKernel?: FullKernel): Promise<void> {
  if (process.platform !== 'linux')
    fail('lab-needs-linux', 'a lab runs on Linux only: it is made of network namespaces');
  if (process.getuid?.() !== 0) {
    fail('lab-needs-root', 'a lab needs root: it creates network namespaces and mounts', {
      fix: 'run the command with sudo',
    });
  }
  const needed: Record<string, string> = { ...programs };
  if (topology.hosts.some((host) => host.openvswitch)) needed['ovs-vswitchd'] = 'openvswitch-switch';
  if (topology.hosts.some((host) => host.shell === 'mksh')) needed.mksh = 'mksh';
  if (fullKernel === 'uml') needed['linux.uml'] = 'user-mode-linux';
  if (topology.hosts.some((host) => host.init === 'systemd')) needed['systemd-nspawn'] = 'systemd-container';
  if (topology.guests.length > 0) needed.ethtool = 'ethtool';
  const found = await Promise.all(
    Object.keys(needed).map(async (name) => ({ name, there: await isInstalled(name) })),
  );
  const missing = found.filter(({ there }) => !there).map(({ name }) => name);
  if (missing.length > 0) {
    const packages = [...new Set(missing.map((name) => needed[name]!))];
    fail('lab-needs-programs', `a lab needs ${missing.join(', ')}, not found on this machine`, {
      fix: `scripts/system-packages installs all of it (Debian: apt-get install ${packages.join(' ')})`,
    });
  }
  await checkKernel();
}

/** Features tried for real in a namespace that vanishes with its process. */
const kernelProbe = `
try() { what=$1; shift; "$@" >/dev/null 2>&1 || { echo "$what"; exit 9; }; }
try 'veth links (CONFIG_VETH)' ip link add t0 type veth peer name t1
try 'bridges (CONFIG_BRIDGE)' ip link add t2 type bridge
try 'tun devices (CONFIG_TUN)' ip tuntap add t3 mode tap
try 'tmpfs mounts' mount -t tmpfs tmpfs /mnt
mkdir /mnt/l /mnt/u /mnt/w /mnt/m
try 'overlay mounts (CONFIG_OVERLAY_FS)' mount -t overlay -o lowerdir=/mnt/l,upperdir=/mnt/u,workdir=/mnt/w overlay /mnt/m
`;

async function checkKernel(): Promise<void> {
  try {
    await run('unshare', ['--mount', '--net', '--uts', '--ipc', '--pid', '--fork', 'sh', '-c', kernelProbe]);
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    const lacking = stdout.trim() || `namespaces (${stderr.trim()})`;
    fail('lab-needs-kernel', `this kernel or container does not allow ${lacking}, which a lab needs`, {
      fix: 'in a container, start it with --privileged; else load the module or use a kernel that has it',
    });
  }
}
