import { formatLedger, type Ledger } from '../../../net/ledger/ledger.js';
import type { LedgerStages } from '../../../net/ledger/progress.js';
import type { Segment } from '../../../net/plan/segment.js';
import { joinSh, type Sh, sh } from '../../../shell/sh.js';
import { ledgerPath } from './ledgerFile.js';
import { exclusively, ownChanges, workFile } from './lock.js';
import { sectionMark } from './readFrame.js';

/** Exit status of a frame that found a ledger written by somebody else since it was read. */
export const ledgerMoved = 75;

/**
 * The script that applies a plan as one frame while nobody else changes the host's network: the ledger first, then one
 * process for each run of steps of one tool, and last the ledger without what the plan gives up. It stops at the first
 * failure and says which segment that was.
 */
export function applyScript(
  segments: readonly Segment[],
  ledger: LedgerStages,
  known: Known,
  made: readonly string[],
  reread: readonly Sh[],
): Sh {
  const { old, during, after } = ledger;
  const body = [
    ...segments.flatMap((segment) => unchangedScript(segment, known.arptables)).slice(0, 1),
    recordScript(old, during, known),
    workScript(segments, workFile),
    ...(after === during && made.length === 0 ? [] : [storeScript(after, known.netns, made)]),
    ...reread,
  ];
  return sh`mark() { printf '\\036%s\\n' "$1"; }
${exclusively(joinSh(body, '\n'))}`;
}

/** The work alone. What a tool reads is written to a file first: a shell would start a process to feed it. */
export function workScript(segments: readonly Segment[], file: string): Sh {
  const work = segments.map((segment, i) => segmentScript(segment, i, file));
  const waits = segments.some(({ tool }) => tool === 'wait') ? [linked] : [];
  return joinSh([sh`failed() { : >${file}; mark "failed $1 $2"; exit 1; }`, ...waits, ...work], '\n');
}

/** The script that writes the ledger alone. */
export function ledgerScript(old: Ledger, next: Ledger, netns: string, made: readonly string[]): Sh {
  return exclusively(recordScript(old, next, { netns }, made));
}

/** What a plan was made for: a network namespace, and the changes of the host's own that it knows of. */
export interface Known {
  readonly netns: string;
  /** Undefined: they do not matter. */
  readonly ownChanges?: string;
  /** What arptables-save printed. */
  readonly arptables?: string;
}

/** arptables loads whole tables: rules that others have added since they were read would be lost. */
function unchangedScript({ tool, program, input }: Segment, saved = ''): Sh[] {
  if (tool !== 'arptables' || input === '') return [];
  const lines = saved.split('\n').map((line) => line.replace(/^\[\d+:\d+\] /, ''));
  const known = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => `${line}\n`);
  return [
    sh`now= nl='
'
set -f
IFS=$nl
for line in $(${`${program}-save`}); do
case $line in '#'*) ;; *) now=$now$line$nl ;; esac
done
IFS=' '
set +f
[ "$now" = ${known.join('')} ] || { : >${workFile}; exit ${ledgerMoved}; }`,
  ];
}

/** Writes the ledger by renaming, unless the host is no longer the one that was read. */
function recordScript(
  old: Ledger,
  next: Ledger,
  { netns, ownChanges: own }: Known,
  made: readonly string[] = [],
): Sh {
  const path = ledgerPath(netns);
  const head = formatLedger({ ...old, entries: new Map() }).trimEnd();
  const unseen =
    own === undefined
      ? sh``
      : sh`if [ -e ${ownChanges} ]; then read -r own <${ownChanges}; fi
`;
  return sh`head=${'meshwright-ledger 1 0'} own=
if [ -e ${path} ]; then IFS= read -r head <${path}; fi
${unseen}[ "$head $own" = ${`${head} ${own ?? ''}`} ] || { : >${workFile}; exit ${ledgerMoved}; }
${storeScript(next, netns, made)}`;
}

