import { defineModule } from '../../module/define.js';
import { errorText, outputText } from '../../module/output.js';
import type { Applied, Decision, Returned } from '../../module/types.js';
import type { Sh } from '../../shell/sh.js';
import { type CheckoutOptions, cloneScript, STAGES, updateScript } from './checkout.js';
import { type Remote, type Repository, readRepository } from './repository.js';
import { type Revision, revisionOf } from './revision.js';

interface Found {
  readonly repository: Repository;
  readonly remote: Remote;
}

interface Work {
  readonly script: Sh;
  readonly before: string | undefined;
  /** Something besides the commit changes. */
  readonly alsoChanged: boolean;
}

/** Clones and updates git repositories. */
export const git = defineModule({
  name: 'ansible.builtin.git',
  doc: {
    short: 'Keeps a checkout of a git repository',
    description: 'One round trip when nothing is to be done, the question to the remote repository included.',
    examples: `- ansible.builtin.git:
    repo: https://git.example.org/tool.git
    dest: /opt/tool
    version: v1.4
`,
    returns: {
      before: 'Commit before; null when there was no repository.',
      after: 'Commit afterwards.',
      remote_url_changed: 'Whether the remote got another URL.',
    },
  },
  args: {
    repo: { required: true, aliases: ['name'], description: 'URL or path of the repository.' },
    dest: { type: 'path', description: 'Folder of the checkout.' },
    version: { default: 'HEAD', description: 'Branch, tag or commit.' },
    remote: { default: 'origin', description: 'Name of the remote.' },
    refspec: { description: 'Another refspec to fetch.' },
    reference: { description: 'Repository on the target to borrow objects from.' },
    force: { type: 'bool', default: false, description: 'Throw local changes away.' },
    depth: { type: 'int', description: 'Fetch only so many commits.' },
    clone: { type: 'bool', default: true, description: 'Make the checkout when there is none.' },
    update: { type: 'bool', default: true, description: 'Fetch when there is a checkout.' },
    bare: { type: 'bool', default: false, description: 'A repository without a working tree.' },
    recursive: { type: 'bool', default: true, description: 'Submodules too.' },
    track_submodules: {
      type: 'bool',
      default: false,
      description: "Submodules at their branch's newest commit.",
    },
    single_branch: { type: 'bool', default: false, description: 'Clone only one branch.' },
    verify_commit: { type: 'bool', default: false, description: 'Check the signature of the commit or tag.' },
    gpg_whitelist: {
      type: 'list',
      elements: 'str',
      default: [],
      aliases: ['gpg_allowlist'],
      description: 'Fingerprints of the keys whose signatures count. Default: any.',
    },
    accept_hostkey: { type: 'bool', default: false, description: "Do not check the server's SSH host key." },
    accept_newhostkey: {
      type: 'bool',
      default: false,
      description: 'Accept SSH host keys that are not known yet.',
    },
    key_file: { type: 'path', description: 'SSH private key on the target.' },
    ssh_opts: { description: 'Options for ssh.' },
    executable: { type: 'path', description: 'The git to use.' },
    archive: { type: 'path', description: 'Archive to make of the checkout; its ending says the format.' },
    archive_prefix: { description: 'Folder that everything in the archive is in.' },
    separate_git_dir: { type: 'path', description: 'Folder for the repository itself.' },
    umask: { type: 'raw', description: 'Umask of new files, octal.' },
  },
  rules: {
    mutually_exclusive: [
      ['separate_git_dir', 'bare'],
      ['accept_hostkey', 'accept_newhostkey'],
    ],
    required_by: { archive_prefix: ['archive'] },
  },
  check: 'full',

  async probe(args, ctx): Promise<Found | undefined> {
    return readRepository(ctx, {
      ...args,
      git: args.executable ?? 'git',
      ask: args.update ? 'always' : 'absent',
      prefix: prefixOf(args),
      archive: args.archive,
      dest: args.dest,
      env: environment(args),
    });
  },

  decide(args, found): Decision<Work> {
    const none: Work = {
      script: cloneScript(optionsOf(args), NOTHING),
      before: undefined,
      alsoChanged: false,
    };
    const refuse = (failed: string, result: Returned = {}): Decision<Work> => ({
      changed: false,
      failed,
      result,
      work: none,
    });
    if (!found) return refuse('git is not installed on the target; install the package git first');
    if (args.dest === undefined && args.clone)
      return refuse("the destination directory must be specified unless clone=no; set 'dest'");
    const { repository, remote } = found;
    const revision = revisionOf(args.version, remote, repository);
    const before = repository.head ?? null;
    if (repository.kind === 'absent' || repository.kind === 'occupied') {
      if (remote.error !== undefined) return refuse(remote.error);
      const after = revision.commit ?? null;
      // ansible-core calls it a change, though it makes none.
      if (!args.clone) return { changed: false, work: none, result: { changed: true, before: null, after } };
      if (repository.kind === 'occupied')
        return refuse(`${args.dest} is not empty and holds no git repository; git does not clone into it`);
      return {
        changed: true,
        work: { ...none, script: cloneScript(optionsOf(args), revision) },
        result: { before: null, after },
      };
    }
    if (!args.update) return archiveOnly(args, repository, revision);
    if (remote.error !== undefined)
      return refuse(`Failed to download remote objects and refs: ${remote.error}`);
    if (repository.modified && !args.force)
      return refuse(`Local modifications exist in the destination: ${args.dest} (force=no).`, { before });
    const url = repository.url !== args.repo;
    const elsewhere = revision.commit === undefined || revision.commit !== repository.head;
    const stale = args.recursive && !args.bare && repository.staleSubmodules;
    const unarchived = args.archive !== undefined && !repository.archived;
    // A branch that is at the right commit is still checked out when another one is.
    const offBranch = revision.kind === 'branch' && !args.bare && repository.branch !== revision.name;
    const alsoChanged = repository.modified || url || stale || unarchived;
    const fetch =
      elsewhere || offBranch || args.track_submodules || args.verify_commit || repository.modified;
    const after = revision.commit ?? repository.head ?? null;
    return {
      changed: elsewhere || alsoChanged || fetch,
      work: {
        script: updateScript(optionsOf(args), revision, { url, reset: repository.modified, fetch }),
        before: repository.head,
        alsoChanged,
      },
      result: {
        changed: elsewhere || alsoChanged,
        before,
        after,
        remote_url_changed: url,
        ...(repository.modified && { msg: `Local modifications exist in the destination: ${args.dest}` }),
      },
      diff: elsewhere ? [{ before: `${before ?? ''}\n`, after: `${after ?? ''}\n` }] : [],
    };
  },

  async apply(args, { script, before, alsoChanged }, ctx): Promise<Applied> {
    const result = await ctx.host.run(script, {
      env: { LC_ALL: 'C', ...environment(args) },
      ...(args.umask !== null && args.umask !== undefined && { umask: octal(args.umask) }),
    });
    const stdout = outputText(result);
    if (result.rc !== 0) {
      const stage = STAGES.get(result.rc) ?? 'git failed for';
      const msg = `${stage} ${args.version}: ${errorText(result)}`;
      return { failed: msg, result: { changed: false, rc: result.rc, stderr: errorText(result), stdout } };
    }
    const after = stdout.split('\n').at(-1) || null;
    const changed = alsoChanged || after !== (before ?? null);
    return { changed, result: { after, changed } };
  },
});

