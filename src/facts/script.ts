import { joinSh, type Sh, sh } from '../shell/sh.js';

/** What a probe script gathers besides the cheap basics. */
interface ProbeWish {
  readonly network: boolean;
  readonly hardware: boolean;
  readonly virtual: boolean;
  readonly local: boolean;
  readonly lsb: boolean;
  readonly python: boolean;
  readonly caps: boolean;
  readonly factPath: string;
}

const baseFiles = [
  ...[
    'os-release',
    'lsb-release',
    'debian_version',
    'redhat-release',
    'centos-release',
    'oracle-release',
    'system-release',
  ],
  ...[
    'altlinux-release',
    'alpine-release',
    'gentoo-release',
    'openwrt_release',
    'slackware-version',
    'vmware-release',
  ],
  ...['resolv.conf', 'machine-id', 'selinux/config', 'ssh/ssh_host_*_key.pub'],
].map((name) => `/etc/${name}`);
const systemFiles = [
  ...['/usr/lib/os-release', '/var/lib/dbus/machine-id', '/proc/cmdline', '/proc/loadavg', '/proc/1/comm'],
  ...['/proc/sys/crypto/fips_enabled', '/sys/fs/selinux/enforce', '/sys/fs/selinux/policyvers'],
];
const networkFiles = [
  '/sys/class/net/*/address /sys/class/net/*/mtu /sys/class/net/*/operstate /sys/class/net/*/type /sys/class/net/*/flags',
  '/sys/class/net/*/speed /sys/class/net/*/bridge/bridge_id /sys/class/net/*/bridge/stp_state /sys/class/net/*/brif/*/port_no',
  '/sys/class/net/*/bonding/slaves /sys/class/net/*/bonding/mode /sys/class/net/*/bonding/miimon /sys/class/net/*/bonding/lacp_rate',
  '/sys/class/net/*/bonding/primary /sys/class/net/*/bonding/all_slaves_active /sys/class/net/*/bonding_slave/perm_hwaddr',
  '/etc/iscsi/initiatorname.iscsi /etc/nvme/hostnqn /sys/class/fc_host/*/port_name',
];
const hardwareFiles = [
  '/proc/cpuinfo /proc/meminfo /proc/uptime /proc/self/status /sys/devices/virtual/dmi/id/*_date /sys/devices/virtual/dmi/id/*_vendor',
  '/sys/devices/virtual/dmi/id/*_version /sys/devices/virtual/dmi/id/*_name /sys/devices/virtual/dmi/id/*_serial',
  '/sys/devices/virtual/dmi/id/*_tag /sys/devices/virtual/dmi/id/*_uuid /sys/devices/virtual/dmi/id/chassis_type',
  '/sys/block/*/size /sys/block/*/removable /sys/block/*/queue/rotational /sys/block/*/queue/scheduler /sys/block/*/queue/logical_block_size',
  '/sys/block/*/queue/discard_granularity /sys/block/*/device/vendor /sys/block/*/device/model /sys/block/*/device/serial',
  '/sys/block/*/*/start /sys/block/*/*/size',
];
const virtualFiles = [
  '/proc/1/cgroup /run/systemd/container /proc/xen/capabilities /proc/cpuinfo /proc/self/status /proc/modules',
  '/sys/devices/virtual/dmi/id/product_name /sys/devices/virtual/dmi/id/sys_vendor /sys/devices/virtual/dmi/id/product_family',
  '/sys/devices/virtual/dmi/id/bios_vendor',
];

/**
 * Everything but mounted file systems. One `grep` prints all files as `path:line`, and every command's output
 * follows a marker line (byte 1 and the section's name), so a whole gathering is one frame with about twenty forks.
 */
export function probeScript(wish: ProbeWish): Sh {
  const files = [
    ...new Set([
      ...baseFiles,
      ...systemFiles,
      ...(wish.network ? networkFiles : []).flatMap(words),
      ...(wish.hardware ? hardwareFiles : []).flatMap(words),
      ...(wish.virtual ? virtualFiles : []).flatMap(words),
    ]),
  ];
  const lines = [
    prelude,
    files.reduce((script, pattern) => sh`${script} ${glob(pattern)}`, sh`grep -s "" /dev/null`),
    platformProbe,
    wish.lsb && sh`has lsb_release && { section lsb; lsb_release -a 2>/dev/null; }`,
    wish.caps && sh`has capsh && { section caps; capsh --print 2>/dev/null; }`,
    wish.python && pythonProbe,
    wish.network && networkProbe,
    wish.hardware && sh`has lsblk && { section lsblk; lsblk -ln --paths --output NAME,UUID 2>/dev/null; }`,
    wish.virtual && virtualProbe,
    wish.local && localProbe(wish.factPath),
    sh`:`,
  ];
  return joinSh(
    lines.filter((line): line is Sh => line !== false),
    '\n',
  );
}

