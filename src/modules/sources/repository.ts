import { errorText } from '../../module/output.js';
import type { ModuleContext } from '../../module/types.js';
import { targetPath } from '../../shell/primitives/path.js';
import { sh } from '../../shell/sh.js';

/** A checkout as it is on the target. */
export interface Repository {
  /** `occupied`: a folder with something else in it. */
  readonly kind: 'absent' | 'occupied' | 'checkout' | 'bare';
  /** Commit of HEAD; undefined in an empty repository. */
  readonly head: string | undefined;
  /** Branch that is checked out; undefined for a detached HEAD. */
  readonly branch: string | undefined;
  readonly url: string | undefined;
  /** Tracked files differ from HEAD. */
  readonly modified: boolean;
  /** Submodules are missing or at another commit. */
  readonly staleSubmodules: boolean;
  /** The archive that was asked for exists and holds what HEAD holds. */
  readonly archived: boolean;
  /** Commit that the wanted revision stands for in this repository. */
  readonly resolved: string | undefined;
}

/** The answer of the remote repository: its lines of refs, or why there are none. */
export interface Remote {
  readonly refs: ReadonlyMap<string, string>;
  /** The branch that its HEAD points to. */
  readonly defaultBranch: string | undefined;
  readonly error: string | undefined;
}

interface RepositoryQuery {
  readonly repo: string;
  /** undefined: only the remote is asked. */
  readonly dest: string | undefined;
  readonly version: string;
  readonly remote: string;
  readonly git: string;
  /** When the remote repository is asked. */
  readonly ask: 'always' | 'absent';
  readonly archive: string | undefined;
  readonly prefix: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const ABSENT: Repository = {
  kind: 'absent',
  head: undefined,
  branch: undefined,
  url: undefined,
  modified: false,
  staleSubmodules: false,
  archived: false,
  resolved: undefined,
};

/** Reads checkout and remote in one frame; undefined when the target has no git. */
export async function readRepository(
  ctx: ModuleContext,
  query: RepositoryQuery,
): Promise<{ readonly repository: Repository; readonly remote: Remote } | undefined> {
  const { git, version, remote } = query;
  const refs = ['HEAD', `refs/heads/${version}`, `refs/tags/${version}`, `refs/tags/${version}^{}`];
  const archive = targetPath(query.archive ?? '');
  const ask = { always: sh`:`, absent: sh`[ "$k" != checkout ] && [ "$k" != bare ]` };
  const result = await ctx.host.run(
    sh`command -v ${git} >/dev/null 2>&1 || exit 3
d=${targetPath(query.dest ?? '')} k=absent
if [ -e "$d/.git" ]; then k=checkout
elif [ -f "$d/HEAD" ] && [ -d "$d/objects" ]; then k=bare
elif [ -n "$d" ] && [ -n "$(ls -A -- "$d" 2>/dev/null)" ]; then k=occupied; fi
printf '%s\\036' "$k"
case $k in checkout | bare)
  cd -- "$d" || exit 4
  ${git} rev-parse -q --verify HEAD
  printf '\\036'; ${git} symbolic-ref -q --short HEAD
  printf '\\036'; ${git} config --get ${`remote.${remote}.url`}
  printf '\\036'; [ "$k" = bare ] || ${git} status --porcelain --untracked-files=no | head -n 1
  printf '\\036'; [ ! -e .gitmodules ] || ${git} submodule status --recursive | grep '^[-+U]'
  printf '\\036'
  a=${archive}
  if [ -n "$a" ] && [ -f "$a" ] && t=$(mktemp -d); then
    ${git} archive ${query.prefix} -o "$t/\${a##*/}" HEAD 2>/dev/null && cmp -s "$t/\${a##*/}" "$a" && echo same
    rm -rf -- "$t"
  fi
  printf '\\036'; ${git} rev-parse -q --verify ${`${version}^{commit}`}
  printf '\\036'; cd / ;;
*) printf '\\036\\036\\036\\036\\036\\036\\036' ;; esac
if ${ask[query.ask]}; then ${git} ls-remote --symref -- ${query.repo} ${refs} || exit 5; fi
:`,
    { repeatable: true, env: { LC_ALL: 'C', ...query.env } },
  );
  if (result.rc === 3) return undefined;
  const parts = result.stdout.toString('utf8').split('\x1e');
  const [kind, head, branch, url, modified, stale, archived, resolved, lines = ''] = parts.map((part) =>
    part.trim(),
  );
  const known = kind === 'checkout' || kind === 'bare';
  const repository: Repository = {
    ...ABSENT,
    kind: known || kind === 'occupied' ? kind : 'absent',
    head: head || undefined,
    branch: branch || undefined,
    url: url || undefined,
    modified: modified !== '',
    staleSubmodules: stale !== '',
    archived: archived === 'same',
    resolved: resolved || undefined,
  };
  const error = result.rc === 0 ? undefined : errorText(result);
  return {
    repository: known ? repository : { ...ABSENT, kind: repository.kind },
    remote: parse(lines, error),
  };
}

function parse(text: string, error: string | undefined): Remote {
  const refs = new Map<string, string>();
  let defaultBranch: string | undefined;
  for (const line of text.split('\n')) {
    const [value = '', name] = line.split('\t');
    if (name === undefined) continue;
    const target = /^ref: refs\/heads\/(.*)$/.exec(value)?.[1];
    if (target === undefined) refs.set(name, value);
    else if (name === 'HEAD') defaultBranch = target;
  }
  return { refs, defaultBranch, error };
}
