import { DiagnosticError, diagnostic } from '../diag/diagnostic.js';
import { parseAddress } from './address.js';
import type { Inventory } from './inventory.js';
import { expandHostEntry, type HostEntry } from './ranges.js';

/**
 * Adds the hosts of a comma-separated list (`a,b:2222,`). With `ranges`, entries may hold `[1:3]`.
 *
 * @throws DiagnosticError for a range whose bounds do not fit together; one that lacks a bound is a name.
 */
export function parseHostList(list: string, inventory: Inventory, ranges = false): void {
  const group = inventory.addGroup('ungrouped');
  for (const entry of list.split(',').map((part) => part.trim())) {
    if (entry === '') continue;
    const { names, port } = ranges ? expanded(entry, inventory) : single(entry);
    for (const name of names) {
      if (inventory.hosts.has(name)) continue;
      inventory.addHostToGroup(inventory.addHost(name, { file: list, dir: null }, port), group);
    }
  }
}

function single(entry: string): HostEntry {
  const address = parseAddress(entry);
  const plain = address && !address.host.includes('[') ? address : { host: entry, port: undefined };
  return { names: [plain.host], port: plain.port };
}

function expanded(entry: string, inventory: Inventory): HostEntry {
  try {
    return expandHostEntry(entry);
  } catch (error) {
    if (!(error instanceof DiagnosticError) || !/host range must/.test(error.message)) throw error;
    const message = `Unable to parse address from hostname, leaving unchanged: ${error.message}`;
    inventory.hint(diagnostic('inventory-host-name', message, { severity: 'hint' }));
    return { names: [entry], port: undefined };
  }
}
