import { sh } from '../sh.js';
import { mustSucceed, type PrimitiveHost } from './host.js';
import { octal, ownerSpec } from './write.js';

/**
 * `mw_mkdirs MODE OWNER PATH…`: creates folders with their missing parents; MODE and OWNER (both may be
 * empty) go to every folder that was created, and nothing else. Prints the created ones, separated. One fork
 * a path, plus one each for MODE and OWNER. With a MODE the folders are private until it is set.
 */
export const directoryPrelude = `
mw_mkdirs() (
  mw_m=$1 mw_c=$2
  shift 2
  [ -z "$mw_m" ] || umask 077
  mw_i=$#
  while [ "$mw_i" -gt 0 ]; do
    mw_i=$((mw_i - 1)) mw_p=$1
    shift
    [ ! -d "$mw_p" ] || continue
    mw_d=$mw_p
    while [ -n "$mw_d" ] && [ ! -d "$mw_d" ]; do
      case $mw_d in */) ;; *) set -- "$@" "$mw_d"; mw_put "$mw_d$mw_rs" ;; esac
      case $mw_d in */*) mw_d=\${mw_d%/*} ;; *) mw_d= ;; esac
    done
    mkdir -p -- "$mw_p" || exit 1
  done
  [ $# -gt 0 ] || exit 0
  [ -z "$mw_c" ] || chown -- "$mw_c" "$@" || exit 1
  [ -z "$mw_m" ] || chmod -- "$mw_m" "$@"
)
`;

interface DirectoryOptions {
  readonly mode?: number | undefined;
  readonly owner?: string | undefined;
  readonly group?: string | undefined;
}

/** Creates folders and their parents; returns those that were missing. Throws a DiagnosticError. */
export async function makeDirectories(
  host: PrimitiveHost,
  paths: readonly string[],
  options: DirectoryOptions = {},
): Promise<string[]> {
  if (paths.length === 0) return [];
  const mode = options.mode === undefined ? '' : octal(options.mode);
  const words = [mode, ownerSpec(options.owner, options.group), ...paths];
  const result = mustSucceed(await host.run(sh`mw_mkdirs ${words}`), 'mkdir', `create ${paths.join(', ')}`);
  return result.stdout.toString('utf8').split('\x1e').slice(0, -1);
}
