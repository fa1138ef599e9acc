import { kindsOf } from '../../../net/document/document.js';
import { filterTools } from '../../../net/object/types.js';
import type { Wish } from '../../../net/plan/wish.js';
import { joinSh, type Sh, sh } from '../../../shell/sh.js';
import { type Trial, trialsOf } from './capabilities.js';
import { ledgerPath } from './ledgerFile.js';
import { ownChanges, untilSettled } from './lock.js';

/** Starts a section of the frame's output. */
export const sectionMark = '\x1e';

/**
 * The script that reads everything a plan needs, as one frame: `ip` twice, and further tools only where the
 * document or the ledger speaks of them. It writes nothing.
 */
export function readScript(wishes: readonly Wish[], netns: string): Sh {
  const kinds = kindsOf(wishes);
  const tools = new Set(wishes.flatMap(({ object }) => (object.kind === 'chain' ? [object.tool] : [])));
  const wanted = [
    kinds.has('fdb') && sh`fdb=1`,
    kinds.has('link') && wishes.some(({ state }) => state === 'absent') && sh`fdb=1`,
    ...[...tools].map((tool) => sh`chains="$chains "${tool}`),
    ...wishes.map(({ object }) =>
      object.kind === 'nft' ? sh`nfts="$nfts"${`${object.family} ${object.table}\n`}` : false,
    ),
    ...wishes.map(({ object }) =>
      object.kind === 'sysctl' ? sh`sysctls="$sysctls"${`${object.name}\n`}` : false,
    ),
  ].filter((line) => line !== false);
  return sh`mark() { printf '\\036%s\\n' "$1"; }
tab='\t' nl='
' fdb= chains= nfts= sysctls= remade=
command -v ip >/dev/null || exit 127
${untilSettled}
${chainsScript}
${joinSh(wanted, '\n')}
mark boot
while IFS= read -r line; do printf '%s\\n' "$line"; done </proc/sys/kernel/random/boot_id
mark own
if [ -r ${ownChanges} ]; then read -r own <${ownChanges}; printf '%s\\n' "$own"; fi
head=
is_same() {
case $2 in *'"index":'*) index=\${2##*'"index":'} ;; *) return 0 ;; esac
[ -r "/sys/class/net/$1/ifindex" ] && read -r number <"/sys/class/net/$1/ifindex" || return 0
[ "$number" = "\${index%%[!0-9]*}" ]
}
mark ledger
if [ -r ${ledgerPath(netns)} ]; then
while IFS= read -r line; do
[ -n "$head" ] || head=$line
printf '%s\\n' "$line"
key=\${line%%"$tab"*}
case $key in
'fdb '*) fdb=1 ;;
'link '*) fdb=1; is_same "\${key#link }" "$line" || remade=1 ;;
'chain '*) key=\${key#chain } chains="$chains \${key%% *}" ;;
'nft '*) nfts="$nfts\${key#nft }$nl" ;;
'sysctl '*) sysctls="$sysctls\${key#sysctl }$nl" ;;
esac
done <${ledgerPath(netns)}
fi
[ -z "$remade" ] || { mark boot-files; cat /etc/systemd/network/*-mw-*.netdev /etc/network/interfaces.d/60-mw-* /etc/netplan/60-mw-*.yaml 2>/dev/null; }
for folder in /var/lib/meshwright /var/lib/meshwright/ledger; do
[ ! -d $folder ] || [ -x $folder ] || mark unread
done
mark ip
ip -N -d -j -batch - <<_MW_ || exit 3
${queryText}_MW_
mark rules6
ip -N -6 -j rule show
[ -z "$fdb" ] || if command -v bridge >/dev/null; then mark fdb; bridge -j fdb show; else mark 'missing bridge'; fi
[ -z "$nfts" ] || command -v nft >/dev/null || { mark 'missing nft'; nfts=; }
tables='|'
has_table() { case $tables in *"|$1|"*) ;; *) return 1 ;; esac; }
IFS=$nl
for table in $nfts; do
IFS=' '
mark "nft $table"
has_table "$table" || if text=$(nft -s list table $table 2>/dev/null); then
tables="$tables$table|"
printf '%s\\n' "$text"
fi
IFS=$nl
done
IFS=' '
${joinSh(trialsOf(wishes).map(trialScript), '\n')}
for tool in ${filterTools}; do
case " $chains " in *" $tool "*)
if command -v "$tool" >/dev/null; then chains_of "$tool"; else mark "missing $tool"; fi ;;
esac
done
mark sysctls
# dash reads byte by byte, which the kernel answers with the first byte alone
IFS=$nl
if [ -n "$sysctls" ]; then cd /proc/sys && grep -sH '' $sysctls /dev/null; fi
IFS=' '
now=
[ ! -r ${ledgerPath(netns)} ] || IFS= read -r now <${ledgerPath(netns)}
[ "$head" = "$now" ] || mark moved
:`;
}

const queryText = sh`address show
route show table all
rule show
neighbour show nud permanent
neighbour show proxy
`;

/**
 * Prints the chains of a filter tool, those of arptables with counters, which its restore would lose; and the program to use: where the kernel lacks what the tool is built for, that
 * of the kernel's older tables. arptables for these prints a list, as its save program is written in Perl.
 */
const chainsScript = sh`chains_of() {
counters=
[ "$1" != arptables ] || counters=-c
saved=$("$1-save" $counters 2>/dev/null)
if [ -z "$saved" ] && [ "$1" != ebtables ] && command -v "$1-legacy" >/dev/null &&
! unshare -n "$1" -N mw-trial >/dev/null 2>&1 && unshare -n "$1-legacy" -N mw-trial >/dev/null 2>&1; then
set -- "$1" "$1-legacy"
saved=
fi
if [ "$1" = arptables ] && [ -z "$saved" ]; then
case $("\${2:-$1}" -V 2>&1) in *nf_tables*) ;; *)
mark "listed $1 \${2:-$1}"
"\${2:-$1}" -L -n
return ;;
esac
fi
mark "saved $1 \${2:-$1}"
if [ -n "$saved" ]; then printf '%s\\n' "$saved"; elif [ -n "$2" ]; then "$2-save"; fi
}`;

/** Tries a type where nothing can be disturbed, unless the host has one already or it was tried before. */
function trialScript({ type, present, words, otherwise }: Trial): Sh {
  return sh`${present} >/dev/null 2>&1 || case " $tried " in *${` ${type} `}*) ;; *)
tried="$tried "${type}
case $(unshare -n ${words} 2>&1) in *'Unknown device type'*|*'not supported'*) mark ${`lacks ${type}`}
chains="$chains "${otherwise.join(' ')} ;; esac ;;
esac`;
}
