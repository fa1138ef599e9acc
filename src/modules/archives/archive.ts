import type { ModuleContext } from '../../module/types.js';
import { PROBE } from '../../shell/primitives/host.js';
import { sh } from '../../shell/sh.js';

export interface Selection {
  readonly exclude: readonly string[];
  readonly include: readonly string[];
  readonly extraOptions: readonly string[];
  readonly keepNewer: boolean;
  readonly owner: string | undefined;
  readonly group: string | undefined;
  /** The task sets modes itself. */
  readonly setsMode: boolean;
}

/** An archive of the target as it was found. */
export interface Archive {
  /** The name that ansible-core gives to this kind. */
  readonly handler: string;
  readonly zip: boolean;
  /** Names of what is in it. */
  readonly names: readonly string[];
  /** What tar (or the comparison of a zip) says about the folder it goes to. */
  readonly differences: readonly string[];
  /** Why it cannot be read; undefined when it can. */
  readonly refused: string | undefined;
}

const HANDLERS: readonly (readonly [magic: string, handler: string])[] = [
  ['504b', 'ZipArchive'],
  ['1f8b', 'TgzArchive'],
  ['425a68', 'TarBzipArchive'],
  ['fd377a58', 'TarXzArchive'],
  ['28b52ffd', 'TarZstdArchive'],
];

/** Lists an archive and compares it with a folder: one frame. Without GNU tar everything counts as different. */
export async function probeArchive(
  ctx: ModuleContext,
  path: string,
  folder: string,
  selection: Selection,
): Promise<Archive> {
  const result = await ctx.host.run(
    sh`mw_put "$(od -An -tx1 -N4 -- ${path})$mw_rs"
case $(od -An -tx1 -N2 -- ${path}) in
*50*4b*)
  command -v unzip >/dev/null 2>&1 || { mw_put "Unable to find required 'unzip' or 'zipinfo' binary in the path."; exit 3; }
  unzip -Z1 ${path} 2>&1 || unzip -l ${path} 2>/dev/null | sed -n 's/^ *[0-9]* [-0-9]* [0-9:]*  *//p' || exit 3
  mw_put "$mw_rs"
  mw_t=$(mktemp -d) || exit 4
  unzip -qq -o ${path} -d "$mw_t" >/dev/null 2>&1
  (cd "$mw_t" && find . ! -type d -print) | while IFS= read -r mw_f; do
    cmp -s "$mw_t/$mw_f" ${folder}/"$mw_f" || mw_put "$mw_f: content differs$mw_nl"
  done
  (cd "$mw_t" && find . -type d -print) | while IFS= read -r mw_f; do
    [ -d ${folder}/"$mw_f" ] || mw_put "$mw_f: missing$mw_nl"
  done
  rm -rf -- "$mw_t" ;;
*)
  command -v tar >/dev/null 2>&1 || { mw_put "Unable to find required 'tar' on the target"; exit 3; }
  tar ${selection.extraOptions} -tf ${path} ${tarSelection(selection)} 2>&1 || exit 3
  mw_put "$mw_rs"
  if tar --help 2>&1 | grep -q -- --compare; then
    LC_ALL=C tar --diff -C ${folder} ${selection.extraOptions} -f ${path} ${tarSelection(selection)} 2>&1
  else
    mw_put ': Mod time differs'
  fi ;;
esac
:`,
    PROBE,
  );
  const [magic = '', names = '', differences = ''] = result.stdout.toString('utf8').split('\x1e');
  const hex = magic.replace(/\s/g, '');
  const handler = HANDLERS.find(([start]) => hex.startsWith(start))?.[1] ?? 'TarArchive';
  const zip = handler === 'ZipArchive';
  return {
    handler,
    zip,
    names: lines(names),
    differences: zip ? lines(differences) : lines(differences).filter((line) => matters(line, selection)),
    refused: result.rc === 0 ? undefined : lines(names).at(-1) || `exit status ${result.rc}`,
  };
}

/** Takes an archive apart in a folder; the result is that of the program. */
export async function extractArchive(
  ctx: ModuleContext,
  archive: Archive,
  path: string,
  folder: string,
  selection: Selection,
): Promise<{ readonly cmd: string[]; readonly rc: number; readonly out: string; readonly err: string }> {
  const { exclude, include, extraOptions, keepNewer, owner, group } = selection;
  const cmd = archive.zip
    ? [
        'unzip',
        keepNewer ? '-uo' : '-o',
        ...extraOptions,
        path,
        ...include,
        ...(exclude.length > 0 ? ['-x', ...exclude] : []),
        '-d',
        folder,
      ]
    : [
        'tar',
        '-x',
        ...(keepNewer ? ['--keep-newer-files'] : []),
        ...(owner === undefined ? [] : [`--owner=${owner}`]),
        ...(group === undefined ? [] : [`--group=${group}`]),
        '-C',
        folder,
        ...extraOptions,
        '-f',
        path,
        ...tarSelection(selection),
      ];
  const result = await ctx.host.run(sh`${cmd}`);
  return { cmd, rc: result.rc, out: result.stdout.toString('utf8'), err: result.stderr.toString('utf8') };
}

function tarSelection({ exclude, include }: Selection): string[] {
  return [...exclude.map((pattern) => `--exclude=${pattern}`), ...include];
}

/** Owners, groups and modes that the task sets itself do not count; nor does what keep_newer leaves alone. */
function matters(line: string, { owner, group, keepNewer, setsMode }: Selection): boolean {
  if (/: Uid differs$/.test(line)) return owner === undefined;
  if (/: Gid differs$/.test(line)) return group === undefined;
  if (/: Mode differs$/.test(line)) return !setsMode;
  if (/: Mod time differs$/.test(line)) return !keepNewer;
  return /: Symlink differs$|: Warning: Cannot stat: |: Invalid (owner|group)$|: Cannot open: No such/.test(
    line,
  );
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
