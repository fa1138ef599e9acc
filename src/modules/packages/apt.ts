import { fail } from '../../diag/diagnostic.js';
import { defineModule } from '../../module/define.js';
import { errorText, outputText } from '../../module/output.js';
import type { Applied, Decision } from '../../module/types.js';
import { joinSh, type Sh, sh } from '../../shell/sh.js';
import type { ArgsOf } from '../../spec/types.js';
import { type AptWish, type AptWork, decideApt, simulatedChange } from './aptDecision.js';
import { type AptState, aptProbe, cacheStamp, parseAptState, parseSpec, queryFormat } from './aptProbe.js';

const args = {
  name: {
    type: 'list',
    elements: 'str',
    aliases: ['package', 'pkg'],
    description: 'Packages: `name`, `name=1.2*`, patterns.',
  },
  state: {
    choices: ['absent', 'build-dep', 'fixed', 'latest', 'present', 'installed', 'removed'],
    default: 'present',
    description:
      '`latest` also upgrades, `build-dep` installs build dependencies, `fixed` repairs broken ones.',
  },
  update_cache: { type: 'bool', aliases: ['update-cache'], description: 'Run apt-get update first.' },
  cache_valid_time: {
    type: 'int',
    default: 0,
    description: 'Seconds for which the cache counts as fresh; implies update_cache.',
  },
  update_cache_retries: { type: 'int', default: 5, description: 'Attempts of an update.' },
  update_cache_retry_max_delay: {
    type: 'int',
    default: 12,
    description: 'Longest pause in seconds between attempts.',
  },
  purge: { type: 'bool', default: false, description: 'Also remove configuration files.' },
  deb: { type: 'path', description: 'Package file on the target, or a URL.' },
  default_release: { aliases: ['default-release'], description: 'Release to prefer.' },
  install_recommends: {
    type: 'bool',
    aliases: ['install-recommends'],
    description: "Whether to install recommended packages; default: the target's setting.",
  },
  force: {
    type: 'bool',
    default: false,
    description: 'Dangerous: allow unauthenticated packages, downgrades and removals.',
  },
  upgrade: {
    choices: ['dist', 'full', 'no', 'safe', 'yes'],
    default: 'no',
    description: 'Upgrade all packages.',
  },
  dpkg_options: {
    default: 'force-confdef,force-confold',
    description: 'Options for dpkg, without the leading dashes.',
  },
  autoremove: { type: 'bool', default: false, description: 'Remove dependencies that nothing needs.' },
  autoclean: {
    type: 'bool',
    default: false,
    description: 'Remove package files that cannot be fetched any more.',
  },
  clean: { type: 'bool', default: false, description: 'Remove all fetched package files.' },
  fail_on_autoremove: { type: 'bool', default: false, description: 'Fail instead of removing packages.' },
  policy_rc_d: {
    type: 'int',
    description: 'Exit status of a policy-rc.d during the call; 101 keeps services from starting.',
  },
  only_upgrade: { type: 'bool', default: false, description: 'Upgrade packages only if they are installed.' },
  force_apt_get: { type: 'bool', default: false, description: 'Accepted; apt-get is always used.' },
  allow_unauthenticated: {
    type: 'bool',
    default: false,
    aliases: ['allow-unauthenticated'],
    description: 'Ignore missing signatures.',
  },
  allow_downgrade: {
    type: 'bool',
    default: false,
    aliases: ['allow-downgrade', 'allow_downgrades', 'allow-downgrades'],
    description: 'Allow older versions.',
  },
  allow_change_held_packages: {
    type: 'bool',
    default: false,
    description: 'Allow changes of held packages.',
  },
  lock_timeout: { type: 'int', default: 60, description: 'Seconds to wait for the lock.' },
} as const;
type AptArgs = ArgsOf<typeof args>;

