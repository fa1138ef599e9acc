import { type Sh, sh } from '../../../shell/sh.js';

/** Prints which of `networkd`, `systemd` and `netplan` the host lives with. */
export const servicesScript: Sh = sh`[ ! -d /run/systemd/netif/links ] || echo networkd
[ ! -d /run/systemd/system ] || echo systemd
if command -v netplan && ls /etc/netplan/*.yaml; then echo netplan; fi 2>/dev/null`;

/**
 * Prints what the host persists its network with, which file configures which device, and every file that may be
 * ours, one process for all of them. It writes nothing.
 */
export const readFilesScript: Sh = sh`mark() { printf '\\036%s\\n' "$1"; }
mark version
networkctl --version 2>/dev/null
mark services
${servicesScript}
mark names
grep -sH '^Name=' /etc/systemd/network/*.network /run/systemd/network/*.network /usr/lib/systemd/network/*.network /dev/null
mark netplan
grep -sH '' /etc/netplan/*.yaml /run/netplan/*.yaml /usr/lib/netplan/*.yaml /lib/netplan/*.yaml /dev/null
mark interfaces
grep -sHn '^[[:blank:]]*iface ' /etc/network/interfaces /etc/network/interfaces.d/* /dev/null
mark used
grep -sH '^NETWORK_FILE=' /run/systemd/netif/links/* /dev/null
mark index
grep -sH '' /sys/class/net/*/ifindex /dev/null
mark bonds
ls -d /sys/class/net/*/bonding 2>/dev/null
set --
for path in /etc/systemd/network/*-mw-*.netdev /etc/systemd/network/*-mw-*.network \\
  /etc/systemd/network/*.network.d/60-mw-*.conf /etc/systemd/network/*.netdev.d/60-mw-*.conf \\
  /etc/systemd/networkd.conf.d/60-mw.conf /etc/systemd/system/networking.service.d/60-mw-*.conf \\
  /etc/network/interfaces.d/60-mw-* /etc/network/if-pre-up.d/mw-* \\
  /etc/netplan/60-mw-*.yaml /etc/sysctl.d/60-mw-*.conf /etc/meshwright/filter/mw-* \\
  /etc/systemd/system/mw-*-filter.service /etc/systemd/system/multi-user.target.wants/mw-*-filter.service; do
if [ -h "$path" ] || [ -r "$path" ]; then set -- "$@" "$path"
elif [ -e "$path" ]; then echo "$path" >&2; exit 1
fi
done
[ $# -gt 0 ] || exit 0
mark modes
ls -ldn -- "$@" || exit 1
mark texts
grep -sH '' -- "$@" /dev/null
:`;
