import { defineModule } from '../../module/define.js';
import { commandFailure, outputText } from '../../module/output.js';
import type { Applied, Decision } from '../../module/types.js';
import { joinSh, sh } from '../../shell/sh.js';

/** Manages packages of Alpine Linux. */
export const apk = defineModule({
  name: 'community.general.apk',
  doc: {
    short: 'Installs, upgrades and removes packages with apk',
    examples: `- community.general.apk:
    name: [iproute2, openvswitch]
    update_cache: true
`,
    returns: { packages: 'The packages that were asked for.' },
  },
  args: {
    name: { type: 'list', elements: 'str', default: [], description: 'Packages.' },
    state: {
      choices: ['present', 'absent', 'latest', 'installed', 'removed'],
      default: 'present',
      description: '`latest` also upgrades.',
    },
    update_cache: { type: 'bool', default: false, description: 'Fetch the indexes first.' },
    upgrade: { type: 'bool', default: false, description: 'Upgrade all packages.' },
    available: {
      type: 'bool',
      default: false,
      description: 'With upgrade: also where versions are not comparable.',
    },
    no_cache: { type: 'bool', default: false, description: 'Use no local cache.' },
    repository: {
      type: 'list',
      elements: 'str',
      default: [],
      description: 'Repositories to use instead of the configured ones.',
    },
  },
  rules: { required_one_of: [['name', 'update_cache', 'upgrade']] },
  check: 'full',

  async probe(args, ctx) {
    const tests = args.name.map((name) => sh`apk info -e ${name} >/dev/null 2>&1 || printf '%s\\n' ${name}`);
    const simulate = args.upgrade
      ? sh`apk upgrade -s 2>/dev/null`
      : args.state === 'latest' && args.name.length > 0
        ? sh`apk add -u -s ${args.name} 2>/dev/null`
        : sh`:`;
    const result = await ctx.host.run(sh`${joinSh(tests, '\n')}\nprintf '\\036'\n${simulate}\n:`, {
      repeatable: true,
    });
    const [missing = '', simulation = ''] = outputText(result).split('\x1e');
    return { missing: missing.split('\n').filter(Boolean), upgrades: /^\(\d+\/\d+\) /m.test(simulation) };
  },

  decide(args, current, mode): Decision<readonly string[]> {
    const gone = args.state === 'absent' || args.state === 'removed';
    const present = args.name.filter((name) => !current.missing.includes(name));
    const latest = args.state === 'latest' && current.upgrades;
    const work = args.upgrade
      ? current.upgrades
        ? ['upgrade', ...(args.available ? ['--available'] : [])]
        : []
      : gone
        ? present.length > 0
          ? ['del', ...present]
          : []
        : latest
          ? ['add', '-u', ...args.name]
          : current.missing.length > 0
            ? ['add', ...current.missing]
            : [];
    const updateOnly = args.update_cache && args.name.length === 0 && !args.upgrade;
    const changed = work.length > 0 || updateOnly;
    return { changed: changed || (args.update_cache && !mode.check), work, result: { packages: args.name } };
  },

  async apply(args, work, ctx): Promise<Applied> {
    const options = [
      ...(args.no_cache ? ['--no-cache'] : []),
      ...args.repository.flatMap((url) => ['--repository', url]),
    ];
    const update = args.update_cache ? sh`apk update >&2 || exit $?\n` : sh``;
    const call = work.length > 0 ? sh`apk ${options} ${work}` : sh`:`;
    const result = await ctx.host.run(sh`${update}${call}`);
    if (result.rc !== 0) return commandFailure(`apk ${work.join(' ') || 'update'} failed`, result);
    return {
      changed: work.length > 0 || (args.name.length === 0 && !args.upgrade),
      result: { stdout: outputText(result) },
    };
  },
});
