import { defineModule } from '../../module/define.js';
import { commandFailure, outputText } from '../../module/output.js';
import type { Applied, Decision, Module } from '../../module/types.js';
import { joinSh, type Sh, sh } from '../../shell/sh.js';
import type { ArgOptions } from '../../spec/types.js';

const args = {
  name: {
    type: 'list',
    elements: 'str',
    aliases: ['pkg'],
    default: [],
    description: 'Packages, groups (`@name`), files or URLs; `*` for all.',
  },
  state: {
    choices: ['absent', 'present', 'installed', 'removed', 'latest'],
    default: 'present',
    description: '`latest` also upgrades.',
  },
  update_cache: {
    type: 'bool',
    default: false,
    aliases: ['expire-cache'],
    description: 'Fetch the repositories again first.',
  },
  enablerepo: {
    type: 'list',
    elements: 'str',
    default: [],
    description: 'Repositories to enable for the call.',
  },
  disablerepo: {
    type: 'list',
    elements: 'str',
    default: [],
    description: 'Repositories to disable for the call.',
  },
  exclude: { type: 'list', elements: 'str', default: [], description: 'Packages to leave out.' },
  disable_gpg_check: { type: 'bool', default: false, description: 'Do not check signatures.' },
  install_weak_deps: { type: 'bool', default: true, description: 'Install weak dependencies too (dnf).' },
  autoremove: { type: 'bool', default: false, description: 'Remove dependencies that nothing needs.' },
  security: { type: 'bool', default: false, description: 'With latest: only security updates.' },
  bugfix: { type: 'bool', default: false, description: 'With latest: only bug fixes.' },
  allowerasing: { type: 'bool', default: false, description: 'Allow removals to solve conflicts (dnf).' },
  skip_broken: { type: 'bool', default: false, description: 'Leave out packages that cannot be installed.' },
  nobest: {
    type: 'bool',
    default: false,
    description: 'Take older versions where the newest does not fit (dnf).',
  },
  releasever: { description: 'Release to install from.' },
  installroot: { default: '/', description: 'Directory to install to.' },
  lock_timeout: { type: 'int', default: 30, description: 'Accepted; dnf and yum wait for their lock.' },
} as const satisfies ArgOptions;

interface RpmState {
  /** Names that nothing installed provides. */
  readonly missing: readonly string[];
  /** Names of installed packages with an update. */
  readonly outdated: ReadonlySet<string>;
}

/** Defines the dnf or yum module: the same arguments, another program. */
function rpmModule(program: 'dnf' | 'yum'): Module {
  return defineModule({
    name: `ansible.builtin.${program}`,
    doc: {
      short: `Manage packages with ${program}`,
      examples: `- ansible.builtin.${program}:
    name: [openvswitch, iproute]
    state: present
`,
      returns: { results: 'What was installed or removed.' },
    },
    args,
    check: 'full',

    async probe(args, ctx): Promise<RpmState> {
      const names = args.name;
      const query = names.map((name) => sh`${installedTest(name, program)} || printf '%s\\n' ${name}`);
      const update =
        args.state === 'latest'
          ? sh`${program} -q check-update ${options(args, program)} ${names.filter((name) => name !== '*' && !name.includes('/'))} 2>/dev/null`
          : sh`:`;
      const result = await ctx.host.run(sh`${joinSh(query, '\n')}\nprintf '\\036'\n${update}\n:`, {
        repeatable: true,
      });
      const [missing = '', updates = ''] = outputText(result).split('\x1e');
      const outdated = updates.split('\n').flatMap((line) => /^(\S+)\.\w+\s+\S+\s+\S+/.exec(line)?.[1] ?? []);
      return { missing: missing.split('\n').filter(Boolean), outdated: new Set(outdated) };
    },

    decide(args, current): Decision<readonly string[]> {
      const names = args.name;
      const gone = args.state === 'absent' || args.state === 'removed';
      if (gone) {
        const present = names.filter((name) => !current.missing.includes(name));
        const work = [
          ...(present.length > 0 ? ['remove', ...present] : []),
          ...(args.autoremove && names.length === 0 ? ['autoremove'] : []),
        ];
        return { changed: work.length > 0, work, result: { results: [], rc: 0 } };
      }
      const wanted = names.filter(
        (name) =>
          name === '*' ||
          current.missing.includes(name) ||
          (args.state === 'latest' && current.outdated.size > 0 && hasUpdate(name, current)),
      );
      const all = wanted.includes('*');
      const installs = wanted.filter((name) => name !== '*');
      const work = all
        ? current.outdated.size > 0
          ? ['upgrade']
          : []
        : installs.length > 0
          ? ['install', ...installs]
          : [];
      return { changed: work.length > 0, work, result: { results: [], rc: 0 } };
    },

    async apply(args, work, ctx): Promise<Applied> {
      const cache = args.update_cache ? sh`${program} -q makecache || exit $?\n` : sh``;
      const [verb = 'install', ...names] = work;
      const call =
        verb === 'install' && args.state === 'latest' ? [verb, '--best', ...names] : [verb, ...names];
      const result = await ctx.host.run(
        sh`${cache}${program} -y ${options(args, program)} ${program === 'yum' ? call.filter((word) => word !== '--best') : call}`,
      );
      const stdout = outputText(result);
      if (result.rc !== 0) return commandFailure(`${program} ${work.join(' ')} failed`, result);
      const results = stdout
        .split('\n')
        .filter((line) => /^\s+\S+-\d\S+\s*$|^(Installed|Removed|Upgraded):/.test(line))
        .map((line) => line.trim());
      return { changed: !/^Nothing to do/m.test(stdout), result: { results, rc: 0, stdout } };
    },
  });
}

