import type { Facts } from './distribution.js';
import type { ProbeOutput } from './output.js';

/** Kernel, names of the host, architecture. */
export function platformFacts(probe: ProbeOutput): Facts {
  const [system = 'Linux', nodename = '', kernel = '', kernelVersion = '', machine = ''] = probe
    .section('uname')
    .split('\n');
  const fqdn = qualifiedName(probe.section('fqdn')) ?? nodename;
  const bits = probe.section('bits').trim() || (/64/.test(machine) ? '64' : '32');
  const machineId = probe.value('/var/lib/dbus/machine-id') ?? probe.value('/etc/machine-id');
  return {
    system,
    kernel,
    kernel_version: kernelVersion,
    machine,
    architecture: /^i\d86/.test(machine) ? 'i386' : machine,
    userspace_bits: bits,
    ...(/^(x86_64|i\d86)/.test(machine) && { userspace_architecture: bits === '64' ? 'x86_64' : 'i386' }),
    nodename,
    hostname: nodename.split('.')[0],
    fqdn,
    domain: fqdn.split('.').slice(1).join('.'),
    ...(machineId !== undefined && { machine_id: machineId }),
  };
}

/** The first name with a dot among those of the host's own address, else the address's first name. */
function qualifiedName(line: string): string | undefined {
  const words = line.trim().split(/\s+/).filter(Boolean);
  const names = words.length > 1 ? words.slice(1) : words;
  return names.find((name) => name.includes('.')) ?? names[0];
}

/** The interpreter that Ansible modules would use; nothing when the host has none. */
export function pythonFacts(probe: ProbeOutput): Facts {
  const [executable, version, type = 'cpython'] = probe.section('python').split('\n');
  if (!executable || !version) return {};
  const [major, minor, micro, releaselevel, serial] = version.split(' ');
  const numbers = {
    major: Number(major),
    minor: Number(minor),
    micro: Number(micro),
    releaselevel,
    serial: Number(serial),
  };
  return {
    python: {
      executable,
      // since 2.7.9 and 3.2
      has_sslcontext: numbers.major > 2 || numbers.micro > 8,
      type,
      version: numbers,
      version_info: [numbers.major, numbers.minor, numbers.micro, releaselevel, numbers.serial],
    },
    python_version: `${major}.${minor}.${micro}`,
  };
}

const packageManagers: readonly (readonly [path: string, name: string])[] = [
  ['/usr/bin/rpm-ostree', 'atomic_container'],
  ['/usr/bin/dnf', 'dnf'],
  ['/usr/bin/yum', 'yum'],
  ['/usr/bin/apt-get', 'apt'],
  ['/usr/bin/zypper', 'zypper'],
  ['/usr/sbin/urpmi', 'urpmi'],
  ['/usr/bin/pacman', 'pacman'],
  ['/bin/opkg', 'opkg'],
  ['/sbin/apk', 'apk'],
  ['/usr/bin/emerge', 'portage'],
  ['/usr/bin/xbps-install', 'xbps'],
  ['/usr/bin/swupd', 'swupd'],
];

/** The distribution's own package manager, also where others are installed beside it. */
export function packageManager(probe: ProbeOutput, distribution: Facts): string {
  const family = distribution.os_family;
  if (family === 'Debian') return 'apt';
  if (family === 'Altlinux') return 'apt_rpm';
  if (family === 'RedHat') {
    if (probe.exists('/run/ostree-booted')) return 'atomic_container';
    const major = Number(distribution.distribution_major_version);
    const oldest =
      distribution.distribution === 'Fedora' ? 23 : distribution.distribution === 'Amazon' ? 2022 : 8;
    return major < oldest ? 'yum' : 'dnf';
  }
  return (
    packageManagers.findLast(([path]) => path !== '/usr/bin/rpm-ostree' && probe.exists(path))?.[1] ??
    'unknown'
  );
}

/** What starts services: the name of process 1, or what the files suggest when that is only `init`. */
export function serviceManager(probe: ProbeOutput): string {
  const names: Readonly<Record<string, string>> = {
    procd: 'openwrt_init',
    'runit-init': 'runit',
    svscan: 'svc',
    'openrc-init': 'openrc',
  };
  const init = (probe.value('/proc/1/comm') ?? probe.section('init')).trim().split('/').at(-1)!;
  if (init !== '' && init !== 'init' && !init.endsWith('sh')) return names[init] ?? init;
  if (probe.exists('systemctl') && (probe.exists('/run/systemd/system') || probe.exists('/dev/.run/systemd')))
    return 'systemd';
  if (probe.exists('initctl') && probe.exists('/etc/init')) return 'upstart';
  if (probe.exists('/sbin/openrc')) return 'openrc';
  if (probe.exists('systemctl') && probe.section('init').endsWith('systemd')) return 'systemd';
  return probe.exists('/etc/init.d') ? 'sysvinit' : 'service';
}
