import type { Module } from '../../module/types.js';
import { withDiscovery } from './foreignModule.js';
import { discoverPython } from './interpreter.js';

/** Modules that need no Python in ansible-core either, or never touch a target. */
const WITHOUT_PYTHON = new Set(['ansible.builtin.raw', 'ansible.builtin.script', 'ansible.builtin.setup']);

/**
 * One of the engine's own modules, which need no Python, for playbooks that say `ansible_python_interpreter: auto` and
 * then look at what was found: the first task on a host looks for it and reports it.
 */
export function discovering(module: Module): Module {
  if (module.kind === 'controller' || WITHOUT_PYTHON.has(module.name)) return module;
  return {
    ...module,
    async execute(args, ctx) {
      const discovery = await discoverPython(ctx, '');
      return withDiscovery(await module.execute(args, ctx), discovery, ctx);
    },
  };
}
