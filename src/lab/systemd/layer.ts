import type { ArchiveEntry } from '../archive.js';
import { openvswitchStart } from '../hostScript.js';
import type { Host } from '../types.js';

/** What would touch the one kernel of all hosts, write on a console that nobody reads, or run by the clock. */
const masked = [
  ...['console-getty.service', 'getty.target', 'systemd-firstboot.service', 'systemd-random-seed.service'],
  ...['proc-sys-fs-binfmt_misc.automount', 'systemd-binfmt.service', 'systemd-modules-load.service'],
  ...['sys-kernel-config.mount', 'sys-kernel-debug.mount', 'sys-kernel-tracing.mount'],
  ...['sys-fs-fuse-connections.mount', 'dev-hugepages.mount', 'kmod-static-nodes.service'],
  ...[
    'systemd-tmpfiles-clean.timer',
    'systemd-networkd-wait-online.service',
    'systemd-journald-audit.socket',
  ],
];
const place = 'etc/systemd/system';
const units = '/lib/systemd/system';

/** Starts the host's Open vSwitch in place of the package's unit, which wants the kernel's module. */
const openvswitchProgram = 'usr/libexec/lab-openvswitch';

const openvswitchUnit = `[Unit]
Description=Open vSwitch with the userspace datapath
Before=network.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh /${openvswitchProgram}

[Install]
WantedBy=multi-user.target
`;

/** systemd-nspawn lets a container write none of /sys; what is below its own links is the host's, as on other hosts. */
const linksUnit = `[Unit]
Description=Writable settings of this host's links
DefaultDependencies=no
Before=sysinit.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/mount --bind /sys/devices/virtual/net /sys/devices/virtual/net
ExecStart=/bin/mount -o remount,bind,rw /sys/devices/virtual/net
`;

/**
 * What a booted host has above the layer of every host: which units start. This machine's own units, its enabled
 * ones and the links of old init scripts are covered; what packages bring is there, to be enabled by playbooks.
 */
export function systemdLayer(host: Host): ArchiveEntry[] {
  if (host.init !== 'systemd') return [];
  const wants = `${place}/multi-user.target.wants`;
  const link = (path: string, target: string): ArchiveEntry => ({ kind: 'link', path, target });
  const opaque = (path: string): ArchiveEntry => ({ kind: 'directory', path, opaque: true });
  return [
    ...[place, 'etc/systemd/network', 'etc/netplan', 'var/lib/systemd'].map(opaque),
    ...['0', '1', '2', '3', '4', '5', '6', 'S'].map((level) => opaque(`etc/rc${level}.d`)),
    { kind: 'directory', path: wants },
    { kind: 'file', path: `${place}/lab-links.service`, content: linksUnit },
    { kind: 'directory', path: `${place}/sysinit.target.wants` },
    link(`${place}/sysinit.target.wants/lab-links.service`, `/${place}/lab-links.service`),
    link(`${place}/default.target`, `${units}/multi-user.target`),
    link(`${wants}/ssh.service`, `${units}/ssh.service`),
    link(`${place}/sshd.service`, `${units}/ssh.service`),
    ...masked.map((unit) => link(`${place}/${unit}`, '/dev/null')),
    ...(host.openvswitch
      ? [
          {
            kind: 'file' as const,
            path: `${place}/openvswitch-switch.service`,
            content: openvswitchUnit,
          },
          {
            kind: 'file' as const,
            path: openvswitchProgram,
            content: `set -e\n${underlaySettings(host)}${openvswitchStart}`,
          },
          link(`${wants}/openvswitch-switch.service`, `/${place}/openvswitch-switch.service`),
        ]
      : []),
  ];
}

function underlaySettings(host: Host): string {
  const card = host.interfaces.find((each) => each.network === host.tunnels);
  return `underlay=${card?.name ?? ''}\nunderlay_address=${card?.address ?? ''}\n`;
}
