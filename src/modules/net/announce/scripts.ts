import { joinSh, type Sh, sh } from '../../../shell/sh.js';
import { lacking, nap, needs } from '../probe/shellPieces.js';
import {
  type Advertisement,
  advertisementFilters,
  advertisementTable,
  type Departure,
  ECHO_PAYLOAD,
  filterPriority,
} from './advertisement.js';

/** Announcements that run at the same time; arping takes a second for each. */
const AT_ONCE = 200;

interface AdvertisementTarget {
  readonly dev: string;
  readonly advertisement: Advertisement;
}

interface ArpTarget {
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

/**
 * Waits, 3 s at most, until the devices' link-local addresses are in use: on one that has just come up the kernel still
 * asks whether somebody has its address (RFC 4862, 5.4), and until then nothing can be sent from it.
 */
function settled(devices: readonly string[]): readonly Sh[] {
  const names = ` ${devices.join(' ')} `;
  return [
    sh`asking() { ip -6 -o address show scope link tentative | while read -r _ dev _; do case ${names} in *" $dev "*) echo "$dev" ;; esac; done; }`,
    sh`tries=0; while [ $tries -lt 30 ] && [ -n "$(asking)" ]; do ${nap}; tries=$((tries + 1)); done`,
  ];
}

/** Sends each advertisement `count` times and prints, a line for each, how many packets left. */
export function advertisementsScript(targets: readonly AdvertisementTarget[], count: number): Sh {
  const sent = new Map<string, number>();
  const departures = targets.map(({ dev, advertisement }) => {
    const before = sent.get(dev) ?? 0;
    sent.set(dev, before + count);
    return { dev, advertisement, first: before + 1, last: before + count };
  });
  const pings = [...sent].map(([dev, packets], i) => {
    // Only root may send faster than five a second, and only root gets here.
    const pace = packets > 1 ? ['-i', '0.002'] : [];
    const ping = sh`ping -6 -n -c ${packets} ${pace} -W 1 -s ${ECHO_PAYLOAD} -I ${dev} ff02::1`;
    const start = sh`${ping} >/dev/null 2>>"$d/said" & pids="$pids $!"`;
    return (i + 1) % AT_ONCE === 0 ? sh`${start}; wait; pids=` : start;
  });
  return joinSh(
    [
      needs('ping'),
      disguise(departures),
      ...settled([...sent.keys()]),
      sh`pids=; : >"$d/said"`,
      ...pings,
      // Nobody answers what is no longer a question: a packet left when its counter says so.
      sh`tries=0; while [ $tries -lt 20 ] && counted | grep -qx 0; do`,
      sh`  kill -0 $pids 2>/dev/null || tries=19; ${nap}; tries=$((tries + 1))`,
      sh`done`,
      sh`kill $pids 2>/dev/null; wait; cat "$d/said" >&2; counted`,
    ],
    '\n',
  );
}

/**
 * Has the kernel turn echo requests into advertisements, by nft, or by tc where the kernel's nftables know no IPv6, until
 * the script ends. `counted` prints how many of each left.
 */
function disguise(departures: readonly Departure[]): Sh {
  const devices = [...new Set(departures.map(({ dev }) => dev))];
  const counts = departures.map(
    ({ dev }, i) =>
      sh`tc -s filter show dev ${dev} egress pref ${filterPriority(i)} | sed -n '/Sent/{s/.*bytes \\([0-9]*\\) pkt.*/\\1/p;q;}'`,
  );
  const withdrawn = departures
    .map(({ dev }, i) => `filter del dev ${dev} egress pref ${filterPriority(i)}\n`)
    .join('');
  return sh`t=mw_announce_$$ added=
clean() {
if [ "$by" = nft ]; then nft delete table ip6 $t; return; fi
printf %s ${withdrawn} | tc -force -batch -
for dev in $added; do tc qdisc del dev "$dev" clsact; done
} 2>/dev/null
trap clean EXIT; trap 'exit 129' HUP INT TERM
if command -v nft >/dev/null && printf %s ${advertisementTable('@', departures)} | sed "s/^table ip6 @/table ip6 $t/" | nft -f - 2>"$d/why"; then
by=nft
counted() { nft list table ip6 $t | sed -n 's/.*counter packets \\([0-9]*\\).*/\\1/p'; }
else
by=tc
[ -s "$d/why" ] || ${lacking('nft (package nftables)')}
for dev in ${devices}; do if tc qdisc add dev "$dev" clsact 2>>"$d/why"; then added="$added $dev"; fi; done
printf %s ${advertisementFilters(departures)} | tc -batch - 2>>"$d/why" || { cat "$d/why" >&2; exit 1; }
counted() {
${joinSh(counts, '\n')}
}
fi`;
}
