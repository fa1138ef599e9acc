import type { Module, ModuleContext } from '../../module/types.js';
import { pyStr } from '../../value/repr.js';
import { Dict } from '../../value/types.js';
import { service, sysvinit } from './service.js';
import { systemd } from './systemd.js';

/** Modules of single service managers, and the arguments of `service` that they do not take. */
const MANAGERS: Readonly<Record<string, { readonly module: Module; readonly unused: readonly string[] }>> = {
  systemd: { module: systemd, unused: ['pattern', 'runlevel', 'sleep', 'arguments', 'args'] },
  sysvinit: { module: sysvinit, unused: ['runlevel'] },
};

/**
 * `service`, which leaves the task to the module of the target's service manager where `module_defaults` has
 * arguments for that one and the manager is known (`use`, or the facts).
 */
export const managedService: Module = {
  ...service,
  async execute(raw, ctx) {
    const manager = MANAGERS[managerOf(raw, ctx)];
    const defaults = manager && (await ctx.defaultsOf?.(manager.module.name));
    if (!manager || !defaults?.size) return service.execute(raw, ctx);
    const args = raw.copy();
    for (const name of ['use', ...manager.unused]) args.delete(name);
    for (const [key, value] of defaults) if (!args.has(key)) args.set(key, value);
    return manager.module.execute(args, ctx);
  },
};

function managerOf(raw: Dict, ctx: ModuleContext): string {
  const use = raw.get('use');
  if (typeof use === 'string' && use !== 'auto') return use.split('.').at(-1) ?? use;
  const facts = ctx.scope.get('ansible_facts');
  return pyStr((facts instanceof Dict ? facts.get('service_mgr') : undefined) ?? '');
}
