import { definePlainModule } from '../../module/define.js';
import { errorText, outputLines } from '../../module/output.js';
import { sh } from '../../shell/sh.js';
import { Dict, type Value } from '../../value/types.js';

/** Reads entries of the name service databases into facts. */
export const getent = definePlainModule({
  name: 'ansible.builtin.getent',
  kind: 'read',
  doc: {
    short: 'Looks entries up in the system databases',
    examples: '- ansible.builtin.getent:\n    database: passwd\n    key: root\n',
    returns: { ansible_facts: 'A dictionary getent_DATABASE: key → fields.' },
  },
  args: {
    database: { required: true, description: 'Database: passwd, group, hosts, …' },
    key: { default: '', description: 'Entry to read; all without it.' },
    service: { description: 'Source instead of those of nsswitch.conf.' },
    split: { description: 'Character between fields. Default: `:` for accounts, else blanks.' },
    fail_key: { type: 'bool', default: true, description: 'Fail when there is no such entry.' },
  },
  async run(args, ctx) {
    const service = args.service === undefined ? [] : ['-s', args.service];
    const key = args.key === '' ? [] : [args.key];
    const result = await ctx.host.run(sh`getent ${service} ${args.database} ${key}`, { repeatable: true });
    const name = `getent_${args.database}`;
    const entries = new Dict();
    if (result.rc === 0) {
      const colon = ['passwd', 'shadow', 'group', 'gshadow'].includes(args.database);
      const separator = args.split ?? (colon ? ':' : /\s+/);
      for (const line of outputLines(result)) {
        const [first = '', ...fields] = line.split(separator);
        const earlier = entries.get(first) as Value[] | undefined;
        entries.set(
          first,
          earlier === undefined ? fields : [...(Array.isArray(earlier[0]) ? earlier : [earlier]), fields],
        );
      }
    } else if (result.rc === 2 && !args.fail_key) {
      entries.set(args.key, null);
    } else {
      const reasons: Readonly<Record<number, string>> = {
        1: 'Missing arguments, or database unknown.',
        2: 'the database has no such key',
        3: 'Enumeration not supported on this database.',
        127: 'the target has no getent',
      };
      return { failed: reasons[result.rc] ?? (errorText(result) || 'Unexpected failure!') };
    }
    const facts = new Dict([[name, entries]]);
    return { changed: false, result: { ansible_facts: facts }, effects: [{ kind: 'gathered-facts', facts }] };
  },
});
