import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdir, readFile, realpath } from 'node:fs/promises';
import { promisify } from 'node:util';
import { accountFiles, firstUser, shells } from './accounts.js';
import { type ArchiveEntry, whiteout } from './archive.js';
import { ovsVsctl } from './hostScript.js';
import { systemdLayer } from './systemd/layer.js';
import { bare } from './topology.js';
import type { Host, Topology } from './types.js';

const run = promisify(execFile);

const standardDirectories = new Set(
  'bin boot dev etc home lib lib32 lib64 libx32 media mnt opt proc root run sbin srv sys tmp usr var'.split(
    ' ',
  ),
);
const interpreters = /^(python|pydoc|pygettext|pip|perl|cpan|node|npm|npx|ansible)/;
/** Applets that would break the host's own plumbing (set-uid programs, packages) or lack iproute2's JSON. */
const keptTools = new Set(
  'busybox ip sh ash su login passwd dpkg rpm rpm2cpio ping ping6 init mount umount'.split(' '),
);

/** Keys that a host's layer carries. */
interface LayerAccess {
  readonly hostKey: string;
  readonly hostKeyPublic: string;
  readonly authorized: string;
  /** Of every login. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * What lies between this machine's root file system and a host: the host's identity and accounts, and
 * whiteouts over everything that is the machine's own (homes, keys, secrets, package sources, projects).
 */
export async function hostLayer(topology: Topology, host: Host, keys: LayerAccess): Promise<ArchiveEntry[]> {
  const accounts = await accountFiles(host);
  const parts = await Promise.all([
    foreignDirectories(),
    hiddenInterpreters(host),
    toolLinks(host),
    secretFiles(),
  ]);
  return [
    ...emptyDirectories(host),
    ...identity(topology, host),
    ...accounts,
    ...sshFiles(host, keys),
    ...parts.flat(),
    ...(host.openvswitch ? openvswitchFiles(host) : []),
    ...systemdLayer(host),
  ];
}

/** Device nodes of every host's /dev. */
export function deviceNodes(): ArchiveEntry[] {
  const node = (path: string, major: number, minor: number): ArchiveEntry => ({
    kind: 'device',
    path,
    major,
    minor,
  });
  const link = (path: string, target: string): ArchiveEntry => ({ kind: 'link', path, target });
  return [
    { kind: 'directory', path: 'pts' },
    { kind: 'directory', path: 'shm', mode: 0o1777 },
    { kind: 'directory', path: 'net' },
    node('null', 1, 3),
    node('zero', 1, 5),
    node('full', 1, 7),
    node('random', 1, 8),
    node('urandom', 1, 9),
    node('tty', 5, 0),
    node('net/tun', 10, 200),
    link('ptmx', 'pts/ptmx'),
    link('fd', '/proc/self/fd'),
    link('stdin', '/proc/self/fd/0'),
    link('stdout', '/proc/self/fd/1'),
    link('stderr', '/proc/self/fd/2'),
  ];
}

function emptyDirectories(host: Host): ArchiveEntry[] {
  const opaque = (path: string, mode = 0o755): ArchiveEntry => ({
    kind: 'directory',
    path,
    mode,
    opaque: true,
  });
  return [
    ...['home', 'media', 'mnt', 'opt', 'srv', 'run', 'usr/local', 'var/mail', 'var/spool', 'var/log'].map(
      (path) => opaque(path),
    ),
    ...['etc/sudoers.d', 'etc/profile.d', 'etc/apt/sources.list.d', 'etc/apt/auth.conf.d'].map((path) =>
      opaque(path),
    ),
    ...['etc/ssh/sshd_config.d', 'etc/ssh/ssh_config.d', 'etc/openvswitch', 'var/lib/openvswitch'].map(
      (path) => opaque(path),
    ),
    opaque('etc/iptables'),
    opaque('var/lib/apt/lists'),
    opaque('root', 0o700),
    opaque('etc/ssl/private', 0o710),
    opaque('tmp', 0o1777),
    opaque('var/tmp', 0o1777),
    ...[
      'usr/local/bin',
      'usr/local/sbin',
      'usr/local/lib',
      'usr/local/share',
      'var/lib/apt/lists/partial',
    ].map((path): ArchiveEntry => ({ kind: 'directory', path })),
    ...['etc/network', 'etc/network/interfaces.d', 'var/log/apt'].map(
      (path): ArchiveEntry => ({ kind: 'directory', path }),
    ),
    ...host.users.map((user, index): ArchiveEntry => {
      const id = firstUser + index;
      return { kind: 'directory', path: `home/${user.name}`, mode: 0o700, uid: id, gid: id };
    }),
  ];
}

function identity(topology: Topology, host: Host): ArchiveEntry[] {
  const file = (path: string, content: string): ArchiveEntry => ({ kind: 'file', path, content });
  const neighbours = topology.hosts.flatMap((other) => {
    const card = other.interfaces.find((candidate) => candidate.address);
    return card?.address ? [`${bare(card.address)} ${other.name}\n`] : [];
  });
  return [
    file('etc/hostname', `${host.name}\n`),
    file('etc/hosts', `127.0.0.1 localhost\n::1 localhost ip6-localhost\n${neighbours.join('')}`),
    file('etc/resolv.conf', '# this host has no name server\n'),
    file('etc/machine-id', `${randomBytes(16).toString('hex')}\n`),
    file('etc/environment', ''),
    file('etc/apt/sources.list', '# offline: only what is installed is available\n'),
    file('etc/network/interfaces', 'auto lo\niface lo inet loopback\n\nsource /etc/network/interfaces.d/*\n'),
  ];
}

function sshFiles(host: Host, keys: LayerAccess): ArchiveEntry[] {
  const withKey = ['root', ...host.users.filter((user) => user.key).map((user) => user.name)];
  const passwords = host.users.some((user) => user.password !== undefined);
  return [
    { kind: 'file', path: 'etc/ssh/ssh_host_ed25519_key', mode: 0o600, content: keys.hostKey },
    { kind: 'file', path: 'etc/ssh/ssh_host_ed25519_key.pub', content: keys.hostKeyPublic },
    ...withKey.map(
      (user): ArchiveEntry => ({
        kind: 'file',
        path: `etc/ssh/authorized_keys/${user}`,
        content: keys.authorized,
      }),
    ),
    {
      kind: 'file',
      path: 'etc/ssh/sshd_config',
      content: [
        ...host.sshd.map(([keyword, value]) => `${keyword} ${value}`),
        'HostKey /etc/ssh/ssh_host_ed25519_key',
        'AuthorizedKeysFile /etc/ssh/authorized_keys/%u',
        'PermitRootLogin prohibit-password',
        `PasswordAuthentication ${passwords ? 'yes' : 'no'}`,
        'KbdInteractiveAuthentication no',
        'UsePAM no',
        'UseDNS no',
        'PrintMotd no',
        'PrintLastLog no',
        'AcceptEnv LANG LC_*',
        ...(Object.keys(keys.environment).length > 0
          ? [
              `SetEnv ${Object.entries(keys.environment)
                .map(([name, value]) => `${name}=${value}`)
                .join(' ')}`,
            ]
          : []),
        'MaxStartups 200:30:400',
        'MaxSessions 100',
        'PidFile /run/sshd.pid',
        'Subsystem sftp internal-sftp',
        '',
      ].join('\n'),
    },
  ];
}

/** Whiteouts over top-level directories that a fresh Debian would not have: projects, data, mount points. */
async function foreignDirectories(): Promise<ArchiveEntry[]> {
  return (await readdir('/')).filter((name) => !standardDirectories.has(name)).map(whiteout);
}

async function hiddenInterpreters(host: Host): Promise<ArchiveEntry[]> {
  if (host.python) return [];
  const found = await Promise.all(
    ['usr/bin', 'usr/sbin', 'usr/games'].map(async (directory) => {
      const names = await readdir(`/${directory}`).catch(() => []);
      return names.filter((name) => interpreters.test(name)).map((name) => whiteout(`${directory}/${name}`));
    }),
  );
  return found.flat();
}

/** Files of the machine that hold keys or tell where packages come from; the readable rest of /etc stays. */
async function secretFiles(): Promise<ArchiveEntry[]> {
  const [ssh, etc, apt] = await Promise.all([
    readdir('/etc/ssh').catch(() => []),
    readdir('/etc'),
    readdir('/etc/apt/apt.conf.d').catch(() => []),
  ]);
  const sources = await Promise.all(
    apt.map(async (name) => ({
      name,
      text: await readFile(`/etc/apt/apt.conf.d/${name}`, 'utf8').catch(() => ''),
    })),
  );
  return [
    ...ssh
      .filter((name) => /^ssh_host_/.test(name) && !name.startsWith('ssh_host_ed25519_key'))
      .map((name) => whiteout(`etc/ssh/${name}`)),
    ...etc
      .filter((name) => /^(gshadow-?|shadow-|passwd-|group-|krb5\.keytab|netplan)$/.test(name))
      .map((name) => whiteout(`etc/${name}`)),
    ...sources
      .filter(({ text }) => /proxy/i.test(text))
      .map(({ name }) => whiteout(`etc/apt/apt.conf.d/${name}`)),
    ...(etc.includes('apt') ? [whiteout('etc/apt/auth.conf')] : []),
  ];
}

/** /bin/sh, and the busybox applets where a host is to have no GNU tools. */
async function toolLinks(host: Host): Promise<ArchiveEntry[]> {
  const bin = (await realpath('/bin')).slice(1);
  const links: ArchiveEntry[] = [{ kind: 'link', path: `${bin}/sh`, target: shells[host.shell] }];
  if (host.tools === 'gnu') return links;
  const { stdout } = await run('busybox', ['--list-full']);
  for (const path of stdout.trim().split('\n')) {
    const [directory, name] = [path.slice(0, path.lastIndexOf('/')), path.slice(path.lastIndexOf('/') + 1)];
    if (keptTools.has(name)) continue;
    const real = await realpath(`/${directory}`).catch(() => `/${directory}`);
    links.push({ kind: 'link', path: `${real.slice(1)}/${name}`, target: '/bin/busybox' });
  }
  return links;
}

function openvswitchFiles(host: Host): ArchiveEntry[] {
  const logs: ArchiveEntry = { kind: 'directory', path: 'var/log/openvswitch' };
  if (host.kernel === 'full') return [logs];
  return [
    { kind: 'directory', path: 'usr/libexec' },
    { kind: 'file', path: 'usr/libexec/ovs-vsctl', content: '', mode: 0o755 },
    { kind: 'file', path: 'usr/bin/ovs-vsctl', content: ovsVsctl, mode: 0o755 },
    logs,
  ];
}
