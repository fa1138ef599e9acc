import { fail } from '../../diag/diagnostic.js';
import { defineModule } from '../../module/define.js';
import { errorText, outputText } from '../../module/output.js';
import type { Applied, Decision } from '../../module/types.js';
import { sh } from '../../shell/sh.js';
import { type AptArgs, aptArgs } from './aptArgs.js';
import { debFile, decideDeb } from './aptDeb.js';
import { type AptWish, type AptWork, decideApt, simulatedChange } from './aptDecision.js';
import { type AptState, aptProbe, parseAptState, parseSpec } from './aptProbe.js';
import { aptScript } from './aptScript.js';

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
  args: aptArgs,
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
${debFile(args.deb)}${script}`,
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
    const result = await ctx.host.run(aptScript(args, work), {
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
