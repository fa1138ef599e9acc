import { type Sh, sh } from '../../../shell/sh.js';

/** Where a host keeps the records of its networks; root's alone. */
const folder = '/var/lib/meshwright/ledger';

/**
 * What a change is loading at the moment; empty when nothing is going on. It is locked for as long as a change lasts: one
 * at a time on a host, whoever makes it.
 */
export const workFile = `${folder}/work`;

/** Counts the changes that a host has made by itself, such as for a guest that was started. */
export const ownChanges = `${folder}/own-changes`;

/** Exit status of a script that waited in vain for another change to end. */
export const stillBusy = 76;

/** Seconds to wait for another change. */
const patience = 30;

/** Where nothing can lock a file: a symbolic link whose text is the process number and the start time of its owner. */
const link = `${workFile}.lock`;

/**
 * `until_free COMMAND…` waits until a command succeeds. `take` makes the link, and takes it over from an owner that is
 * gone; `free` is true when nobody holds it. `born PID` puts the text for a process into $born.
 */
const waiting = sh`until_free() {
waited=0
until "$@"; do
[ "$waited" -lt "$patience" ] || exit ${stillBusy}
if sleep 0.2 2>/dev/null; then waited=$((waited + 1)); else sleep 1; waited=$((waited + 5)); fi
done
}
born() {
IFS= read -r line <"/proc/$1/stat" || return 1
set -- "\${line%% *}" \${line##*) }
born=$1-\${21}
} 2>/dev/null
free() {
owner=$(readlink ${link}) || return 0
! { born "\${owner%-*}" && [ "$born" = "$owner" ]; }
}
take() {
ln -s "$me" ${link} 2>/dev/null && return
free && [ -n "$owner" ] && mv ${link} ${`${link}.`}$me 2>/dev/null || return 1
if [ "$(readlink ${`${link}.`}$me)" = "$owner" ]; then rm -f ${`${link}.`}$me; else mv ${`${link}.`}$me ${link}; fi
return 1
}`;

/** Runs a script while nobody else changes the network of the host; leaves with `stillBusy` when that takes too long. */
export function exclusively(body: Sh, seconds = patience): Sh {
  return sh`umask 077
[ -d ${folder} ] || mkdir -p ${folder} || exit 1
patience=${seconds * 5}
${waiting}
change() {
echo busy >${workFile} || exit 1
${body}
: >${workFile}
}
if command -v flock >/dev/null; then { until_free flock -n 9 && change; } 9>>${workFile}
else
born self && me=$born && until_free take
(change)
status=$?
rm -f ${link}
[ "$status" = 0 ] || exit "$status"
fi`;
}

/** Waits for a change that is going on, where a reader can tell; takes no process when there is none. */
export const untilSettled = sh`if [ -s ${workFile} ] && [ -r ${workFile} ]; then
patience=${patience * 5}
${waiting}
if command -v flock >/dev/null; then { until_free flock -s -n 9; } 9<${workFile}; else until_free free; fi
fi`;
