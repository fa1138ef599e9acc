import type { ModuleContext } from '../../module/types.js';
import { PROBE } from '../../shell/primitives/host.js';
import { folderOf } from '../../shell/primitives/path.js';
import { joinSh, type Sh, sh } from '../../shell/sh.js';
import { globPattern } from '../files/findFilter.js';

/** What is to be put into an archive. */
export interface Sources {
  /** The paths of the task, patterns replaced by what they match. */
  readonly paths: readonly string[];
  readonly excluded: readonly string[];
  readonly missing: readonly string[];
  /** Folder that names in the archive are relative to, with a slash at its end. */
  readonly root: string;
  readonly folders: readonly string[];
  readonly files: readonly string[];
  /** A folder is among the paths. */
  readonly tree: boolean;
}

/** Finds everything below the paths in one frame. `patterns` leave entries out by their whole path. */
export async function findSources(
  ctx: ModuleContext,
  query: {
    readonly paths: readonly string[];
    readonly exclude: readonly string[];
    readonly patterns: readonly string[];
    readonly dest: string | undefined;
  },
): Promise<Sources> {
  const result = await ctx.host.run(
    sh`list() { for p do
if [ -d "$p" ]; then printf 'T%s\\n' "$p"; find "$p" -mindepth 1 -type d | sed 's/^/D/'; find "$p" -mindepth 1 ! -type d | sed 's/^/F/'
elif [ -e "$p" ] || [ -L "$p" ]; then printf 'P%s\\n' "$p"; else printf 'M%s\\n' "$p"; fi; done; }
list ${globs(query.exclude)} | grep '^[TPM]'
printf '\\036'
list ${globs(query.paths)}`,
    PROBE,
  );
  const [left = '', found = ''] = result.stdout.toString('utf8').split('\x1e');
  const excluded = lines(left).map((line) => line.slice(1));
  const entries: Record<'T' | 'P' | 'M' | 'D' | 'F', string[]> = { T: [], P: [], M: [], D: [], F: [] };
  const paths: string[] = [];
  let skipped = false;
  for (const line of lines(found)) {
    const [kind, path] = [line[0] as keyof typeof entries, line.slice(1)];
    const top = kind === 'T' || kind === 'P' || kind === 'M';
    if (top) {
      // A pattern that matches nothing stays as it was written.
      skipped = excluded.includes(path) || (kind === 'M' && /[*?[]/.test(path));
      if (!skipped) paths.push(path);
    }
    if (!skipped) entries[kind].push(path);
  }
  const patterns = query.patterns.map(globPattern);
  const kept = (path: string): boolean =>
    path !== query.dest && !patterns.some((pattern) => pattern.test(path));
  return {
    paths,
    excluded,
    missing: entries.M,
    root: `${commonFolder(paths.map(folderOf)).replace(/\/$/, '')}/`,
    folders: unique(entries.D.filter(kept)),
    files: unique([...entries.P, ...entries.F].filter(kept)),
    tree: entries.T.length > 0,
  };
}

/** Words for the shell in which only the signs of patterns have a meaning. */
function globs(paths: readonly string[]): Sh {
  const word = (path: string): Sh =>
    joinSh(
      path.split(/([*?[\]])/).flatMap((part) => {
        if (part === '') return [];
        return [{ '*': sh`*`, '?': sh`?`, '[': sh`[`, ']': sh`]` }[part] ?? sh`${part}`];
      }),
      '',
    );
  return joinSh(paths.map(word), ' ');
}

function commonFolder(folders: readonly string[]): string {
  const [first = '', ...rest] = folders.map((folder) => folder.split('/'));
  if (first === '') return '';
  const same = first.findIndex((part, i) => rest.some((other) => other[i] !== part));
  return (same < 0 ? first : first.slice(0, same)).join('/');
}

/** Sorted, so that the same files make the same archive; paths may overlap. */
function unique(paths: readonly string[]): string[] {
  return [...new Set(paths)].sort();
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
