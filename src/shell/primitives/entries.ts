import { randomBytes } from 'node:crypto';
import { sh } from '../sh.js';
import { mustSucceed, type PrimitiveHost } from './host.js';
import { folderOf, joinPath } from './path.js';

/**
 * `mw_link KIND TARGET PATH TEMP`: makes a symbolic (s) or hard (h) link under another name and renames it
 * over PATH, so PATH never goes missing. A folder at PATH is refused by rename unless it is empty: then it is
 * removed first. Two forks, three where mv has no -T.
 */
export const entriesPrelude = `
mw_link() (
  trap 'trap "" 1 2 13 15; [ ! -L "$4" ] && [ ! -e "$4" ] || rm -f -- "$4"' 0
  trap 'exit 75' 1 2 13 15
  if [ "$1" = s ]; then ln -s -- "$2" "$4" || exit 1; else ln -- "$2" "$4" || exit 1; fi
  if [ -d "$3" ] && [ ! -L "$3" ]; then rmdir -- "$3" || exit 1; fi
  if [ -d "$3" ]; then
    mv -fT -- "$4" "$3" 2>/dev/null && exit 0
    rm -f -- "$3" && mv -f -- "$4" "$3"
  else mv -f -- "$4" "$3"
  fi
)
`;

/** Makes or replaces a symbolic link atomically. `target` is written as it is. */
export async function makeSymlink(host: PrimitiveHost, target: string, path: string): Promise<void> {
  const result = await host.run(sh`mw_link s ${target} ${path} ${stagedName(path)}`);
  mustSucceed(result, 'link', `link ${path} to ${target}`);
}

/** Makes or replaces a hard link atomically. */
export async function makeHardLink(host: PrimitiveHost, source: string, path: string): Promise<void> {
  const result = await host.run(sh`mw_link h ${source} ${path} ${stagedName(path)}`);
  mustSucceed(result, 'link', `link ${path} to ${source}`);
}

/** Removes files and whole trees; what does not exist is fine. One fork. */
export async function removePaths(host: PrimitiveHost, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return;
  mustSucceed(await host.run(sh`rm -rf -- ${[...paths]}`), 'remove', `remove ${paths.join(', ')}`);
}

interface TouchTimes {
  /** `now`, or a time as touch -t takes it (`[[CC]YY]MMDDhhmm[.ss]`, the target's time zone). Default: left alone. */
  readonly access?: string | undefined;
  readonly modification?: string | undefined;
}

/** Sets times, creating an empty file when missing. One fork when both are the same, else two. */
export async function touchFile(host: PrimitiveHost, path: string, times: TouchTimes): Promise<void> {
  const { access, modification } = times;
  const one = (flag: string, time: string) =>
    time === 'now' ? sh`touch ${flag} -- ${path}` : sh`touch ${flag} -t ${time} -- ${path}`;
  const script =
    access === undefined && modification === undefined
      ? sh`[ -e ${path} ] || : >>${path}`
      : access === modification && access !== undefined
        ? one('-am', access)
        : sh`${access === undefined ? sh`:` : one('-a', access)} && ${modification === undefined ? sh`:` : one('-m', modification)}`;
  mustSucceed(await host.run(script), 'touch', `touch ${path}`);
}

/** A fresh temporary file or folder (mode 0600 or 0700); its path. One fork. */
export async function makeTemporary(
  host: PrimitiveHost,
  kind: 'file' | 'directory',
  options: { readonly folder?: string | undefined; readonly prefix?: string; readonly suffix?: string } = {},
): Promise<string> {
  const { folder, prefix = 'mw-', suffix = '' } = options;
  const name = `${prefix}${randomBytes(6).toString('hex')}${suffix}`;
  const place = folder === undefined ? sh`"\${TMPDIR:-/tmp}"/${name}` : sh`${joinPath(folder, name)}`;
  const make = kind === 'directory' ? sh`mkdir -m 0700 -- "$mw_t"` : sh`(umask 077; set -C; : >"$mw_t")`;
  const result = await host.run(sh`mw_t=${place}; ${make} && mw_put "$mw_t"`);
  return mustSucceed(result, 'temporary', `create a temporary ${kind}`).stdout.toString('utf8');
}

function stagedName(path: string): string {
  return joinPath(folderOf(path) || '.', `.mw-${randomBytes(8).toString('hex')}`);
}
