import { defineModule } from '../../module/define.js';
import { commandFailure } from '../../module/output.js';
import type { Decision } from '../../module/types.js';
import { type Sh, sh } from '../../shell/sh.js';

/** Loads and unloads kernel modules. */
export const modprobe = defineModule({
  name: 'community.general.modprobe',
  aliases: ['ansible.builtin.modprobe'],
  doc: {
    short: 'Loads and unloads modules of the kernel',
    examples: '- community.general.modprobe:\n    name: 8021q\n    persistent: present\n',
  },
  args: {
    name: { required: true, description: 'Module.' },
    state: { choices: ['present', 'absent'], default: 'present', description: 'Whether it is loaded.' },
    params: { default: '', description: 'Parameters, as words.' },
    persistent: {
      choices: ['disabled', 'present', 'absent'],
      default: 'disabled',
      description: 'Whether /etc/modules-load.d and /etc/modprobe.d say so too.',
    },
  },
  check: 'full',

  async probe(args, ctx) {
    const name = args.name.replaceAll('-', '_');
    const result = await ctx.host.run(
      sh`{ [ -d ${`/sys/module/${name}`} ] && [ -e ${`/sys/module/${name}/initstate`} ] || grep -q ${`^${name} `} /proc/modules || grep -q ${`/${args.name}.ko`} "/lib/modules/$(uname -r)/modules.builtin" 2>/dev/null; } && echo loaded
grep -qxs ${args.name} ${`/etc/modules-load.d/${args.name}.conf`} && echo persistent
grep -qxs ${`options ${args.name} ${args.params}`} ${`/etc/modprobe.d/${args.name}.conf`} && echo options
:`,
      { repeatable: true },
    );
    const words = result.stdout.toString('utf8').split('\n');
    return {
      loaded: words.includes('loaded'),
      persistent: words.includes('persistent'),
      options: words.includes('options'),
    };
  },

  decide(args, current): Decision<readonly Sh[]> {
    const { name, state, params } = args;
    const [load, options] = [`/etc/modules-load.d/${name}.conf`, `/etc/modprobe.d/${name}.conf`];
    const work: Sh[] = [];
    if (state === 'present' && !current.loaded)
      work.push(sh`modprobe ${name} ${params.split(/\s+/).filter(Boolean)}`);
    if (state === 'absent' && current.loaded) work.push(sh`modprobe -r ${name}`);
    if (args.persistent === 'present' && !current.persistent)
      work.push(sh`mkdir -p /etc/modules-load.d && printf '%s\\n' ${name} >${load}`);
    if (args.persistent === 'present' && params !== '' && !current.options)
      work.push(sh`mkdir -p /etc/modprobe.d && printf 'options %s %s\\n' ${name} ${params} >${options}`);
    if (args.persistent === 'absent' && current.persistent) work.push(sh`rm -f ${load} ${options}`);
    return { changed: work.length > 0, work, result: { name, params, state } };
  },

  async apply(args, work, ctx) {
    const script = work.reduce((all, command) => sh`${all}${command} || exit $?\n`, sh``);
    const result = await ctx.host.run(script);
    return result.rc === 0 ? {} : commandFailure(`cannot change module ${args.name}`, result);
  },
});
