import { defineModule } from '../../module/define.js';
import { commandFailure, outputText } from '../../module/output.js';
import type { Applied, Decision } from '../../module/types.js';
import { joinSh, sh } from '../../shell/sh.js';
import { isHashed } from './passwordHash.js';
import { type Account, accountFacts, accountScript, parseAccount } from './userAccount.js';
import { userArgs } from './userArgs.js';
import { creation, modification, type UserWork } from './userWork.js';

/** Manages user accounts. */
export const user = defineModule({
  name: 'ansible.builtin.user',
  doc: {
    short: 'Creates, changes and removes users',
    examples: `- ansible.builtin.user:
    name: netops
    groups: [adm]
    append: true
    shell: /bin/bash
`,
    returns: {
      uid: 'Number of the user.',
      home: 'Home directory.',
      ssh_public_key: 'The public key, when one is generated.',
    },
  },
  args: userArgs,
  check: 'full',

  async probe(args, ctx): Promise<Account | undefined> {
    if (args.password && !isHashed(args.password)) {
      ctx.warn(
        "'password' does not look like a hash: nobody will be able to log in with it; see the filter password_hash",
      );
    }
    const key = args.ssh_key_file ?? `.ssh/id_${args.ssh_key_type}`;
    const result = await ctx.host.run(accountScript(args.name, key), { repeatable: true });
    return result.rc === 0 ? parseAccount(result.stdout.toString('utf8')) : undefined;
  },

  decide(args, current): Decision<UserWork> {
    const none = { commands: [], password: undefined };
    const base = { name: args.name, state: args.state };
    if (args.state === 'absent') {
      const options = [...(args.force ? ['-f'] : []), ...(args.remove ? ['-r'] : [])];
      const command = sh`if command -v userdel >/dev/null 2>&1; then userdel ${[...options, args.name]}; else deluser ${[...(args.remove ? ['--remove-home'] : []), args.name]}; fi`;
      return {
        changed: current !== undefined,
        work: current ? { commands: [command], password: undefined } : none,
        result: { ...base, force: args.force, remove: args.remove },
      };
    }
    const work = current ? modification(args, current) : creation(args);
    const result = {
      ...base,
      append: args.append,
      move_home: args.move_home,
      ...(current && accountFacts(current)),
    };
    return { changed: work.commands.length > 0 || work.password !== undefined, work, result };
  },

  async apply(args, work, ctx): Promise<Applied> {
    const password = work.password === undefined ? [] : [sh`chpasswd -e`];
    const show = sh`{ getent passwd ${args.name} || grep ${`^${args.name}:`} /etc/passwd || :; }`;
    const script = joinSh(
      [...work.commands.map((command) => sh`${command} </dev/null`), ...password, show],
      ' && ',
    );
    const result = await ctx.host.run(
      script,
      work.password === undefined ? {} : { stdin: `${args.name}:${work.password}\n` },
    );
    if (result.rc !== 0) return commandFailure(`cannot change user ${args.name}`, result);
    const [, , uid, gid, comment, home, shell] = outputText(result).split('\n').at(-1)!.split(':');
    if (args.state === 'absent' || home === undefined) return {};
    return { result: { uid: Number(uid), group: Number(gid), comment: comment!, home, shell: shell! } };
  },
});
