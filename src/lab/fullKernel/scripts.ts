/**
 * Becomes the machine that carries the lab's hosts with `kernel: full`, by `full/command`. Runs beside lab-init.sh, in a
 * mount namespace of its own in which nothing but a memory file can be written, nor settings of this machine's kernel:
 * what runs inside that kernel is root and sees this machine's files, so the machine itself must refuse.
 */
export const fullStart = `set -eu
read -r pid rest </proc/self/stat
echo "pid $pid"
mkdir -p /run/lab /run/memory
mount --bind . /run/lab
mount -t tmpfs -o mode=700 tmpfs /run/memory
mount -o bind,remount,ro /run/lab
# The place of a mount stands there with blanks and backslashes in octal.
while read -r _ _ _ _ place _; do
  place=$(printf %b "$(printf %s "$place" | sed 's/\\\\/\\\\0/g')")
  [ "$place" = /run/memory ] || mount -o bind,remount,ro "$place" 2>/dev/null || true
done </proc/self/mountinfo
for file in /run/lab/full-start.sh /etc/passwd /proc/sys/kernel/core_pattern; do
  if (exec 3<>"$file") 2>/dev/null; then
    echo "failed the machine's $file could be written from the full kernel"
    exit 1
  fi
done
export TMPDIR=/run/memory HOME=/run/memory
. /run/lab/full/command
`;

/**
 * Reads the console of that kernel: keeps it in the log and passes on what the hosts report, with the number of the
 * kernel's own process, since theirs mean nothing outside.
 */
export const fullReport = `set -u
pid=
while IFS= read -r line; do
  line=\${line%"$(printf '\\r')"}
  printf '%s\\n' "$line" >>log/full-kernel
  case $line in
    'pid '*) pid=\${line#pid } ;;
    'ready '*) set -- $line; echo "ready $2 $pid" >&3 ;;
    'failed '*) echo "failed full-kernel" >&3 ;;
    *'expected SIGSTOP, got status'*)
      echo 'user-mode Linux cannot start programs on this machine' >>log/full-kernel
      echo "failed full-kernel" >&3
      kill -9 "$pid"
      ;;
  esac
done
echo "failed full-kernel" >&3 2>/dev/null
`;

/** First process inside the full kernel: its modules, its switches and cables, then the hosts as natively. */
export const fullInit = `#!/bin/sh
set -eu
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
exec 3>/dev/console 2>&1
trap 'echo "failed full-kernel" >&3' EXIT
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount --bind /run/lab /mnt
mount -t tmpfs -o mode=755 tmpfs /run
mount -t devtmpfs devtmpfs /dev 2>/dev/null || true
mkdir -p /run/netns /run/host /run/log
kernel=$(uname -r)
mkdir -p "/run/modules/lib/modules/$kernel"
for modules in /lib/modules /usr/lib/uml/modules; do
  [ ! -d "$modules/$kernel" ] || mount --bind "$modules/$kernel" "/run/modules/lib/modules/$kernel"
done
# The kernel starts it with an environment of its own, without what this processor needs.
printf '#!/bin/sh\\n%s exec /sbin/modprobe -d /run/modules "$@"\\n' "\${GLIBC_TUNABLES:+GLIBC_TUNABLES=$GLIBC_TUNABLES}" >/run/modprobe
chmod 755 /run/modprobe
echo /run/modprobe >/proc/sys/kernel/modprobe
cd /mnt
/run/modprobe -a overlay veth bridge tun
ip -batch full/links
for name in $(cat full/hosts); do
  nsenter --net=/run/netns/$name unshare --mount --uts --ipc --pid --fork --kill-child \\
    sh host-init.sh "$name" >/dev/console 2>&1 </dev/null &
done
for name in $(cat full/guests); do
  ip -n "$name" -batch "members/$name/addresses"
done
/run/modprobe bonding max_bonds=0
/run/modprobe -a $(cat full/modules)
trap - EXIT
trap '' CHLD
exec sleep infinity
`;
