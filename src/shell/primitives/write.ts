import { createHash, randomBytes } from 'node:crypto';
import { DiagnosticError, diagnostic } from '../../diag/diagnostic.js';
import { sh } from '../sh.js';
import { causeOf, type HostResult, type PrimitiveHost } from './host.js';
import { OutputReader } from './output.js';
import { folderOf, joinPath } from './path.js';
import { readStats } from './stat.js';
import type { FileStat } from './statRecord.js';

/**
 * `mw_write PATH TEMP EXPECT SUM MODE OWNER KEEPMODE KEEPOWNER OPTIONS [VALIDATE…] <payload`
 *
 * The payload goes to TEMP (created 0600, never an existing file) and is checked against SUM, so a cut
 * transfer never reaches PATH. Attributes of an existing file are carried over whole (GNU cp also keeps
 * ACLs and extended attributes), then those asked for are set. The digest of PATH is taken as late as
 * possible: when it is not EXPECT any more, nothing is touched. rename(2) swaps. TEMP is gone in the end.
 * Status 70 stale, 71 payload not stored, 72 refused by VALIDATE, 73 attributes, 74 rename, 76 backup.
 * OPTIONS: b backup, u write in place when the rename fails (a bind mount), d flush to disk before the swap.
 */
export const writePrelude = `
mw_write() (
  mw_p=$1 mw_w=$2 mw_e=$3 mw_n=$4 mw_m=$5 mw_c=$6 mw_km=$7 mw_kc=$8 mw_z=$9
  shift 9
  mw_b=
  trap 'trap "" 1 2 13 15; [ ! -e "$mw_w" ] || rm -f -- "$mw_w"' 0
  trap 'exit 75' 1 2 13 15
  (umask 077; set -C; exec cat >"$mw_w") || exit 71
  if [ -d "$mw_p" ] && [ ! -L "$mw_p" ]; then echo "$mw_p is a directory" >&2; exit 70; fi
  if [ -e "$mw_p" ] || [ -L "$mw_p" ]; then
    [ "$mw_e" != absent ] || { echo "$mw_p has appeared in the meantime" >&2; exit 70; }
  elif [ "$mw_e" != absent ] && [ "$mw_e" != any ]; then
    echo "$mw_p has disappeared in the meantime" >&2; exit 70
  fi
  if [ -f "$mw_p" ]; then mw_keep
  elif [ -z "$mw_m" ]; then chmod =rw "$mw_w" || exit 73
  fi
  if [ -n "$mw_c" ]; then chown -- "$mw_c" "$mw_w" || exit 73; fi
  if [ -n "$mw_m" ]; then chmod -- "$mw_m" "$mw_w" || exit 73; fi
  if [ $# -gt 0 ]; then
    "$@" </dev/null >&2 || { mw_i=$?; mw_put "$mw_i$mw_rs"; exit 72; }
  fi
  case $mw_e in
  absent | any) mw_s=$(mw_sum sha1 "$mw_w") || exit 71 ;;
  *)
    mw_s=$(mw_sum sha1 "$mw_p" "$mw_w") || exit 71
    mw_f=\${mw_s%%[ *]*}
    [ "\${mw_f#\\\\}" = "$mw_e" ] || { echo "$mw_p has changed in the meantime" >&2; exit 70; }
    mw_s=\${mw_s#*"$mw_nl"} ;;
  esac
  mw_s=\${mw_s%%[ *]*}
  [ "\${mw_s#\\\\}" = "$mw_n" ] || { echo "the data did not arrive whole" >&2; exit 71; }
  case $mw_z in *b*)
    if [ -f "$mw_p" ]; then
      mw_b=$mw_p.$$.$(date +%Y-%m-%d@%H:%M:%S)~
      cp -p -- "$mw_p" "$mw_b" || exit 76
    fi ;;
  esac
  case $mw_z in *d*) sync -- "$mw_w" 2>/dev/null || sync ;; esac
  if ! mv -f -- "$mw_w" "$mw_p" </dev/null; then
    case $mw_z in *u*) cat <"$mw_w" >"$mw_p" || exit 74 ;; *) exit 74 ;; esac
  fi
  mw_put "$mw_b$mw_rs"
  mw_stat - - - "$mw_p"
)
mw_keep() {
  mw_f=timestamps,links\${mw_m:+,mode}
  cp --attributes-only --preserve=all "--no-preserve=$mw_f" -- "$mw_p" "$mw_w" 2>/dev/null && return
  [ -O "$mw_p" ] && [ -G "$mw_p" ] && [ -G "$mw_w" ] || chown -- "$mw_kc" "$mw_w" 2>/dev/null
  [ -n "$mw_m" ] || chmod -- "$mw_km" "$mw_w" || exit 73
}
`;

