import { defineModule } from '../../module/define.js';
import { commandFailure, outputText } from '../../module/output.js';
import type { Decision } from '../../module/types.js';
import { sh } from '../../shell/sh.js';
import { Dict } from '../../value/types.js';

/** Sets the host's name, now and for the next boot. */
export const hostname = defineModule({
  name: 'ansible.builtin.hostname',
  doc: {
    short: 'Sets the name of a host',
    examples: '- ansible.builtin.hostname:\n    name: node1\n',
    returns: { name: 'The name.' },
  },
  args: {
    name: { required: true, description: 'The name.' },
    use: { description: 'Accepted; hostnamectl is used where systemd runs, else the file /etc/hostname.' },
  },
  check: 'full',

  async probe(_args, ctx) {
    const result = await ctx.host.run(sh`uname -n; cat /etc/hostname 2>/dev/null`, { repeatable: true });
    const [current = '', permanent = current] = outputText(result).split('\n');
    return { current: current.trim(), permanent: permanent.trim() };
  },

  decide(args, { current, permanent }): Decision {
    const changed = current !== args.name || permanent !== args.name;
    const [name = '', ...domain] = args.name.split('.');
    const facts = Dict.of({
      ansible_hostname: name,
      ansible_nodename: args.name,
      ansible_fqdn: args.name,
      ansible_domain: domain.join('.'),
    });
    const diff = changed ? [{ before: `hostname = ${permanent}\n`, after: `hostname = ${args.name}\n` }] : [];
    return { changed, work: undefined, diff, result: { name: args.name, ansible_facts: facts } };
  },

  async apply(args, _work, ctx) {
    const result =
      await ctx.host.run(sh`if [ -d /run/systemd/system ] && command -v hostnamectl >/dev/null 2>&1; then
hostnamectl set-hostname ${args.name}
else
hostname ${args.name} && printf '%s\\n' ${args.name} >/etc/hostname
fi`);
    return result.rc === 0 ? {} : commandFailure('cannot set the host name', result);
  },
});
