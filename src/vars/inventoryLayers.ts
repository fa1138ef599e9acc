import type { Inventory } from '../inventory/inventory.js';
import { type InventoryGroup, type InventoryHost, sortGroups } from '../inventory/model.js';
import { loadVarsDirectory, type VarsFileOptions } from '../inventory/varsFiles.js';
import { displayPath } from '../playbook/sourceFiles.js';
import { type Layer, layer } from './layer.js';

/** The layers of groups, lowest first, as the setting `precedence` names them. */
export const GROUP_LAYERS = [
  'all_inventory',
  'groups_inventory',
  'all_plugins_inventory',
  'all_plugins_play',
  'groups_plugins_inventory',
  'groups_plugins_play',
] as const;

type GroupLayer = (typeof GROUP_LAYERS)[number];

export interface InventoryLayersOptions extends VarsFileOptions {
  /** Order of the layers of groups, lowest first; those left out do not count. Default: Ansible's. */
  readonly groupPrecedence?: readonly string[] | undefined;
  /** Whether group_vars and host_vars are read. Default true. */
  readonly besideSources?: boolean;
}

/** The layers that the inventory gives a host; variable files are read once and shared by the hosts of a group. */
export class InventoryLayers {
  private readonly read = new Map<string, Layer[]>();

  constructor(
    private readonly inventory: Inventory,
    private readonly options: InventoryLayersOptions,
  ) {}

  /**
   * What the inventory says about a host, highest precedence first: host_vars beside the playbook, beside the
   * inventory, the host's own line; then the same for its groups, the deepest first; group "all" last
   * (Ansible documentation, "Understanding variable precedence", levels 3 to 10). Without a host: group "all" only.
   */
  of(host: InventoryHost | undefined, basedir: string | undefined): Layer[] {
    const all = this.inventory.groups.get('all')!;
    const groups = host ? sortGroups(host.groups().filter((group) => group !== all)).reverse() : [];
    const read = this.options.besideSources ?? true;
    const besidePlay = basedir === undefined || !read ? [] : [basedir];
    // In the usual order what is read beside the playbook wins anyway.
    const again = this.options.groupPrecedence === undefined ? basedir : undefined;
    const besideInventory = read
      ? this.inventory.varsDirectories.toReversed().filter((dir) => dir !== again)
      : [];
    const byName: Readonly<Record<GroupLayer, () => Layer[]>> = {
      all_inventory: () => inventoryGroup(all),
      groups_inventory: () => groups.flatMap(inventoryGroup),
      all_plugins_inventory: () => this.files(besideInventory, 'group_vars', 'all'),
      all_plugins_play: () => this.files(besidePlay, 'group_vars', 'all'),
      groups_plugins_inventory: () =>
        groups.flatMap((group) => this.files(besideInventory, 'group_vars', group.name)),
      groups_plugins_play: () => groups.flatMap((group) => this.files(besidePlay, 'group_vars', group.name)),
    };
    return [
      ...(host ? this.files(besidePlay, 'host_vars', host.name) : []),
      ...(host ? this.files(besideInventory, 'host_vars', host.name) : []),
      ...(host ? layer(`inventory host ${host.name}`, host.vars) : []),
      ...this.groupOrder().flatMap((name) => byName[name]()),
    ];
  }

  /** The layers of groups, highest first. */
  private groupOrder(): GroupLayer[] {
    const wanted = this.options.groupPrecedence ?? GROUP_LAYERS;
    return wanted.flatMap((name) => GROUP_LAYERS.find((each) => each === name) ?? []).reverse();
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