export type WriteProblem =
  | 'stale'
  | 'store'
  | 'validate'
  | 'attributes'
  | 'rename'
  | 'backup'
  | 'interrupted';

/** A write that did not happen: the old file is untouched. */
export class WriteError extends DiagnosticError {
  constructor(
    readonly problem: WriteProblem,
    message: string,
    readonly result: HostResult,
    /** Exit status of the validate command. */
    readonly validateRc?: number,
  ) {
    super(diagnostic(`target-write-${problem}`, message, { fix: REMEDIES[problem] }));
  }
}

interface WriteRequest {
  /** Expanded path; a link is replaced, so pass FileStat.real to write through it. */
  readonly path: string;
  /** Bytes to send, or a file of the target (with its sha1) to take them from. */
  readonly content: Uint8Array | { readonly path: string; readonly sha1: string };
  /** The file as it was probed (with the sha1 of its content): the write is refused when it is not that any more. `any`: overwrite. */
  readonly current: { readonly stat: FileStat; readonly sha1: string | undefined } | 'any';
  /** Permission bits; default: those of the existing file, else 0666 without the umask. */
  readonly mode?: number | undefined;
  /** Name or number. */
  readonly owner?: string | undefined;
  readonly group?: string | undefined;
  readonly backup?: boolean;
  /** Command words; those equal to or holding `%s` get the staged file's name. */
  readonly validate?: readonly string[] | undefined;
  readonly unsafeWrites?: boolean;
  /** Flush to disk before the swap. Costs a disk write. Default false. */
  readonly durable?: boolean;
}

export interface WriteResult {
  readonly stat: FileStat;
  /** Path of the backup, when one was asked for and there was a file. */
  readonly backup?: string;
}

/** Replaces a file atomically (compare and swap). Throws WriteError; then the old file is intact. */
export async function writeFile(host: PrimitiveHost, request: WriteRequest): Promise<WriteResult> {
  const { path, content } = request;
  const temp = joinPath(folderOf(path) || '.', `.mw-${randomBytes(8).toString('hex')}`);
  const kept = request.current === 'any' ? undefined : request.current.stat;
  const words = [
    path,
    temp,
    expectation(request.current),
    content instanceof Uint8Array ? createHash('sha1').update(content).digest('hex') : content.sha1,
    request.mode === undefined ? '' : octal(request.mode),
    ownerSpec(request.owner, request.group),
    kept?.exists ? octal(kept.mode) : '0644',
    kept?.exists ? `${kept.uid}:${kept.gid}` : '',
    `-${request.backup ? 'b' : ''}${request.unsafeWrites ? 'u' : ''}${request.durable ? 'd' : ''}`,
    ...(request.validate ?? []).map((word) => word.replaceAll('%s', temp)),
  ];
  const result =
    content instanceof Uint8Array
      ? await host.run(sh`mw_write ${words}`, { stdin: content })
      : await host.run(sh`mw_write ${words} <${content.path}`);
  const reader = new OutputReader(result.stdout);
  if (result.rc !== 0) throw refused(result, request, reader);
  const backup = reader.field();
  const stat = readStats(reader, 1).stats[0]!;
  return backup ? { stat, backup } : { stat };
}

/** `owner:group` as chown takes it; empty when neither is given. */
export function ownerSpec(owner: string | undefined, group: string | undefined): string {
  return group === undefined ? (owner ?? '') : `${owner ?? ''}:${group}`;
}

/** Permission bits as chmod takes them, always with the set-id digit so that it is cleared on directories too. */
export function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

const PROBLEMS: Readonly<Record<number, WriteProblem>> = {
  70: 'stale',
  71: 'store',
  72: 'validate',
  73: 'attributes',
  74: 'rename',
  75: 'interrupted',
  76: 'backup',
};

const REMEDIES: Readonly<Record<WriteProblem, string | undefined>> = {
  stale: 'run the task again: somebody else has changed the file since it was examined',
  store: 'check free space and permissions of the folder',
  validate: undefined,
  attributes: 'check that the owner and group exist and that the remote user may set them',
  rename: 'a file that is a mount point cannot be renamed over: set unsafe_writes',
  backup: 'check free space and permissions of the folder',
  interrupted: undefined,
};

function refused(result: HostResult, request: WriteRequest, reader: OutputReader): WriteError {
  const problem = PROBLEMS[result.rc] ?? 'interrupted';
  const message = `could not write ${request.path}: ${causeOf({ ...result, stdout: Buffer.alloc(0) })}`;
  return new WriteError(
    problem,
    message,
    result,
    problem === 'validate' ? Number(reader.field()) : undefined,
  );
}

function expectation(current: WriteRequest['current']): string {
  if (current === 'any') return 'any';
  if (!current.stat.exists && !current.stat.isLink) return 'absent';
  return current.sha1 ?? 'any';
}
