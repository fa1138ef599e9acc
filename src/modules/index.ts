import type { Module } from '../module/types.js';
import { lastPart } from '../value/pluginName.js';
import { archiveModules } from './archives/index.js';
import { commandModules } from './commands/index.js';
import { controllerModules } from './controller/index.js';
import { fileModules } from './files/index.js';
import { netModules } from './net/index.js';
import { ovsModules } from './ovs/index.js';
import { packageModules } from './packages/index.js';
import { serviceModules } from './services/index.js';
import { sourceModules } from './sources/index.js';
import { systemModules } from './system/index.js';
import { tlsModules } from './tls/index.js';
import { webModules } from './web/index.js';

/** Every module, family by family. */
export const allModules: readonly Module[] = [
  ...archiveModules,
  ...commandModules,
  ...controllerModules,
  ...fileModules,
  ...netModules,
  ...ovsModules,
  ...packageModules,
  ...serviceModules,
  ...sourceModules,
  ...systemModules,
  ...tlsModules,
  ...webModules,
];

const byName = new Map<string, Module>();
for (const module of allModules) {
  const short = lastPart(module.name);
  for (const name of [module.name, short, ...(module.aliases ?? [])]) byName.set(name, module);
  if (module.name.startsWith('ansible.builtin.')) byName.set(`ansible.legacy.${short}`, module);
}

/** The module of a fully qualified, short or alias name. */
export function findModule(name: string): Module | undefined {
  return byName.get(name);
}

/** Every name under which a module can be called. */
export function moduleNames(): Iterable<string> {
  return byName.keys();
}
