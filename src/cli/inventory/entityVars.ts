import type { InventoryGroup, InventoryHost } from '../../inventory/model.js';
import { loadVarsDirectory } from '../../inventory/varsFiles.js';
import { mergeDicts } from '../../value/merge.js';
import { Dict } from '../../value/types.js';
import type { Workspace } from '../workspace.js';

/** Variables every host has; listings leave them out. */
const INTERNAL: ReadonlySet<unknown> = new Set(['inventory_file', 'inventory_dir']);

/** The variables of hosts and groups as written: templates are not rendered, encrypted values stay encrypted. */
export class EntityVars {
  /**
   * `exported`: hosts have their own variables only, as a source would say them; otherwise all those that a play sees.
   * `basedir`: the directory that stands for the playbook's; without it the working directory counts, though not for
   * what is exported.
   */
  constructor(
    private readonly workspace: Workspace,
    private readonly exported: boolean,
    private readonly basedir: string | undefined,
  ) {}

  ofHost(host: InventoryHost): Dict {
    if (this.exported) return this.own(host.vars, 'host_vars', host.name);
    const key = { host: host.name, magic: new Map(), basedir: this.basedir ?? process.cwd() };
    const layers = this.workspace.run.parts.store.layers(key);
    return this.merge(layers.toReversed().map((layer) => layer.vars));
  }

  ofGroup(group: InventoryGroup): Dict {
    const vars = this.own(group.vars, 'group_vars', group.name);
    if (group.priority !== 1) vars.set('ansible_group_priority', group.priority);
    return vars;
  }

  private own(inline: Dict, kind: 'group_vars' | 'host_vars', name: string): Dict {
    const directories = [
      ...this.workspace.run.parts.inventory.varsDirectories,
      ...(this.basedir === undefined ? [] : [this.basedir]),
    ];
    const files = directories.flatMap((dir) => loadVarsDirectory(dir, kind, name, this.workspace.varsFiles));
    return this.merge([inline, ...files.map((file) => file.vars)]);
  }

  private merge(layers: readonly Dict[]): Dict {
    let merged = new Dict();
    for (const vars of layers) {
      if (this.workspace.mergeHashes) merged = mergeDicts(merged, vars);
      else for (const [key, value] of vars) merged.set(key, value);
    }
    for (const key of [...merged.keys()]) if (INTERNAL.has(key)) merged.delete(key);
    return merged;
  }
}
