import { fail } from '../../diag/diagnostic.js';
import { definePlainModule } from '../../module/define.js';
import type { Module, ModuleContext } from '../../module/types.js';
import { sh } from '../../shell/sh.js';
import { Dict } from '../../value/types.js';
import { apk } from './apk.js';
import { apt } from './apt.js';
import { dnf, yum } from './rpm.js';

const managers: Readonly<Record<string, Module>> = { apt, dnf, yum, apk };

const definition = definePlainModule({
  name: 'ansible.builtin.package',
  kind: 'read',
  anyArgs: true,
  doc: {
    short: "Manage packages with the target's own package manager",
    examples: `- ansible.builtin.package:
    name: tcpdump
    state: present
`,
  },
  args: {
    name: { type: 'raw', required: true, aliases: ['pkg'], description: 'Packages.' },
    state: { required: true, description: '`present`, `absent` or `latest`.' },
    use: { default: 'auto', description: 'Module to use; auto: by the facts, else by what the target has.' },
  },
  run: async () => ({}),
});

/** Hands the task to the module of the target's package manager. */
export const packageModule: Module = {
  ...definition,
  kind: 'target',
  async execute(raw, ctx) {
    const use = raw.get('use');
    const name =
      typeof use === 'string' && use !== 'auto' ? use.split('.').at(-1)! : await packageManager(ctx);
    const module = managers[name === 'dnf5' ? 'dnf' : name];
    if (!module) {
      fail('package-manager', `there is no module for the package manager ${name}`, {
        span: ctx.span,
        fix: `known ones: ${Object.keys(managers).join(', ')}`,
      });
    }
    const args = raw.copy();
    args.delete('use');
    for (const [key, value] of (await ctx.defaultsOf?.(module.name)) ?? [])
      if (!args.has(key)) args.set(key, value);
    return module.execute(args, ctx);
  },
};

async function packageManager(ctx: ModuleContext): Promise<string> {
  const facts = ctx.scope.get('ansible_facts');
  const fact = (facts instanceof Dict ? facts.get('pkg_mgr') : undefined) ?? ctx.scope.get('ansible_pkg_mgr');
  if (typeof fact === 'string' && fact !== 'unknown') return fact;
  const script = sh`for f in apt-get dnf yum apk; do command -v $f >/dev/null 2>&1 && { printf %s $f; break; }; done`;
  const found = (await ctx.host.run(script, { repeatable: true })).stdout.toString('utf8');
  return found === 'apt-get'
    ? 'apt'
    : found || fail('package-manager', 'the target has no package manager that is known', { span: ctx.span });
}
