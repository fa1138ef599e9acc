import { targetPath } from '../../shell/primitives/path.js';
import { joinSh, type Sh, sh } from '../../shell/sh.js';
import type { Revision } from './revision.js';

/** Where a frame that changes a checkout stopped, by its exit status. */
export const STAGES: ReadonlyMap<number, string> = new Map([
  [11, 'Failed to clone the repository'],
  [12, 'Failed to fetch from the remote'],
  [13, 'Failed to checkout'],
  [14, 'Failed to init/update submodules'],
  [15, 'Failed to verify the GPG signature of'],
  [16, 'Failed to make the archive of'],
]);

export interface CheckoutOptions {
  readonly git: string;
  readonly repo: string;
  readonly dest: string;
  readonly remote: string;
  readonly bare: boolean;
  readonly depth: number | undefined;
  readonly refspec: string | undefined;
  readonly reference: string | undefined;
  readonly singleBranch: boolean;
  readonly separateGitDir: string | undefined;
  readonly recursive: boolean;
  readonly trackSubmodules: boolean;
  readonly force: boolean;
  readonly verify: boolean;
  readonly keys: readonly string[];
  readonly archive: string | undefined;
  readonly prefix: readonly string[];
}

/** Makes the repository and checks the revision out; prints the commit. */
export function cloneScript(options: CheckoutOptions, revision: Revision): Sh {
  const { git, repo, remote, bare, depth, reference, separateGitDir } = options;
  const named = revision.kind !== 'commit';
  const words = [
    ...(bare ? ['--bare'] : ['--no-checkout', '--origin', remote]),
    ...(named && (depth !== undefined || options.singleBranch) ? ['--branch', revision.name] : []),
    ...(depth !== undefined ? ['--depth', String(depth)] : []),
    ...(options.singleBranch ? ['--single-branch'] : []),
    ...(reference !== undefined ? ['--reference', reference] : []),
  ];
  const apart = separateGitDir === undefined ? sh`` : sh`--separate-git-dir ${targetPath(separateGitDir)}`;
  return joinSh(
    [
      sh`d=${targetPath(options.dest)}; case $d in */*) mkdir -p -- "\${d%/*}/" ;; esac`,
      sh`${git} clone -q ${words} ${apart} -- ${repo} "$d" >&2 || exit 11\ncd -- "$d" || exit 11`,
      ...(bare && remote !== 'origin' ? [sh`${git} remote rename origin ${remote} >&2`] : []),
      ...fetchMore(options),
      ...checkout(options, revision),
      ...finish(options, revision),
    ],
    '\n',
  );
}

/** Fetches and checks the revision out in the repository that is there; prints the commit. */
export function updateScript(
  options: CheckoutOptions,
  revision: Revision,
  change: { readonly url: boolean; readonly reset: boolean; readonly fetch: boolean },
): Sh {
  const { git, repo, remote, depth } = options;
  const shallow = `+refs/heads/${revision.name}:refs/remotes/${remote}/${revision.name}`;
  // Named in full: a clone of a single branch is configured to fetch nothing else.
  const heads = options.bare
    ? '+refs/heads/*:refs/heads/*'
    : options.singleBranch && revision.kind === 'branch'
      ? shallow
      : `+refs/heads/*:refs/remotes/${remote}/*`;
  const only = {
    branch: [shallow],
    tag: [`+refs/tags/${revision.name}:refs/tags/${revision.name}`],
    commit: [],
  };
  const fetch =
    depth === undefined
      ? sh`u=; [ "$(${git} rev-parse --is-shallow-repository)" != true ] || u=--unshallow
${git} fetch -q --force --tags $u ${remote} ${heads} >&2 || exit 12`
      : sh`${git} fetch -q --force --depth ${String(depth)} ${remote} ${only[revision.kind]} >&2 || exit 12`;
  return joinSh(
    [
      sh`cd -- ${targetPath(options.dest)} || exit 13`,
      ...(change.url
        ? [
            sh`${git} remote set-url ${remote} ${repo} 2>/dev/null || ${git} remote add ${remote} ${repo} || exit 12`,
          ]
        : []),
      ...(change.reset ? [sh`${git} reset -q --hard HEAD >&2 || exit 13`] : []),
      ...(change.fetch ? [fetch, ...fetchMore(options), ...checkout(options, revision)] : []),
      ...finish(options, revision),
    ],
    '\n',
  );
}

function fetchMore({ git, remote, refspec }: CheckoutOptions): Sh[] {
  return refspec === undefined ? [] : [sh`${git} fetch -q --force ${remote} ${refspec} >&2 || exit 12`];
}

function checkout(options: CheckoutOptions, revision: Revision): Sh[] {
  const { git, remote, bare } = options;
  if (bare) return [];
  if (revision.kind !== 'branch') return [sh`${git} checkout -q --force ${revision.name} -- >&2 || exit 13`];
  const { name } = revision;
  return [
    sh`if ${git} show-ref -q --verify ${`refs/heads/${name}`}; then ${git} checkout -q --force ${name} -- >&2
else ${git} checkout -q --force --no-track -b ${name} ${`${remote}/${name}`} -- >&2; fi || exit 13
${git} branch -q ${`--set-upstream-to=${remote}/${name}`} ${name} >/dev/null 2>&1
${git} reset -q --hard ${`${remote}/${name}`} -- >&2 || exit 13`,
  ];
}

function finish(options: CheckoutOptions, revision: Revision): Sh[] {
  const { git, bare, recursive, trackSubmodules, force, verify, keys, archive, prefix } = options;
  const flags = [...(trackSubmodules ? ['--remote'] : []), ...(force ? ['--force'] : [])];
  const verb = revision.kind === 'tag' ? 'verify-tag' : 'verify-commit';
  const target = revision.kind === 'tag' ? revision.name : 'HEAD';
  const out = targetPath(archive ?? '');
  return [
    ...(recursive && !bare
      ? [
          sh`if [ -e .gitmodules ]; then ${git} submodule -q sync --recursive >&2 && ${git} submodule -q update --init --recursive ${flags} >&2 || exit 14; fi`,
        ]
      : []),
    ...(verify
      ? [sh`s=$(${git} ${verb} --raw ${target} 2>&1) || { printf '%s\\n' "$s" >&2; exit 15; }`]
      : []),
    ...(verify && keys.length > 0
      ? [
          sh`printf '%s\\n' "$s" | grep -q ${keys.flatMap((key) => ['-e', `VALIDSIG.*${key}`])} || { echo 'the key of the signature is not in gpg_allowlist' >&2; exit 15; }`,
        ]
      : []),
    ...(archive === undefined ? [] : [sh`${git} archive ${prefix} -o ${out} HEAD >&2 || exit 16`]),
    sh`${git} rev-parse -q --verify HEAD || :`,
  ];
}
