import { openvswitchStart } from '../hostScript.js';
import type { Host } from '../types.js';

/** A service of the lab in a booted host. */
interface LabUnit {
  /** File name in /etc/systemd/system. */
  readonly name: string;
  /** Target that wants it. */
  readonly target: string;
  readonly unit: string;
  /** What it runs, /usr/libexec/NAME without the suffix. */
  readonly script: string;
}

/** systemd-nspawn lets a container write none of /sys; what is below its own links is the host's, as on other hosts. */
const links: LabUnit = {
  name: 'lab-links.service',
  target: 'sysinit.target',
  unit: `[Unit]
Description=Links of this host as a machine has them
DefaultDependencies=no
Before=sysinit.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh /usr/libexec/lab-links
`,
  script: `set -e
mount --bind /sys/devices/virtual/net /sys/devices/virtual/net
mount -o remount,rw /sys/devices/virtual/net
chmod 666 /dev/net/tun
`,
};

/** udev does not run in containers: what it has systemd do about new links is the lab's task. */
const settings: LabUnit = {
  name: 'lab-settings.service',
  target: 'sysinit.target',
  unit: `[Unit]
Description=Settings of links that appear, as udev has them applied
DefaultDependencies=no
After=systemd-sysctl.service
Before=network-pre.target sysinit.target

[Service]
ExecStart=/bin/sh /usr/libexec/lab-settings
`,
  script: `{ ip -o monitor link & sleep 0.1; ip -o link; wait; } | while IFS=': @' read -r index name rest; do
  [ "$index" != Deleted ] || continue
  case $seen in *" $index $name "*) continue ;; esac
  seen="$seen $index $name "
  /lib/systemd/systemd-sysctl --prefix=/net/ipv4/conf/$name --prefix=/net/ipv4/neigh/$name \\
    --prefix=/net/ipv6/conf/$name --prefix=/net/ipv6/neigh/$name
done
`,
};

/** In place of the package's unit, which wants the kernel's module. */
function openvswitch(host: Host): LabUnit {
  const card = host.interfaces.find((each) => each.network === host.tunnels);
  return {
    name: 'openvswitch-switch.service',
    target: 'multi-user.target',
    unit: `[Unit]
Description=Open vSwitch with the userspace datapath
Before=network.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh /usr/libexec/openvswitch-switch

[Install]
WantedBy=multi-user.target
`,
    script: `set -e
underlay=${card?.name ?? ''}
underlay_address=${card?.address ?? ''}
${openvswitchStart}`,
  };
}

/** The lab's own services in a host that systemd boots. */
export function labUnits(host: Host): readonly LabUnit[] {
  return [links, settings, ...(host.openvswitch ? [openvswitch(host)] : [])];
}
