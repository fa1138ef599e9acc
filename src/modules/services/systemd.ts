import { fail } from '../../diag/diagnostic.js';
import { defineModule } from '../../module/define.js';
import { errorText } from '../../module/output.js';
import type { Decision } from '../../module/types.js';
import { sh } from '../../shell/sh.js';
import { runSteps, type Step } from './steps.js';
import { decideUnit, parseUnit, type UnitState, unitProbe } from './unit.js';

/** Manages systemd units. */
export const systemd = defineModule({
  name: 'ansible.builtin.systemd',
  aliases: ['ansible.builtin.systemd_service', 'systemd_service'],
  doc: {
    short: 'Starts, stops, enables and masks systemd units',
    examples: `- ansible.builtin.systemd:
    name: meshwright-taps.service
    state: started
    enabled: true
    daemon_reload: true
`,
    returns: {
      status: 'Properties of the unit.',
      state: '`started` or `stopped`.',
      enabled: 'Whether it starts at boot.',
    },
    notes: [
      'daemon_reload and daemon_reexec run before the unit is read, as they decide what is read; they count as no change.',
    ],
  },
  args: {
    name: { aliases: ['service', 'unit'], description: 'Name of the unit; without a suffix a service.' },
    state: {
      choices: ['reloaded', 'restarted', 'started', 'stopped'],
      description: '`restarted` and `reloaded` always act.',
    },
    enabled: { type: 'bool', description: 'Whether it starts at boot.' },
    masked: { type: 'bool', description: 'Whether it is masked (cannot be started at all).' },
    force: { type: 'bool', description: 'Overwrite symlinks that exist.' },
    daemon_reload: {
      type: 'bool',
      default: false,
      aliases: ['daemon-reload'],
      description: 'Have systemd read unit files again first.',
    },
    daemon_reexec: {
      type: 'bool',
      default: false,
      aliases: ['daemon-reexec'],
      description: 'Have systemd execute itself again first.',
    },
    scope: { choices: ['system', 'user', 'global'], default: 'system', description: 'Which systemd.' },
    no_block: {
      type: 'bool',
      default: false,
      description: 'Do not wait until the unit has finished its change.',
    },
  },
  rules: {
    required_one_of: [['state', 'enabled', 'masked', 'daemon_reload', 'daemon_reexec']],
    required_by: { state: 'name', enabled: 'name', masked: 'name' },
  },
  check: 'full',

  async probe(args, ctx): Promise<UnitState | undefined> {
    if (args.name !== undefined && /[*?[]/.test(args.name)) {
      fail('unit-name', `a unit is named in full, without patterns: ${args.name}`, { span: ctx.span });
    }
    const reloads = ctx.check ? [] : (['reload', 'reexec'] as const).filter((verb) => args[`daemon_${verb}`]);
    const options = scopeOptions(args);
    const before = reloads.map((verb) => sh`systemctl ${options} ${`daemon-${verb}`} >/dev/null || exit 201`);
    const probe = args.name === undefined ? sh`:` : unitProbe(args.name, options);
    const result = await ctx.host.run(
      sh`command -v systemctl >/dev/null || exit 202
: "\${XDG_RUNTIME_DIR:=/run/user/$(id -u)}"; export XDG_RUNTIME_DIR
${before.reduce((all, line) => sh`${all}${line}\n`, sh``)}${probe}`,
      { repeatable: reloads.length === 0 },
    );
    if (result.rc === 202)
      fail('systemd-missing', 'systemctl is not installed on the target', {
        span: ctx.span,
        fix: 'use the service module, which works with every service manager',
      });
    if (result.rc === 201)
      fail('systemd-reload', `failure during daemon-reload: ${errorText(result)}`, { span: ctx.span });
    return args.name === undefined ? undefined : parseUnit(result.stdout.toString('utf8'));
  },

  decide(args, current): Decision<Step[]> {
    return decideUnit({ ...args, options: scopeOptions(args) }, current);
  },

  apply: (_args, steps, ctx) => runSteps(ctx, steps),
});

function scopeOptions(args: {
  readonly scope: string;
  readonly no_block: boolean;
  readonly force: boolean | undefined;
}): string[] {
  return [
    ...(args.scope === 'system' ? [] : [`--${args.scope}`]),
    ...(args.no_block ? ['--no-block'] : []),
    ...(args.force ? ['--force'] : []),
  ];
}
