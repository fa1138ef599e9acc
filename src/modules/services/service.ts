import { defineModule } from '../../module/define.js';
import type { Decision } from '../../module/types.js';
import { sh } from '../../shell/sh.js';
import { decideInit, type InitState, openrcProbe, parseOpenrc, parseSysv, sysvProbe } from './initScript.js';
import { runSteps, type Step } from './steps.js';
import { decideUnit, parseUnit, type UnitState, unitProbe } from './unit.js';

type ServiceState =
  | { readonly kind: 'systemd'; readonly unit: UnitState }
  | { readonly kind: 'init'; readonly init: InitState };

const common = {
  name: { required: true, description: 'Name of the service.' },
  state: {
    choices: ['reloaded', 'restarted', 'started', 'stopped'],
    description: '`started` and `stopped` act only when needed; `restarted` and `reloaded` always.',
  },
  enabled: { type: 'bool', description: 'Whether it starts at boot.' },
  pattern: { description: 'Text in the process list that tells a running service without a status command.' },
  arguments: { aliases: ['args'], description: 'Words for the init script, after the verb.' },
} as const;

/** Manages services of systemd, OpenRC and System V init scripts, whichever the target runs. */
export const service = defineModule({
  name: 'ansible.builtin.service',
  doc: {
    short: 'Starts, stops and enables services of any service manager',
    description: 'The service manager is found out in the same frame that reads the service.',
    examples: `- ansible.builtin.service:
    name: openvswitch-switch
    state: started
    enabled: true
`,
    returns: {
      state: '`started` or `stopped`.',
      enabled: 'Whether it starts at boot.',
      status: "systemd's properties of the unit.",
    },
  },
  args: {
    ...common,
    sleep: { type: 'int', description: 'Seconds between stop and start of a restart (init scripts).' },
    runlevel: { default: 'default', description: 'Runlevel of OpenRC.' },
    use: { default: 'auto', description: 'Service manager to use: auto, systemd, openrc, sysvinit.' },
  },
  rules: { required_one_of: [['state', 'enabled']] },
  check: 'full',

  async probe(args, ctx): Promise<ServiceState> {
    const { name, pattern, use } = args;
    const script = sh`mw_use=${use}
if [ "$mw_use" = auto ]; then
if [ -d /run/systemd/system ] && command -v systemctl >/dev/null 2>&1; then mw_use=systemd
elif command -v rc-service >/dev/null 2>&1; then mw_use=openrc
else mw_use=sysvinit
fi
fi
printf '%s\\036' "$mw_use"
case $mw_use in
systemd) ${unitProbe(name, [])} ;;
openrc) ${openrcProbe(name)} ;;
*) ${sysvProbe(name, pattern)} ;;
esac`;
    const result = await ctx.host.run(script, { repeatable: true });
    const [manager = '', ...rest] = result.stdout.toString('utf8').split('\x1e');
    const text = rest.join('\x1e');
    if (manager.endsWith('systemd')) return { kind: 'systemd', unit: parseUnit(text) };
    return { kind: 'init', init: manager === 'openrc' ? parseOpenrc(text, initWish(args)) : parseSysv(text) };
  },

  decide(args, current): Decision<Step[]> {
    if (current.kind === 'init') return decideInit(initWish(args), current.init);
    return decideUnit(
      { name: args.name, state: args.state, enabled: args.enabled, options: [] },
      current.unit,
    );
  },

  apply: (_args, steps, ctx) => runSteps(ctx, steps),
});

/** Manages services by their System V init scripts. */
export const sysvinit = defineModule({
  name: 'ansible.builtin.sysvinit',
  doc: {
    short: 'Starts, stops and enables SysV services',
    examples: `- ansible.builtin.sysvinit:
    name: networking
    state: restarted
    sleep: 2
`,
  },
  args: {
    ...common,
    name: { ...common.name, aliases: ['service'] },
    sleep: { type: 'int', default: 1, description: 'Seconds between stop and start of a restart.' },
    runlevels: {
      type: 'list',
      elements: 'str',
      description: 'Runlevels that a change of `enabled` is meant for.',
    },
    daemonize: {
      type: 'bool',
      default: false,
      description: 'Accepted; init scripts run without a terminal anyway.',
    },
  },
  rules: { required_one_of: [['state', 'enabled']] },
  check: 'full',

  async probe(args, ctx) {
    const result = await ctx.host.run(sysvProbe(args.name, args.pattern), { repeatable: true });
    return parseSysv(result.stdout.toString('utf8'));
  },
  decide: (args, current) => decideInit({ ...args, runlevels: args.runlevels ?? [] }, current),
  apply: (_args, steps, ctx) => runSteps(ctx, steps),
});

function initWish(args: {
  readonly name: string;
  readonly state: 'started' | 'stopped' | 'restarted' | 'reloaded' | undefined;
  readonly enabled: boolean | undefined;
  readonly runlevel: string;
  readonly arguments: string | undefined;
  readonly sleep: number | undefined;
  readonly pattern: string | undefined;
}) {
  return { ...args, runlevels: [args.runlevel] };
}
