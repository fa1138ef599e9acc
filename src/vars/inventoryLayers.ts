import type { Inventory } from '../inventory/inventory.js';
import { type InventoryGroup, type InventoryHost, sortGroups } from '../inventory/model.js';
import { loadVarsDirectory, type VarsFileOptions } from '../inventory/varsFiles.js';
import { displayPath } from '../playbook/sourceFiles.js';
import { type Layer, layer } from './layer.js';

/** The layers that the inventory gives a host; variable files are read once and shared by the hosts of a group. */
export class InventoryLayers {
  private readonly read = new Map<string, Layer[]>();

  constructor(
    private readonly inventory: Inventory,
    private readonly options: VarsFileOptions,
  ) {}

  /**
   * What the inventory says about a host, highest precedence first: host_vars beside the playbook, beside the
   * inventory, the host's own line; then the same for its groups, the deepest first; group "all" last
   * (Ansible documentation, "Understanding variable precedence", levels 3 to 10). Without a host: group "all" only.
   */
  of(host: InventoryHost | undefined, basedir: string | undefined): Layer[] {
    const all = this.inventory.groups.get('all')!;
    const groups = host ? sortGroups(host.groups().filter((group) => group !== all)).reverse() : [];
    const besidePlay = basedir === undefined ? [] : [basedir];
    const besideInventory = this.inventory.varsDirectories.toReversed().filter((dir) => dir !== basedir);
    return [
      ...(host ? this.files(besidePlay, 'host_vars', host.name) : []),
      ...(host ? this.files(besideInventory, 'host_vars', host.name) : []),
      ...(host ? layer(`inventory host ${host.name}`, host.vars) : []),
      ...groups.flatMap((group) => this.files(besidePlay, 'group_vars', group.name)),
      ...groups.flatMap((group) => this.files(besideInventory, 'group_vars', group.name)),
      ...this.files(besidePlay, 'group_vars', 'all'),
      ...this.files(besideInventory, 'group_vars', 'all'),
      ...groups.flatMap(inventoryGroup),
      ...inventoryGroup(all),
    ];
  }

  private files(directories: readonly string[], kind: 'group_vars' | 'host_vars', name: string): Layer[] {
    return directories.flatMap((dir) => {
      const key = `${dir}/${kind}/${name}`;
      let layers = this.read.get(key);
      if (!layers) {
        const found = loadVarsDirectory(dir, kind, name, this.options);
        layers = found.toReversed().flatMap((file) => layer(displayPath(file.file), file.vars));
        this.read.set(key, layers);
      }
      return layers;
    });
  }
}

function inventoryGroup(group: InventoryGroup): Layer[] {
  return layer(`inventory group ${group.name}`, group.vars);
}
