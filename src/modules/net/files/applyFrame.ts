import { octal } from '../../../shell/primitives/write.js';
import { joinSh, type Sh, sh } from '../../../shell/sh.js';
import type { FileChange } from './plan.js';

/** Where files stay that somebody has changed by hand, below their own path. */
const keptFolder = '/var/lib/meshwright/foreign';

/** Folders that are there for additions only, and go with the last one. */
const ownFolder = /\.(network|netdev)\.d$|\/(networkd\.conf|networking\.service)\.d$|^\/etc\/meshwright\//;

/**
 * The script that makes the changes as one frame; each file is swapped by renaming. It stops at the first failure. A file
 * comes into its place only when the program that will read it takes it: netplan makes no network at all of files of which
 * it refuses one, but what it refused before is not for this file to mend.
 */
export function applyFilesScript(changes: readonly FileChange[]): Sh {
  return joinSh(
    [
      sh`keep() {
(umask 077; mkdir -p "${keptFolder}\${1%/*}") && cp -p -- "$1" "${keptFolder}$1.$(date +%Y%m%dT%H%M%S)"
}
place() {
[ -d "\${1%/*}" ] || mkdir -p -- "\${1%/*}" || return 1
temp=\${1%/*}/.mw-$$
case $2 in
0644) printf %s "$3" >"$temp" ;;
0600) (umask 077; printf %s "$3" >"$temp") ;;
*) printf %s "$3" >"$temp" && chmod "$2" "$temp" ;;
esac && check "$1" "$temp" && mv -f -- "$temp" "$1" && return
rm -f -- "$temp"
return 1
}
check() {
case $1 in
*/mw-*.service | */*.d/*.conf) ;;
*/if-pre-up.d/* | */filter/*) sh -n "$2" ;;
*/interfaces.d/*)
command -v ifquery >/dev/null || return 0
said=$(ifquery -a --list -i "$2" 2>&1 >/dev/null) && [ -z "$said" ] || { printf '%s\\n' "$said" >&2; return 1; } ;;
/etc/netplan/*) check_netplan "$1" "$2" ;;
esac
}
check_netplan() {
for generate in /usr/libexec/netplan/generate /usr/lib/netplan/generate; do
[ -x "$generate" ] || continue
said=$(try_netplan "$1" "$2") || ! try_netplan "$1" "$1" >/dev/null && return
printf '%s\\n' "$said" >&2
return 1
done
}
try_netplan() {
all=$(mktemp -d) || return 1
for folder in /usr/lib /etc /run; do
mkdir -p "$all$folder" && { [ ! -d "$folder/netplan" ] || cp -rp "$folder/netplan" "$all$folder"; }
done
mkdir -p "$all/etc/netplan" && { [ ! -e "$2" ] || cp -p -- "$2" "$all$1"; }
told=$("$generate" --root-dir "$all" 2>&1)
set -- $?
rm -rf -- "$all"
printf '%s\\n' "$told" | sed "s|$all||g"
return "$1"
}
umask 022`,
      ...changes.map(changeScript),
      sh`:`,
    ],
    '\n',
  );
}

function changeScript(change: FileChange): Sh {
  const { path } = change;
  switch (change.kind) {
    case 'write': {
      const keep = change.keep ? sh`keep ${path} && ` : sh``;
      return sh`${keep}place ${path} ${octal(change.mode)} ${change.text} || exit 1`;
    }
    case 'link':
      return sh`mkdir -p -- ${path.slice(0, path.lastIndexOf('/'))} && ln -sfn -- ${change.target} ${path} || exit 1`;
    case 'remove': {
      const keep = change.keep ? sh`keep ${path} && ` : sh``;
      const folder = path.slice(0, path.lastIndexOf('/'));
      const emptied = ownFolder.test(folder) ? sh`; rmdir ${parents(folder)} -- ${folder} 2>/dev/null` : sh``;
      return sh`${keep}rm -f -- ${path} || exit 1${emptied}`;
    }
  }
}

/** Whether the folders above go too; the others are those of programs. */
function parents(folder: string): readonly string[] {
  return folder.startsWith('/etc/meshwright/') ? ['-p'] : [];
}