function hasUpdate(name: string, current: RpmState): boolean {
  return current.outdated.has(name) || name.startsWith('@') || name.includes('/');
}

/** Groups are asked of the program, everything else of rpm: package, provided name or file. */
function installedTest(name: string, program: string): Sh {
  if (name === '*') return sh`:`;
  if (name.startsWith('@'))
    return sh`${program} -q group list --installed 2>/dev/null | grep -qiF ${name.slice(1)}`;
  if (name.endsWith('.rpm')) {
    return name.includes('://') ? sh`false` : sh`rpm -q "$(rpm -qp ${name} 2>/dev/null)" >/dev/null 2>&1`;
  }
  const plain = name.replace(/\s*[<>=]+.*$/, '');
  return sh`{ rpm -q ${name} || rpm -q --whatprovides ${plain}; } >/dev/null 2>&1`;
}

interface OptionArgs {
  readonly enablerepo: readonly string[];
  readonly disablerepo: readonly string[];
  readonly exclude: readonly string[];
  readonly disable_gpg_check: boolean;
  readonly install_weak_deps: boolean;
  readonly security: boolean;
  readonly bugfix: boolean;
  readonly allowerasing: boolean;
  readonly skip_broken: boolean;
  readonly nobest: boolean;
  readonly releasever: string | undefined;
  readonly installroot: string;
}

function options(args: OptionArgs, program: string): string[] {
  const dnf = program === 'dnf';
  return [
    ...args.disablerepo.map((repo) => `--disablerepo=${repo}`),
    ...args.enablerepo.map((repo) => `--enablerepo=${repo}`),
    ...args.exclude.map((name) => `--exclude=${name}`),
    ...(args.disable_gpg_check ? ['--nogpgcheck'] : []),
    ...(dnf && !args.install_weak_deps ? ['--setopt=install_weak_deps=False'] : []),
    ...(args.security ? ['--security'] : []),
    ...(args.bugfix ? ['--bugfix'] : []),
    ...(dnf && args.allowerasing ? ['--allowerasing'] : []),
    ...(args.skip_broken ? ['--skip-broken'] : []),
    ...(dnf && args.nobest ? ['--nobest'] : []),
    ...(args.releasever === undefined ? [] : [`--releasever=${args.releasever}`]),
    ...(args.installroot === '/' ? [] : [`--installroot=${args.installroot}`]),
  ];
}

export const dnf = rpmModule('dnf');
export const yum = rpmModule('yum');