/** Manages packages of Debian and its relatives. */
export const apt = defineModule({
  name: 'ansible.builtin.apt',
  doc: {
    short: 'Installs, upgrades and removes packages with apt',
    description: 'When every package is installed the task is one dpkg-query.',
    examples: `- ansible.builtin.apt:
    name: [openvswitch-switch, bridge-utils]
    update_cache: true
    cache_valid_time: 3600
`,
    returns: {
      stdout: "apt-get's output.",
      cache_updated: 'Whether the cache was updated.',
      cache_update_time: 'Seconds since the epoch.',
    },
  },
  args,
  rules: {
    mutually_exclusive: [['deb', 'name']],
    required_one_of: [['autoremove', 'deb', 'name', 'update_cache', 'upgrade']],
  },
  check: 'full',

  async probe(args, ctx): Promise<AptState> {
    const wish = aptWish(args);
    const simulated =
      wish.extraCalls.find(([verb]) => verb !== 'clean') ??
      (wish.state === 'build-dep' ? ['build-dep', ...wish.specs.map(({ text }) => text)] : undefined);
    const script = aptProbe({
      specs: wish.specs,
      candidates: wish.state === 'latest',
      cacheTime: wish.update,
      simulate: simulated,
    });
    const result = await ctx.host.run(
      sh`command -v dpkg-query >/dev/null || exit 127
${debFile(args)}${script}`,
      { repeatable: args.deb === undefined },
    );
    if (result.rc === 127) {
      fail('apt-missing', 'the target has no dpkg; the apt module is for Debian and its relatives', {
        span: ctx.span,
        fix: "use the package module, which takes the target's own package manager",
      });
    }
    return parseAptState(result.stdout.toString('utf8'));
  },

  decide(args, current, mode): Decision<AptWork> {
    if (args.deb !== undefined) return decideDeb(args.deb, current);
    return decideApt(aptWish(args), current, mode.check);
  },

  async apply(args, work, ctx): Promise<Applied> {
    const result = await ctx.host.run(script(args, work), {
      ...(ctx.onOutput && { onOutput: ctx.onOutput }),
    });
    const stdout = outputText(result);
    const stderr = errorText(result);
    const [output = '', times = ''] = stdout.split('\x1e');
    if (result.rc !== 0)
      return { failed: explain(stderr || output, work), result: { stdout: output, stderr, rc: result.rc } };
    const [after = '0', before = after] = times.trim().split(/\s+/);
    // An update counts as one when it left a later stamp: not twice in a second, not with nothing to fetch.
    const updated = after !== before;
    const idle = work.calls.length === 0;
    const changed = idle
      ? aptWish(args).specs.length === 0 && updated
      : work.calls.some(([verb]) => verb === 'clean' || simulatedChange(verb!, output));
    return {
      changed,
      result: {
        ...(idle ? {} : { stdout: output, stderr }),
        cache_updated: updated,
        cache_update_time: Number(after),
      },
    };
  },
});

/** The arguments as a wish; throws a DiagnosticError for a malformed package name. */
function aptWish(args: AptArgs): AptWish {
  const names = (args.name ?? []).map((name) => name.trim()).filter((name) => name !== '');
  const everything = names.includes('*') && args.state === 'latest';
  const specs = names
    .filter((name) => name !== '*')
    .map((name) => parseSpec(name) ?? fail('package-name', `invalid package spec: ${name}`));
  const upgrade = everything ? 'yes' : args.upgrade;
  const extraCalls = [
    ...(args.clean ? [['clean']] : []),
    ...(upgrade === 'no'
      ? []
      : [upgrade === 'yes' || upgrade === 'safe' ? ['upgrade', '--with-new-pkgs'] : ['dist-upgrade']]),
    ...(args.autoclean && specs.length === 0 ? [['autoclean']] : []),
    ...(args.autoremove && specs.length === 0 ? [['autoremove', ...(args.purge ? ['--purge'] : [])]] : []),
  ];
  const state = args.state === 'installed' ? 'present' : args.state === 'removed' ? 'absent' : args.state;
  const { only_upgrade: onlyUpgrade, purge, cache_valid_time: cacheValidTime } = args;
  return {
    specs,
    state,
    update: args.update_cache ?? cacheValidTime > 0,
    cacheValidTime,
    onlyUpgrade,
    purge,
    extraCalls,
  };
}

function script(args: AptArgs, work: AptWork): Sh {
  const options = aptOptions(args);
  if (args.deb?.includes('://') && work.calls.length > 0) return fetchedDeb(args.deb, options);
  const calls = work.calls.map(([verb = '', ...rest]) => {
    const recommends =
      args.install_recommends === undefined
        ? []
        : ['-o', `APT::Install-Recommends=${args.install_recommends ? 'yes' : 'no'}`];
    return sh`apt-get ${[...options, ...(verb === 'install' ? recommends : []), verb, ...rest]} || exit $?`;
  });
  return joinSh(
    [
      sh`export DEBIAN_FRONTEND=noninteractive DEBIAN_PRIORITY=critical LC_ALL=C`,
      ...(args.policy_rc_d === undefined ? [] : [policyScript(args.policy_rc_d)]),
      ...(work.update ? [updateScript(args)] : []),
      ...calls,
      sh`printf '\\036'; ${cacheStamp}; printf ' %s' "\${before:-}"`,
    ],
    '\n',
  );
}

