/**
 * First process of the lab: PID 1 of its own pid namespace, with the controller's network. Killing it ends
 * everything the lab runs; its mounts and links vanish with it, so nothing on the machine needs undoing.
 *
 * Runs in the state directory (a relative world, because /run is covered at once). Reports on descriptor 3:
 * `lab PID`, then what the hosts report. PIDs are the machine's: /proc is still the machine's here.
 */
export const labInit = `set -eu
trap 'echo "failed lab" >&3' EXIT
read -r pid rest </proc/self/stat
echo "lab $pid" >&3
mount -t tmpfs -o mode=755 tmpfs /run
mkdir /run/netns /run/host
ip -batch links
if [ -e full/command ]; then
  unshare --mount --propagation private sh full-start.sh 2>&1 | sh full-report.sh &
fi
for name in $LAB_HOSTS; do
  nsenter --net=/run/netns/$name unshare --mount --uts --ipc --pid --fork --kill-child \\
    sh host-init.sh "$name" >>"log/$name" 2>&1 </dev/null &
done
for name in $LAB_OTHERS; do
  ip -n "$name" -batch "members/$name/addresses"
done
for name in $LAB_GUESTS; do
  # Frames with half-made checksums would reach Open vSwitch's userspace datapath, which drops them.
  nsenter --net=/run/netns/$name ethtool -K eth0 tx off >/dev/null
done
for service in $LAB_SERVICES; do
  name=\${service%:*}
  nsenter --net=/run/netns/$name busybox httpd -p "\${service#*:}" -h "members/$name/www"
done
echo "ready controller $pid" >&3
trap - EXIT
trap '' CHLD
exec 3>&- sleep infinity
`;

/** Starts the daemons of Open vSwitch, at later boots with what they had; `underlay` and `underlay_address` are set for a host with tunnels. */
export const openvswitchStart = `mkdir -p /run/openvswitch
[ -e /etc/openvswitch/conf.db ] ||
  ovsdb-tool create /etc/openvswitch/conf.db /usr/share/openvswitch/vswitch.ovsschema
ovsdb-server --remote=punix:/run/openvswitch/db.sock --pidfile --detach --no-chdir \\
  --log-file=/var/log/openvswitch/ovsdb-server.log
ovs-vsctl --no-wait init -- set open . other_config:n-handler-threads=1 other_config:n-revalidator-threads=1
ovs-vswitchd --pidfile --detach --no-chdir --log-file=/var/log/openvswitch/ovs-vswitchd.log
if [ -n "$underlay" ]; then
  ovs-vsctl --may-exist add-br br-underlay -- --may-exist add-port br-underlay "$underlay"
  ip address add "$underlay_address" dev br-underlay
  ip link set br-underlay up
fi
`;

/**
 * First process of a host: builds its root file system, moves into it, starts its services.
 * Ends as a sleeper that ignores SIGCHLD, so that the kernel reaps orphans for it.
 */
export const hostInit = `set -eu
name=$1
openvswitch_start() {
${openvswitchStart}}
trap 'echo "failed $name" >&3' EXIT
read -r pid rest </proc/self/stat
. "./members/$name/settings"
ip -batch "members/$name/addresses"
b=/run/host r=/run/host/root
mount -t tmpfs -o "size=\${size}m,mode=755" tmpfs $b
mkdir $b/upper $b/work $r
tar -xpf "members/$name/layer.tar" --xattrs --xattrs-include='trusted.*' -C $b/upper
mount -t overlay -o lowerdir=/,upperdir=$b/upper,workdir=$b/work overlay $r
if [ "$openvswitch" = true ] && [ "$datapath" = netdev ]; then
  mount --bind /usr/bin/ovs-vsctl $r/usr/libexec/ovs-vsctl
fi
if [ "$init" = systemd ]; then
  mount -t proc proc /proc
  trap - EXIT
  exec sh host-boot.sh "$name" "$pid"
fi
mount -t proc proc $r/proc
# A host changes its own network's settings only: the other switches of the kernel are the machine's.
mount --bind $r/proc/sys $r/proc/sys
mount --bind $r/proc/sys/net $r/proc/sys/net
mount -o remount,bind,ro $r/proc/sys
[ ! -e $r/proc/sysrq-trigger ] || mount --bind -o ro $r/proc/sysrq-trigger $r/proc/sysrq-trigger
mount -t sysfs sysfs $r/sys
mount -t tmpfs -o mode=755,size=1m tmpfs $r/dev
tar -xpf dev.tar -C $r/dev
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts $r/dev/pts
mount -t tmpfs -o mode=1777 tmpfs $r/dev/shm
mount -t tmpfs -o mode=755 tmpfs $r/run
mkdir $r/run/sshd $r/run/lock $r/run/netns
if [ -d /run/modules ]; then
  mkdir -p $r/lib/modules
  mount --bind /run/modules/lib/modules $r/lib/modules
fi
for guest in $guests; do
  touch $r/run/netns/$guest
  mount --bind /run/netns/$guest $r/run/netns/$guest
done
hostname "$name"
cd $r
mkdir .machine
pivot_root . .machine
cd /
umount -l /.machine
rmdir /.machine
env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin $environment /usr/sbin/sshd 3>&-
if [ "$openvswitch" = true ]; then
  openvswitch_start 3>&-
fi
echo "ready $name $pid" >&3
trap - EXIT
trap '' CHLD
exec 3>&- sleep infinity
`;

/**
 * Stands in for ovs-vsctl in a lab host: every bridge gets the userspace datapath, which needs no kernel
 * module, without the caller having to know.
 */
export const ovsVsctl = `#!/bin/sh
add=
previous=
for word; do
  case $previous in
    add-br) add="$add $word" ;;
  esac
  previous=$word
done
for bridge in $add; do
  set -- "$@" -- set bridge "$bridge" datapath_type=netdev
done
exec /usr/libexec/ovs-vsctl "$@"
`;
