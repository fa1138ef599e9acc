import { joinSh, type Sh, sh } from '../../../shell/sh.js';
import { lacking, nap, needs } from '../probe/shellPieces.js';
import { type Advertisement, advertisementTable, ECHO_PAYLOAD } from './advertisement.js';

/** Announcements that run at the same time; arping takes a second for each. */
const AT_ONCE = 50;

export interface ArpTarget {
  readonly dev: string;
  readonly address: string;
}

/**
 * Sends a gratuitous request and reply for each address; the n-th writes to `$d/n`. arping binds to the address that it
 * announces, which usually is not this host's: for that time the host may use foreign addresses, and the previous setting
 * comes back. Needs the directory `$d`.
 */
export function arpScript(targets: readonly ArpTarget[], count: number): Sh {
  const setting = '/proc/sys/net/ipv4/ip_nonlocal_bind';
  const each = targets.map(({ dev, address }, i) => {
    const words = ['-c', String(count), '-I', dev, address];
    const send = sh`( $a -U ${words} && $a -A ${words}; echo status $? ) >"$d/"${i} 2>&1 &`;
    return (i + 1) % AT_ONCE === 0 ? sh`${send} wait` : send;
  });
  return joinSh(
    [
      sh`if command -v arping >/dev/null; then a=arping; elif busybox arping --help >/dev/null 2>&1; then a='busybox arping'; else ${lacking('arping (package iputils-arping) or busybox')}; fi`,
      // Two of these windows must not overlap: the second would remember the first one's setting.
      sh`mkdir -p /run/lock && exec 9>/run/lock/meshwright-announce && if command -v flock >/dev/null; then flock -w 30 9; fi || exit 1`,
      sh`read -r before <${setting}; trap 'echo "$before" >${setting}; rm -rf "$d"' EXIT; trap 'exit 129' HUP INT TERM`,
      sh`echo 1 >${setting} || exit 1`,
      ...each,
      sh`wait; echo "$before" >${setting}; exec 9>&-; trap 'rm -rf "$d"' EXIT`,
    ],
    '\n',
  );
}

/** Sends one advertisement `count` times and prints how many packets left. */
export function advertisementScript(dev: string, advertisement: Advertisement, count: number): Sh {
  const ping = sh`ping -6 -n -c ${count} -W 1 -s ${ECHO_PAYLOAD} -I ${dev} ff02::1`;
  return joinSh(
    [
      needs('nft', 'nft (package nftables)'),
      needs('ping'),
      sh`t=mw_announce_$$; trap 'nft delete table ip6 $t 2>/dev/null' EXIT; trap 'exit 129' HUP INT TERM`,
      sh`printf %s ${advertisementTable('@', dev, advertisement)} | sed "s/^table ip6 @/table ip6 $t/" | nft -f - || exit 1`,
      // Nobody answers what is no longer a question: the packet left when the counter says so.
      sh`${ping} >/dev/null 2>"$d/said" & pid=$!; tries=0`,
      sh`while [ $tries -lt 20 ]; do`,
      sh`  n=$(nft list table ip6 $t | sed -n 's/.*counter packets \\([0-9]*\\).*/\\1/p'); [ "\${n:-0}" -lt ${count} ] || break`,
      sh`  kill -0 $pid 2>/dev/null || tries=19; ${nap}; tries=$((tries + 1))`,
      sh`done`,
      sh`kill $pid 2>/dev/null; wait $pid 2>/dev/null; cat "$d/said" >&2; echo "\${n:-0}"`,
    ],
    '\n',
  );
}