/** Fetches a package file to the target and installs it. */
function fetchedDeb(url: string, options: readonly string[]): Sh {
  return sh`export DEBIAN_FRONTEND=noninteractive DEBIAN_PRIORITY=critical LC_ALL=C
dir=$(mktemp -d) || exit 100
trap 'trap "" 1 2 13 15; rm -rf "$dir"' 0
trap 'exit 143' 1 2 13 15
if command -v curl >/dev/null 2>&1; then curl -fsSL -o "$dir/package.deb" ${url}; else wget -q -O "$dir/package.deb" ${url}; fi || exit 100
chmod 755 "$dir"
apt-get ${options} install "$dir/package.deb"`;
}

function aptOptions(args: AptArgs): string[] {
  return [
    '-y',
    '-o',
    `DPkg::Lock::Timeout=${args.lock_timeout}`,
    ...args.dpkg_options.split(',').flatMap((option) => ['-o', `Dpkg::Options::=--${option.trim()}`]),
    ...(args.default_release === undefined ? [] : ['-t', args.default_release]),
    ...(args.autoremove && args.name !== undefined ? ['--auto-remove'] : []),
    ...(args.fail_on_autoremove ? ['--no-remove'] : []),
    ...(args.allow_unauthenticated || args.force ? ['--allow-unauthenticated'] : []),
    ...(args.allow_downgrade || args.force ? ['--allow-downgrades'] : []),
    ...(args.allow_change_held_packages || args.force ? ['--allow-change-held-packages'] : []),
    ...(args.force ? ['--allow-remove-essential'] : []),
  ];
}

/** Exponential pauses between attempts, as the mirrors may be busy. */
function updateScript(args: AptArgs): Sh {
  return sh`before=$(${cacheStamp})
n=0 pause=1
until apt-get -q update >&2; do
n=$((n + 1)); [ "$n" -lt ${args.update_cache_retries} ] || exit 100
sleep "$pause"; pause=$((pause * 2)); [ "$pause" -le ${args.update_cache_retry_max_delay} ] || pause=${args.update_cache_retry_max_delay}
done`;
}

/** Puts a policy-rc.d in place for the time of the call. */
function policyScript(status: number): Sh {
  return sh`[ -e /usr/sbin/policy-rc.d ] && mv /usr/sbin/policy-rc.d /usr/sbin/policy-rc.d.mw
trap 'trap "" 1 2 13 15; rm -f /usr/sbin/policy-rc.d; [ -e /usr/sbin/policy-rc.d.mw ] && mv /usr/sbin/policy-rc.d.mw /usr/sbin/policy-rc.d' 0
trap 'exit 143' 1 2 13 15
printf '#!/bin/sh\\nexit %s\\n' ${status} >/usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d`;
}

/** Name and version of a package file, printed as if dpkg-query had been asked for what is wanted. */
function debFile(args: AptArgs): Sh {
  if (args.deb === undefined || args.deb.includes('://')) return sh``;
  return sh`wanted=$(dpkg-deb -f ${args.deb} Package) || exit 126
dpkg-query -W -f ${queryFormat} "$wanted" 2>/dev/null
printf 'wanted\\t\\t%s\\tfile\\n' "$(dpkg-deb -f ${args.deb} Version)"
`;
}

function decideDeb(deb: string, current: AptState): Decision<AptWork> {
  const wanted = current.known.find(({ status }) => status === 'file')?.version;
  if (!deb.includes('://') && wanted === undefined)
    return {
      changed: false,
      work: { update: false, calls: [] },
      failed: `${deb} is not a package file on the target`,
    };
  const same = current.known.some(({ status, version }) => status === 'installed' && version === wanted);
  return {
    changed: !same,
    work: { update: false, calls: same ? [] : [['install', deb.includes('/') ? deb : `./${deb}`]] },
  };
}

function explain(text: string, work: AptWork): string {
  const missing = /E: Unable to locate package (\S+)/.exec(text)?.[1];
  if (missing !== undefined) return `No package matching '${missing}' is available`;
  const cause =
    text
      .split('\n')
      .filter((line) => line.startsWith('E: '))
      .map((line) => line.slice(3))
      .join('; ') || text.trim().split('\n').at(-1)!;
  return `apt-get ${work.calls[0]?.join(' ') ?? 'update'} failed: ${cause}`;
}
