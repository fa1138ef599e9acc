import { fail } from '../../diag/diagnostic.js';
import { definePlainModule } from '../../module/define.js';
import { sh } from '../../shell/sh.js';
import { Dict, type Value } from '../../value/types.js';

const script = sh`export LC_ALL=C
if command -v dpkg-query >/dev/null 2>&1; then
printf 'apt\\036'
dpkg-query -W -f '\${db:Status-Status}\\t\${Package}\\t\${Version}\\t\${Architecture}\\t\${Section}\\n' | sed -n 's/^installed\\t//p'
elif command -v rpm >/dev/null 2>&1; then
printf 'rpm\\036'
rpm -qa --qf '%{NAME}\\t%{VERSION}\\t%{ARCH}\\t%{RELEASE}\\t%{EPOCH}\\n'
elif command -v apk >/dev/null 2>&1; then
printf 'apk\\036'
apk info -v 2>/dev/null
fi`;

/** Lists the target's packages as facts. */
export const packageFacts = definePlainModule({
  name: 'ansible.builtin.package_facts',
  kind: 'read',
  doc: {
    short: 'Gathers the installed packages',
    examples: '- ansible.builtin.package_facts:\n    manager: auto\n',
    returns: { ansible_facts: 'A dictionary `packages`: name → list of versions.' },
  },
  args: {
    manager: {
      type: 'list',
      elements: 'str',
      default: ['auto'],
      description: "Accepted; the target's own package database is read.",
    },
    strategy: {
      choices: ['first', 'all'],
      default: 'first',
      description: 'Accepted; a target has one package database.',
    },
  },
  async run(_args, ctx) {
    const result = await ctx.host.run(script, { repeatable: true });
    const [source = '', text = ''] = result.stdout.toString('utf8').split('\x1e');
    if (source === '')
      fail('package-manager', 'Could not detect a supported package manager on the target', {
        span: ctx.span,
      });
    const packages = new Dict();
    for (const line of text.split('\n').filter(Boolean)) {
      const entry = packageEntry(source, line);
      const name = entry.get('name') as string;
      packages.set(name, [...((packages.get(name) as Value[] | undefined) ?? []), entry]);
    }
    const facts = new Dict([['packages', packages]]);
    return { changed: false, result: { ansible_facts: facts }, effects: [{ kind: 'gathered-facts', facts }] };
  },
});

function packageEntry(source: string, line: string): Dict {
  if (source === 'apk') {
    const match = /^(.*)-(\d\S*-r\d+)$/.exec(line);
    return Dict.of({ name: match?.[1] ?? line, version: match?.[2] ?? '', source });
  }
  const [name = '', version = '', arch = '', fourth = '', epoch = ''] = line.split('\t');
  if (source === 'apt') return Dict.of({ name, version, arch, category: fourth, source });
  return Dict.of({
    name,
    version,
    release: fourth,
    epoch: epoch === '(none)' ? null : Number(epoch),
    arch,
    source,
  });
}
