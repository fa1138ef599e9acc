#!/bin/sh
# The least that configuring hosts can cost: one ssh a host, a tar of files that were rendered before, one script.
# Usage: floor.sh SSH_CONFIG PAYLOADS HOST…
config=$1 payloads=$2
shift 2
apply='set -e
umask 022
root=/srv/bench
mkdir -p $root/etc/sites $root/state
chmod 0750 $root/state
tar -xzf - -C $root/etc
ln -sfn $root/etc $root/current
uname -r >/dev/null
rm -rf $root/old
[ -e $root/state/identity ] || hostname >$root/state/identity
[ "$(ls $root/etc/sites | wc -l)" -ge 3 ]
: >>$root/state/log
chmod 0640 $root/state/log
printf "time\nweb\n" >>$root/state/reloads'
pids=
for host in "$@"; do
  ssh -F "$config" "$host" "$apply" <"$payloads/$host.tar.gz" &
  pids="$pids $!"
done
status=0
for pid in $pids; do wait "$pid" || status=1; done
exit $status