/** Writes the ledger with the kernel's numbers of the links that were `made`. */
function storeScript(ledger: Ledger, netns: string, made: readonly string[]): Sh {
  const path = ledgerPath(netns);
  const entries = new Map(ledger.entries);
  const names = made.filter((name) => entries.get(`link ${name}`)?.previous === null);
  for (const name of names) entries.set(`link ${name}`, { ...entries.get(`link ${name}`)!, index: 0 });
  const [first = '', ...rest] = formatLedger({ ...ledger, entries }).split('"index":0');
  const numbered = rest.map((text, i) => sh`; number ${numberedLink(first, rest, i)}; printf %s ${text}`);
  const number = sh`number() {
value=0
[ ! -r "/sys/class/net/$1/ifindex" ] || read -r value <"/sys/class/net/$1/ifindex"
printf '"index":%s' "$value"
}
`;
  return sh`${names.length === 0 ? sh`` : number}{ printf %s ${first}${joinSh(numbered, '')}; } >${`${path}.new`} && mv -f ${`${path}.new`} ${path} || exit 1`;
}

/** The link in whose line the n-th number is missing: that of the last line before it. */
function numberedLink(first: string, rest: readonly string[], n: number): string {
  const before = n === 0 ? first : rest[n - 1]!;
  return /link (\S+)\t[^\n]*$/.exec(before)?.[1] ?? '';
}

/** Prints again what was loaded, for texts that the kernel spells in its own way. */
export function rereadScript(segments: readonly Segment[], nft: readonly string[]): Sh[] {
  const programs = new Map(
    segments
      .filter(({ tool }) => tool.endsWith('tables'))
      .map(({ tool, program, commands }) => [tool, { program, restores: commands.length === 0 }]),
  );
  return [
    ...[...programs].map(([tool, { program, restores }]) =>
      restores
        ? sh`mark ${`saved ${tool} ${program}`}; ${`${program}-save`}`
        : sh`mark ${`listed ${tool} ${program}`}; ${program} -L -n`,
    ),
    ...nft.map((table) => sh`mark ${`nft ${table}`}; nft -s list table ${table.split(' ')}`),
  ];
}

/** The segment and setting (or line) at which a frame stopped, undefined when it did not. */
export function failurePoint(output: string): { segment: number; setting: number } | undefined {
  const match = new RegExp(`${sectionMark}failed (\\d+) (\\d*)`).exec(output);
  return match ? { segment: Number(match[1]), setting: Number(match[2] || 0) } : undefined;
}

/**
 * `linked MEMBER…` waits up to 15 s until a member of a bond has a link by the bond's own monitor; members that have no
 * such state belong to other drivers.
 */
const linked = sh`linked() {
tries=0
while [ "$tries" -lt 75 ]; do
for member in "$@"; do
IFS= read -r state 2>/dev/null </sys/class/net/$member/bonding_slave/mii_status && [ "$state" = up ] && return 0
done
sleep 0.2 2>/dev/null || sleep 1
tries=$((tries + 1))
done
echo "of the members that stay ($*) none has a link" >&2
return 1
}`;

function segmentScript(
  { tool, program, input, settings, waits, commands }: Segment,
  i: number,
  file: string,
): Sh {
  if (commands.length > 0)
    return joinSh(
      commands.map((words, j) => sh`${program} ${words} || failed ${i} ${j}`),
      '\n',
    );
  if (tool === 'wait') {
    return joinSh(
      waits.map((members, j) => sh`linked ${members} || failed ${i} ${j}`),
      '\n',
    );
  }
  if (tool === 'sysctl') {
    return joinSh(
      settings.map(
        ({ name, value }, j) => sh`printf '%s\\n' ${value} >${`/proc/sys/${name}`} || failed ${i} ${j}`,
      ),
      '\n',
    );
  }
  return sh`printf %s ${input} >${file} && ${commandOf(tool, program)} <${file} || failed ${i} 0`;
}

function commandOf(tool: Segment['tool'], program: string): Sh {
  switch (tool) {
    case 'ip':
      return sh`ip -batch -`;
    case 'ip6':
      return sh`ip -6 -batch -`;
    case 'bridge':
      return sh`bridge -batch -`;
    case 'nft':
      return sh`nft -f /dev/stdin`;
    case 'iptables':
    case 'ip6tables':
      return sh`${`${program}-restore`} -w 5 --noflush`;
    case 'ebtables':
      return sh`${`${program}-restore`} --noflush`;
    default:
      return sh`${`${program}-restore`}`;
  }
}