type GitArgs = Parameters<typeof optionsOf>[0];

const NOTHING: Revision = { kind: 'commit', name: 'HEAD', commit: undefined };

/** Without `update` the checkout stays as it is; only the archive of it is made. */
function archiveOnly(args: GitArgs, repository: Repository, revision: Revision): Decision<Work> {
  const changed = args.archive !== undefined && !repository.archived;
  const options = { ...optionsOf(args), recursive: false, verify: false };
  const script = updateScript(options, revision, { url: false, reset: false, fetch: false });
  const commit = repository.head ?? null;
  return {
    changed,
    work: { script, before: repository.head, alsoChanged: changed },
    result: { before: commit, after: commit },
  };
}

function optionsOf(args: {
  readonly repo: string;
  readonly dest: string | undefined;
  readonly remote: string;
  readonly bare: boolean;
  readonly depth: number | undefined;
  readonly refspec: string | undefined;
  readonly reference: string | undefined;
  readonly single_branch: boolean;
  readonly separate_git_dir: string | undefined;
  readonly recursive: boolean;
  readonly track_submodules: boolean;
  readonly force: boolean;
  readonly verify_commit: boolean;
  readonly gpg_whitelist: readonly string[];
  readonly archive: string | undefined;
  readonly archive_prefix: string | undefined;
  readonly executable: string | undefined;
}): CheckoutOptions {
  return {
    ...args,
    git: args.executable ?? 'git',
    dest: args.dest ?? '',
    singleBranch: args.single_branch,
    separateGitDir: args.separate_git_dir,
    trackSubmodules: args.track_submodules,
    verify: args.verify_commit,
    keys: args.gpg_whitelist,
    prefix: prefixOf(args),
  };
}

function prefixOf({ archive_prefix }: { readonly archive_prefix: string | undefined }): string[] {
  return archive_prefix === undefined ? [] : [`--prefix=${archive_prefix}`];
}

/** How git reaches servers by ssh; it never asks, since nobody could answer. */
function environment(args: {
  readonly accept_hostkey: boolean;
  readonly accept_newhostkey: boolean;
  readonly key_file: string | undefined;
  readonly ssh_opts: string | undefined;
}): Record<string, string> {
  const checking = args.accept_hostkey ? 'no' : args.accept_newhostkey ? 'accept-new' : undefined;
  const words = [
    'ssh -o BatchMode=yes',
    ...(checking === undefined ? [] : [`-o StrictHostKeyChecking=${checking}`]),
    ...(args.key_file === undefined ? [] : [`-i ${quoteForGit(args.key_file)} -o IdentitiesOnly=yes`]),
    ...(args.ssh_opts === undefined ? [] : [args.ssh_opts]),
  ];
  const plain = words.length === 1;
  return { GIT_TERMINAL_PROMPT: '0', ...(plain ? {} : { GIT_SSH_COMMAND: words.join(' ') }) };
}

/** git hands GIT_SSH_COMMAND to a shell; `~` keeps its meaning there. */
function quoteForGit(path: string): string {
  const [, home = '', rest = path] = /^(~\/)(.*)$/s.exec(path) ?? [];
  return `${home}'${rest.replaceAll("'", `'\\''`)}'`;
}

function octal(umask: unknown): string {
  return typeof umask === 'number' ? umask.toString(8).padStart(4, '0') : String(umask);
}