/** Mounted file systems: a frame of its own, as a dead network mount blocks it. */
export const mountScript = sh`export LC_ALL=C
set --
while read -r device dir type rest; do
case $device in /* | *:/*) case $type in none) ;; *) set -- "$@" "$(printf "%b" "$dir")" ;; esac ;; esac
printf '%s %s %s %s\n' "$device" "$dir" "$type" "$rest"
done </proc/self/mounts
printf '\\001statvfs\n'
[ $# = 0 ] || stat -f -c '%S %b %f %a %c %d %n' "$@" 2>/dev/null
:`;

const prelude = sh`section() { printf '\\001%s\n' "$1"; }
has() { command -v "$1" >/dev/null 2>&1; }
section env
env
export LC_ALL=C
section files`;

const platformProbe = sh`section uname
uname -s; uname -n; uname -r; uname -v; uname -m
section fqdn
name=$(uname -n)
if has getent; then set -- $(getent hosts "$name"); [ $# = 0 ] || getent hosts "$1"; else hostname -f 2>/dev/null; fi
section bits
getconf LONG_BIT 2>/dev/null
section id
id -ru; id -u; id -rg; id -g; id -un
section passwd
uid=$(id -u)
getent passwd "$uid" 2>/dev/null || grep "^[^:]*:[^:]*:$uid:" /etc/passwd
section date
date '+%Y %m %A %w %W %d %H %M %S %s %N %Z %z'
date -d '2026-01-15 00:00' '+%Z %z' 2>/dev/null
date -d '2026-07-15 00:00' '+%Z %z' 2>/dev/null
section exists
for f in /sys/kernel/security/apparmor /run/systemd/system /dev/.run/systemd /etc/init /sbin/openrc /etc/init.d \
/proc/vz /proc/lve /proc/bc /.dockerenv /.dockerinit /proc/xen /dev/kvm /run/ostree-booted /etc/arch-release /etc/SuSE-release \
/usr/bin/apt-get /usr/bin/apt /usr/bin/dnf /usr/bin/yum /usr/bin/zypper /usr/bin/pacman /sbin/apk /usr/bin/emerge \
/usr/bin/xbps-install /bin/opkg /usr/bin/swupd /usr/sbin/urpmi /usr/bin/rpm-ostree; do
[ -e "$f" ] && printf '%s\n' "$f"
done
section commands
for f in systemctl initctl vgs; do has "$f" && printf '%s\n' "$f"; done
section init
readlink /sbin/init
section chroot
[ -n "$debian_chroot" ] && echo debian_chroot
stat -L -c '%i %d' / /proc/1/root/. 2>/dev/null`;

const pythonProbe = sh`for f in /usr/bin/python3 /usr/libexec/platform-python /usr/bin/python python3 python; do
if has "$f"; then
section python
"$f" -S -E -c 'import sys
print(sys.executable)
print(" ".join(str(part) for part in sys.version_info))
print(getattr(sys, "implementation", None) and sys.implementation.name or "cpython")' 2>/dev/null </dev/null && break
fi
done`;

const networkProbe = sh`section interfaces
for f in /sys/class/net/*; do
[ -d "$f" ] || continue
printf '%s' "\${f##*/}"
[ -d "$f/bridge" ] && printf ' bridge'
[ -d "$f/bonding" ] && printf ' bonding'
printf '\n'
done
section pci
for f in /sys/class/net/*/device; do [ -e "$f" ] && printf '%s %s\n' "$f" "$(readlink "$f")"; done
for f in /sys/class/net/*/device/driver/module; do [ -e "$f" ] && printf '%s %s\n' "$f" "$(readlink "$f")"; done
if has ip; then
section addresses
ip addr show 2>/dev/null
section route4
ip -4 route get 8.8.8.8 2>/dev/null
section route6
ip -6 route get 2404:6800:400a:800::1012 2>/dev/null
fi`;

const virtualProbe = sh`section init-environment
tr '\\000' '\n' </proc/1/environ 2>/dev/null`;

function localProbe(factPath: string): Sh {
  return sh`for f in ${factPath}/*.fact; do
if [ ! -e "$f" ]; then
[ -L "$f" ] && section "local-gone $f"
elif [ -x "$f" ]; then
section "local-run $f"
"$f" </dev/null 2>/dev/null
rc=$?
printf '\n'
section "local-status $f"
printf '%s\n' "$rc"
else
section "local-read $f"
cat "$f" 2>/dev/null
printf '\n'
fi
done`;
}

function words(text: string): string[] {
  return text.split(' ');
}

/** A path pattern whose stars the shell expands. */
function glob(pattern: string): Sh {
  const [head = '', ...rest] = pattern.split('*');
  return rest.reduce((script, part) => sh`${script}*${part === '' ? sh`` : sh`${part}`}`, sh`${head}`);
}
