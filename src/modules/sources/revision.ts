import type { Remote, Repository } from './repository.js';

/** What a revision stands for, and how it is checked out. */
export type Revision =
  | { readonly kind: 'branch'; readonly name: string; readonly commit: string }
  | { readonly kind: 'tag'; readonly name: string; readonly commit: string }
  /** A commit, or an expression that only the repository can resolve (`commit` is undefined until then). */
  | { readonly kind: 'commit'; readonly name: string; readonly commit: string | undefined };

/**
 * The revision by that name: branches win over tags, and `HEAD` is the branch that the remote's HEAD points to.
 * Without an answer of the remote it is what the repository itself makes of the name.
 */
export function revisionOf(version: string, remote: Remote, repository: Repository): Revision {
  const { refs, defaultBranch } = remote;
  if (version === 'HEAD') {
    const commit = refs.get('HEAD');
    if (commit !== undefined && defaultBranch !== undefined)
      return { kind: 'branch', name: defaultBranch, commit };
    return { kind: 'commit', name: 'HEAD', commit: commit ?? repository.head };
  }
  const branch = refs.get(`refs/heads/${version}`);
  if (branch !== undefined) return { kind: 'branch', name: version, commit: branch };
  const tag = refs.get(`refs/tags/${version}^{}`) ?? refs.get(`refs/tags/${version}`);
  if (tag !== undefined) return { kind: 'tag', name: version, commit: tag };
  const whole = /^[\da-f]{40}$|^[\da-f]{64}$/.test(version) ? version : undefined;
  return { kind: 'commit', name: version, commit: whole ?? repository.resolved };
}
