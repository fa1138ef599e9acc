import type { ProbeOutput } from './output.js';

/** Facts by their names without the prefix `ansible_`. */
export type Facts = Record<string, unknown>;

const families: Readonly<Record<string, readonly string[]>> = {
  RedHat: [
    ...[
      'RedHat',
      'RHEL',
      'Fedora',
      'CentOS',
      'Scientific',
      'SLC',
      'Ascendos',
      'CloudLinux',
      'PSBM',
      'OracleLinux',
      'OVS',
      'OEL',
    ],
    ...[
      'Amazon',
      'Virtuozzo',
      'XenServer',
      'Alibaba',
      'EulerOS',
      'openEuler',
      'AlmaLinux',
      'Rocky',
      'TencentOS',
      'EuroLinux',
    ],
    'Kylin Linux Advanced Server',
  ],
  Debian: [
    ...[
      'Debian',
      'Ubuntu',
      'Raspbian',
      'Neon',
      'KDE neon',
      'Linux Mint',
      'SteamOS',
      'Devuan',
      'Kali',
      'Cumulus Linux',
      'Pop!_OS',
    ],
    ...['Parrot', 'Pardus GNU/Linux', 'Uos', 'Deepin', 'OSMC'],
  ],
  Suse: [
    'SuSE',
    'SLES',
    'SLED',
    'openSUSE',
    'openSUSE Tumbleweed',
    'SLES_SAP',
    'SUSE_LINUX',
    'openSUSE Leap',
  ],
  Archlinux: ['Archlinux', 'Antergos', 'Manjaro'],
  Mandrake: ['Mandrake', 'Mandriva'],
  Slackware: ['Slackware'],
  Altlinux: ['Altlinux'],
  Gentoo: ['Gentoo', 'Funtoo'],
  Alpine: ['Alpine'],
  ClearLinux: ['Clear Linux OS', 'Clear Linux Mix'],
};

/** os-release IDs of Debian's relatives and the names Ansible gives them. */
const debianNames: Readonly<Record<string, string>> = {
  debian: 'Debian',
  ubuntu: 'Ubuntu',
  raspbian: 'Raspbian',
  devuan: 'Devuan',
  kali: 'Kali',
  linuxmint: 'Linux Mint',
  neon: 'KDE neon',
  steamos: 'SteamOS',
  'cumulus-linux': 'Cumulus Linux',
  pop: 'Pop!_OS',
  parrot: 'Parrot',
  pardus: 'Pardus GNU/Linux',
  uos: 'Uos',
  deepin: 'Deepin',
  osmc: 'OSMC',
};

/** Distribution, version, release name and family, from the files a distribution ships. */
export function distributionFacts(probe: ProbeOutput): Facts {
  const os = osRelease(probe.file('/etc/os-release') ?? probe.file('/usr/lib/os-release') ?? []);
  const facts =
    redHat(probe, os) ??
    alpine(probe) ??
    amazon(os) ??
    arch(probe, os) ??
    suse(os) ??
    gentoo(probe, os) ??
    openwrt(probe) ??
    debian(probe, os) ??
    generic(os);
  const name = String(facts.distribution);
  const family = Object.entries(families).find(([, names]) => names.includes(name))?.[0];
  return { ...facts, os_family: family ?? name };
}

