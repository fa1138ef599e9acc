import { defineModule } from '../../module/define.js';
import { commandFailure } from '../../module/output.js';
import type { Decision } from '../../module/types.js';
import { type Sh, sh } from '../../shell/sh.js';

/** Manages groups. */
export const group = defineModule({
  name: 'ansible.builtin.group',
  doc: {
    short: 'Creates, changes and removes groups',
    examples: '- ansible.builtin.group:\n    name: netops\n    system: true\n',
    returns: { gid: 'Number of the group.' },
  },
  args: {
    name: { required: true, description: 'Name.' },
    gid: { type: 'int', description: 'Number.' },
    state: { choices: ['present', 'absent'], default: 'present', description: 'Whether the group exists.' },
    system: { type: 'bool', default: false, description: 'Take a number of the system range.' },
    non_unique: { type: 'bool', default: false, description: 'Allow a number that is taken.' },
    local: { type: 'bool', default: false, description: 'Look only at /etc/group.' },
  },
  rules: { required_if: [['non_unique', true, ['gid']]] },
  check: 'full',

  async probe(args, ctx): Promise<number | undefined> {
    const local = sh`grep ${`^${args.name}:`} /etc/group`;
    const result = await ctx.host.run(
      args.local ? local : sh`getent group ${args.name} 2>/dev/null || ${local}`,
      { repeatable: true },
    );
    const gid = result.stdout.toString('utf8').split(':')[2];
    return gid === undefined ? undefined : Number(gid);
  },

  decide(args, gid): Decision<Sh> {
    const base = { name: args.name, state: args.state, system: args.system };
    if (args.state === 'absent') {
      const command = sh`if command -v groupdel >/dev/null 2>&1; then groupdel ${args.name}; else delgroup ${args.name}; fi`;
      return { changed: gid !== undefined, work: command, result: base };
    }
    const number = args.gid === undefined ? [] : ['-g', String(args.gid)];
    const unique = args.non_unique ? ['-o'] : [];
    if (gid === undefined) {
      const system = args.system ? ['-r'] : [];
      const busybox = args.system ? ['-S'] : [];
      return {
        changed: true,
        work: sh`if command -v groupadd >/dev/null 2>&1; then groupadd ${[...number, ...unique, ...system, args.name]}; else addgroup ${[...number, ...busybox, args.name]}; fi`,
        result: { ...base, gid: args.gid },
      };
    }
    const changed = args.gid !== undefined && args.gid !== gid;
    return {
      changed,
      work: sh`groupmod ${[...number, ...unique, args.name]}`,
      result: { ...base, gid: args.gid ?? gid },
    };
  },

  async apply(args, command, ctx) {
    const result = await ctx.host.run(
      sh`${command} && { getent group ${args.name} || grep ${`^${args.name}:`} /etc/group || :; }`,
    );
    if (result.rc !== 0) return commandFailure(`cannot change group ${args.name}`, result);
    const gid = result.stdout.toString('utf8').split(':')[2];
    return { result: { gid: gid === undefined || args.state === 'absent' ? undefined : Number(gid) } };
  },
});
