import { parseAddress } from './address.js';
import type { Inventory } from './inventory.js';
import { expandHostEntry } from './ranges.js';

/** Adds the hosts of a comma-separated list (`a,b:2222,`). With `ranges`, entries may hold `[1:3]`. */
export function parseHostList(list: string, inventory: Inventory, ranges = false): void {
  const group = inventory.addGroup('ungrouped');
  for (const entry of list.split(',').map((part) => part.trim())) {
    if (entry === '') continue;
    const address = parseAddress(entry);
    const single = address && !address.host.includes('[') ? address : { host: entry, port: undefined };
    const { names, port } = ranges ? expandHostEntry(entry) : { names: [single.host], port: single.port };
    for (const name of names) {
      if (inventory.hosts.has(name)) continue;
      inventory.addHostToGroup(inventory.addHost(name, { file: list, dir: null }, port), group);
    }
  }
}