/** Parses the shell assignments of an os-release file. */
function osRelease(lines: readonly string[]): Readonly<Record<string, string>> {
  const fields: Record<string, string> = {};
  for (const line of lines) {
    const match = /^([A-Z_][A-Z0-9_]*)=(.*)$/.exec(line.trim());
    if (match) fields[match[1]!] = match[2]!.replace(/^(["'])(.*)\1$/, '$2').replace(/\\(["$`\\])/g, '$1');
  }
  return fields;
}

function file(path: string, variety: string): Facts {
  return { distribution_file_parsed: true, distribution_file_path: path, distribution_file_variety: variety };
}

function versions(version: string | undefined): Facts {
  const [major = 'NA', minor] = (version ?? 'NA').split('.');
  return {
    distribution_version: version ?? 'NA',
    distribution_major_version: major,
    ...(minor !== undefined && { distribution_minor_version: minor }),
  };
}

function redHat(probe: ProbeOutput, os: Readonly<Record<string, string>>): Facts | undefined {
  for (const [path, variety, search] of [
    ['/etc/oracle-release', 'OracleLinux', 'Oracle Linux'],
    ['/etc/centos-release', 'CentOS', ''],
    ['/etc/redhat-release', 'RedHat', 'Red Hat'],
  ] as const) {
    const text = probe.file(path)?.join('\n').trim();
    if (!text) continue;
    if (search === '' && !text.startsWith('CentOS')) continue;
    const name = search !== '' && text.includes(search) ? variety : text.split(/\s+/)[0]!;
    const version = /release (\d+(?:\.\d+)*)/.exec(text)?.[1] ?? os.VERSION_ID;
    const short = version?.split('.').slice(0, 2).join('.');
    const release = /\(([^)]+)\)/.exec(text)?.[1] ?? (text.includes('Stream') ? 'Stream' : 'NA');
    return {
      distribution: name,
      ...versions(short),
      distribution_release: text.includes('Stream') ? 'Stream' : release,
      ...file(path, variety),
      ...(search !== '' && text.includes(search) && { distribution_file_search_string: search }),
    };
  }
  return undefined;
}

function alpine(probe: ProbeOutput): Facts | undefined {
  const version = probe.value('/etc/alpine-release');
  if (version === undefined) return undefined;
  return {
    distribution: 'Alpine',
    ...versions(version),
    distribution_minor_version: undefined,
    distribution_release: 'NA',
    ...file('/etc/alpine-release', 'Alpine'),
  };
}

function amazon(os: Readonly<Record<string, string>>): Facts | undefined {
  if (os.ID !== 'amzn') return undefined;
  return {
    distribution: 'Amazon',
    ...versions(os.VERSION_ID),
    distribution_minor_version: 'NA',
    distribution_release: 'NA',
    ...file('/etc/os-release', 'Amazon'),
  };
}

function arch(probe: ProbeOutput, os: Readonly<Record<string, string>>): Facts | undefined {
  const marked = probe.exists('/etc/arch-release');
  if (!marked && os.ID !== 'arch') return undefined;
  return {
    distribution: 'Archlinux',
    distribution_version: 'rolling',
    distribution_major_version: 'rolling',
    distribution_release: 'NA',
    ...file(marked ? '/etc/arch-release' : '/etc/os-release', 'Archlinux'),
  };
}

function suse(os: Readonly<Record<string, string>>): Facts | undefined {
  const id = os.ID ?? '';
  if (!/suse|sles|sled/.test(id)) return undefined;
  const version = os.VERSION_ID ?? 'NA';
  const name = /^sle[sd]/.test(id)
    ? id === 'sled'
      ? 'SLED'
      : os.NAME?.includes('SAP')
        ? 'SLES_SAP'
        : 'SLES'
    : (os.NAME ?? 'openSUSE');
  const [major, minor = '0'] = version.split('.');
  return {
    distribution: name,
    distribution_version: version,
    distribution_major_version: major,
    distribution_release: minor,
    ...file('/etc/os-release', 'SUSE'),
  };
}

function gentoo(probe: ProbeOutput, os: Readonly<Record<string, string>>): Facts | undefined {
  const version = probe.value('/etc/gentoo-release');
  if (version === undefined) return undefined;
  return {
    distribution: os.ID === 'funtoo' ? 'Funtoo' : 'Gentoo',
    ...versions(/[\d.]+$/.exec(version)?.[0]),
    distribution_release: 'NA',
    ...file('/etc/gentoo-release', 'Gentoo'),
  };
}

function openwrt(probe: ProbeOutput): Facts | undefined {
  const lines = probe.file('/etc/openwrt_release');
  if (lines === undefined) return undefined;
  const fields = osRelease(lines);
  return {
    distribution: 'OpenWrt',
    ...versions(fields.DISTRIB_RELEASE),
    distribution_release: fields.DISTRIB_CODENAME ?? 'NA',
    ...file('/etc/openwrt_release', 'OpenWrt'),
  };
}

function debian(probe: ProbeOutput, os: Readonly<Record<string, string>>): Facts | undefined {
  const id = os.ID ?? '';
  const name = debianNames[id] ?? (os.ID_LIKE?.split(' ').includes('debian') ? os.NAME : undefined);
  if (name === undefined) return undefined;
  const codename = os.VERSION_CODENAME ?? /\(([^)]+)\)/.exec(os.VERSION ?? '')?.[1]?.toLowerCase() ?? 'NA';
  const point = id === 'debian' ? probe.value('/etc/debian_version') : undefined;
  const version = point !== undefined && /^\d/.test(point) ? point : os.VERSION_ID;
  const { distribution_minor_version: minor, ...rest } = versions(version);
  return {
    distribution: name,
    ...rest,
    ...(id === 'debian' && minor !== undefined && { distribution_minor_version: minor }),
    distribution_release: codename,
    ...file('/etc/os-release', 'Debian'),
  };
}

function generic(os: Readonly<Record<string, string>>): Facts {
  const name = os.NAME ?? 'Linux';
  return {
    distribution: name,
    ...versions(os.VERSION_ID),
    distribution_release: os.VERSION_CODENAME ?? 'NA',
    ...file('/etc/os-release', 'NA'),
  };
}
