import { fail } from '../../diag/diagnostic.js';
import { type Sh, sh } from '../sh.js';
import { type ChecksumAlgorithm, digestOf } from './checksum.js';
import { type HostResult, mustSucceed, PROBE, type PrimitiveHost } from './host.js';
import { OutputReader } from './output.js';
import { targetPath } from './path.js';
import { absentFile, type FileStat, parseStatLine } from './statRecord.js';

/**
 * `mw_stat OPTIONS LIMIT PATH…`: for each path its flags, its expanded name, link target and resolved name; then one line
 * of stat(1) per existing path, then one digest per readable regular file, then the last path's content.
 * OPTIONS: L follow links, R resolve links, sALGORITHM: digests, c content. One fork, one more per link, per
 * digest run and for content. LIMIT bounds the content in bytes (`-`: no limit).
 */
export const statPrelude = `
mw_stat_format='%f|%u|%g|%U|%G|%s|%X|%Y|%Z|%i|%h|%d|%b|%o|%t|%T|%x|%y|%z'
mw_stat() {
  mw_o=$1 mw_s=$2 mw_l=$3
  shift 3
  mw_i=$# mw_f=
  while [ "$mw_i" -gt 0 ]; do
    mw_p=$1 mw_f= mw_t= mw_r=
    shift
    mw_i=$((mw_i - 1))
    if [ -L "$mw_p" ]; then
      mw_f=l mw_t=$(readlink -- "$mw_p")
      case $mw_o in *R*) mw_r=$(readlink -f -- "$mw_p") ;; esac
      case $mw_o in *L*) [ ! -e "$mw_p" ] || mw_f=le ;; *) mw_f=le ;; esac
    elif [ -e "$mw_p" ]; then mw_f=e
    fi
    case $mw_f in *e)
      [ ! -r "$mw_p" ] || mw_f=\${mw_f}r
      [ ! -w "$mw_p" ] || mw_f=\${mw_f}w
      [ ! -x "$mw_p" ] || mw_f=\${mw_f}x
      set -- "$@" "$mw_p"
      if mw_is_data "$mw_p"; then mw_f=\${mw_f}f; fi ;;
    esac
    mw_put "$mw_f$mw_rs$mw_p$mw_rs$mw_t$mw_rs$mw_r$mw_rs"
  done
  [ $# -gt 0 ] || return 0
  case $mw_o in
  *L*) stat -L -c "$mw_stat_format" -- "$@" || return 1 ;;
  *) stat -c "$mw_stat_format" -- "$@" || return 1 ;;
  esac
  if [ "$mw_s" != - ]; then
    mw_i=$#
    while [ "$mw_i" -gt 0 ]; do
      mw_i=$((mw_i - 1))
      if mw_is_data "$1"; then set -- "$@" "$1"; fi
      shift
    done
    [ $# -eq 0 ] || mw_sum "$mw_s" "$@" || return 1
  fi
  case $mw_o$mw_f in *c*f)
    if [ "$mw_l" = - ]; then cat -- "$mw_p"; else head -c "$mw_l" -- "$mw_p"; fi ;;
  esac
}
mw_is_data() {
  [ -f "$1" ] && [ -r "$1" ] || return 1
  case $mw_o in *L*) return 0 ;; esac
  [ ! -L "$1" ]
}
`;

interface StatOptions {
  /** Replace `~` and variables in the paths (what a user wrote); names found on the target stay literal. Default false. */
  readonly expand?: boolean;
  /** Look at what a link points to; `isLink` still tells that it is one. Default false. */
  readonly follow?: boolean;
  /** Resolve links completely (`FileStat.real`). One more fork per link. Default false. */
  readonly resolve?: boolean;
  /** Add digests of readable regular files. */
  readonly checksum?: ChecksumAlgorithm;
}

/** The facts about paths, in order, in one frame. Throws a DiagnosticError when stat(1) fails. */
export async function statFiles(
  host: PrimitiveHost,
  paths: readonly string[],
  options: StatOptions = {},
): Promise<FileStat[]> {
  if (paths.length === 0) return [];
  return parseStat(await host.run(statScript(paths, options), PROBE), paths.length, options).stats;
}

/** The facts about one path. */
export async function statFile(
  host: PrimitiveHost,
  path: string,
  options: StatOptions = {},
): Promise<FileStat> {
  return (await statFiles(host, [path], options))[0]!;
}

/** A file's facts together with its content, read in one frame. */
export interface FileContent {
  readonly stat: FileStat;
  /** undefined when the path is not a readable regular file. At most `limit` bytes. */
  readonly content: Buffer | undefined;
}

/** Facts and content of one file; follows links (the content is the target's). Two forks. */
export async function probeFile(
  host: PrimitiveHost,
  path: string,
  options: StatOptions & { readonly limit?: number | undefined } = {},
): Promise<FileContent> {
  return parseContent(await host.run(contentScript(path, options), PROBE), options);
}

/** The script behind probeFile, for a batch with other probes. */
export function contentScript(
  path: string,
  options: StatOptions & { readonly limit?: number | undefined } = {},
): Sh {
  return script([path], { follow: true, resolve: true, ...options }, options.limit ?? '-', true);
}

/** Reads what contentScript printed. */
export function parseContent(result: HostResult, options: StatOptions = {}): FileContent {
  const { stats, rest } = parseStat(result, 1, options);
  const stat = stats[0]!;
  return { stat, content: stat.hasData ? Buffer.from(rest) : undefined };
}

/** The script behind statFiles, for a batch with other probes. */
export function statScript(paths: readonly string[], options: StatOptions = {}): Sh {
  return script(paths, options, '-', false);
}

/** Reads what statScript printed for `count` paths. */
export function parseStat(
  result: HostResult,
  count: number,
  options: StatOptions = {},
): { stats: FileStat[]; rest: Buffer } {
  const reader = new OutputReader(mustSucceed(result, 'stat', 'examine files').stdout);
  return readStats(reader, count, options);
}

/** Reads `count` stat records from the prelude's output. */
export function readStats(
  reader: OutputReader,
  count: number,
  options: StatOptions = {},
): { stats: FileStat[]; rest: Buffer } {
  const heads = Array.from({ length: count }, () => ({
    flags: complete(reader.field()),
    path: complete(reader.field()),
    link: complete(reader.field()),
    real: complete(reader.field()),
  }));
  const stats = heads.map((head) =>
    head.flags.includes('e') ? parseStatLine(complete(reader.line()), head) : absentFile(head),
  );
  if (options.checksum === undefined) return { stats, rest: reader.rest() };
  const summed = stats.map((stat) =>
    stat.hasData ? { ...stat, checksum: digestOf(complete(reader.line())) } : stat,
  );
  return { stats: summed, rest: reader.rest() };
}

function script(
  paths: readonly string[],
  options: StatOptions,
  limit: number | string,
  content: boolean,
): Sh {
  const flags = `-${options.follow ? 'L' : ''}${options.resolve ? 'R' : ''}${content ? 'c' : ''}`;
  return sh`mw_stat ${flags} ${options.checksum ?? '-'} ${limit} ${options.expand ? paths.map(targetPath) : [...paths]}`;
}

function complete(text: string | undefined): string {
  return (
    text ?? fail('target-stat', 'a file changed while it was being examined', { fix: 'run the task again' })
  );
}
