import type { ArchiveEntry } from '../archive.js';
import type { Host } from '../types.js';
import { labUnits } from './units.js';

/** What would touch the one kernel of all hosts, write on a console that nobody reads, or run by the clock. */
const masked = [
  ...['console-getty.service', 'getty.target', 'systemd-firstboot.service', 'systemd-random-seed.service'],
  ...['proc-sys-fs-binfmt_misc.automount', 'systemd-binfmt.service', 'systemd-modules-load.service'],
  ...['sys-kernel-config.mount', 'sys-kernel-debug.mount', 'sys-kernel-tracing.mount'],
  ...['sys-fs-fuse-connections.mount', 'dev-hugepages.mount', 'kmod-static-nodes.service'],
  ...[
    'systemd-journald-audit.socket',
    'systemd-tmpfiles-clean.timer',
    'systemd-networkd-wait-online.service',
  ],
];
const place = 'etc/systemd/system';
const packaged = '/lib/systemd/system';

/**
 * What a booted host has above the layer of every host: which units start. This machine's own units, its enabled
 * ones and the links of old init scripts are covered; what packages bring is there, to be enabled by playbooks.
 */
export function systemdLayer(host: Host): ArchiveEntry[] {
  if (host.init !== 'systemd') return [];
  const link = (path: string, target: string): ArchiveEntry => ({ kind: 'link', path, target });
  const opaque = (path: string): ArchiveEntry => ({ kind: 'directory', path, opaque: true });
  return [
    ...[place, 'etc/systemd/network', 'etc/netplan', 'var/lib/systemd'].map(opaque),
    ...['0', '1', '2', '3', '4', '5', '6', 'S'].map((level) => opaque(`etc/rc${level}.d`)),
    ...[`${place}/sysinit.target.wants`, `${place}/multi-user.target.wants`, 'usr/libexec'].map(
      (path): ArchiveEntry => ({ kind: 'directory', path }),
    ),
    link(`${place}/default.target`, `${packaged}/multi-user.target`),
    link(`${place}/multi-user.target.wants/ssh.service`, `${packaged}/ssh.service`),
    link(`${place}/sshd.service`, `${packaged}/ssh.service`),
    ...masked.map((unit) => link(`${place}/${unit}`, '/dev/null')),
    ...labUnits(host).flatMap(({ name, target, unit, script }): ArchiveEntry[] => [
      { kind: 'file', path: `${place}/${name}`, content: unit },
      { kind: 'file', path: `usr/libexec/${name.replace(/\.service$/, '')}`, content: script },
      link(`${place}/${target}.wants/${name}`, `/${place}/${name}`),
    ]),
    // generators want the packages' units, which would run a second Open vSwitch
    ...(host.openvswitch
      ? ['ovsdb-server', 'ovs-vswitchd'].map((unit) =>
          link(`${place}/${unit}.service`, `/${place}/openvswitch-switch.service`),
        )
      : []),
  ];
}
