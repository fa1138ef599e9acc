/**
 * What a host with `init: systemd` goes on with when its root file system is made: systemd boots in a container of
 * systemd-nspawn, in the network of this shell, which stays below as the host's first process. A reboot ends the
 * container with status 133 (so does systemd-nspawn tell whoever restarts it); as a machine's would, the network
 * then starts from nothing but its cards: a new namespace gets them.
 *
 * Arguments: the host's name and, at the first boot, this process's number outside. `/run/host/leader` is the number of
 * the container's first process while the host can be logged in to.
 */
export const hostBoot = `set -eu
name=$1 pid=\${2-}
b=/run/host r=/run/host/root
report() { [ -z "$pid" ] || echo "$1 $name $pid" >&3; }
trap 'report failed' EXIT
[ -n "$pid" ] || ip -batch "members/$name/addresses"
ip -o link | sed -n 's/^\\([0-9]*\\): \\([^:@]*\\)[:@].* mtu \\([0-9]*\\) .*link\\/ether \\([0-9a-f:]*\\).*/\\1 \\3 \\4 \\2/p' >$b/cards
while read -r group; do
  mkdir -p "$group/$name"
  echo 0 >"$group/$name/cgroup.procs"
done <control-groups
SYSTEMD_NSPAWN_API_VFS_WRITABLE=network systemd-nspawn --quiet --boot --directory=$r --machine="$name" \\
  --network-namespace-path=/proc/1/ns/net --capability=CAP_NET_ADMIN --register=no --keep-unit --settings=no \\
  --link-journal=no --resolv-conf=off --timezone=off --console=read-only 3>&- </dev/null &
container=$!
leader=
until [ -n "$leader" ]; do
  sleep 0.05
  kill -0 $container
  for child in $(cat /proc/$container/task/$container/children); do
    [ ! -e /proc/$child/root/run/sshd.pid ] || leader=$child
  done
done
echo $leader >$b/leader.new
mv $b/leader.new $b/leader
report ready
pid=
exec 3>&-
status=0
wait $container || status=$?
rm -f $b/leader
[ $status = 133 ] || exit $status
next=next-$name
ip netns add "$next"
while read -r index mtu address card; do
  now=$(ip -o link | sed -n "s/^$index: \\([^:@]*\\)[:@].*/\\1/p")
  ip link set dev "$now" down
  ip link set dev "$now" netns "$next" name "$card"
  ip -n "$next" link set dev "$card" mtu "$mtu" address "$address"
done <$b/cards
exec nsenter --net="/run/netns/$next" sh -c 'ip netns delete "next-$1" && exec sh host-boot.sh "$1"' sh "$name"
`;
