import type { Inventory } from '../../inventory/inventory.js';
import type { InventoryGroup, InventoryHost } from '../../inventory/model.js';
import { Dict, type Value } from '../../value/types.js';
import type { EntityVars } from './entityVars.js';

/** What `--list` shows. */
export interface ListingParts {
  readonly inventory: Inventory;
  /** The hosts to show: all of them, or those within `--limit`. */
  readonly hosts: readonly InventoryHost[];
  readonly vars: EntityVars;
  /** Show the variables of groups too. */
  readonly exported: boolean;
}

/** The groups and `_meta.hostvars`, as inventory scripts print them. */
export function jsonListing(parts: ListingParts): Dict {
  const result = new Dict();
  const seen = new Set<InventoryGroup>();
  const add = (group: InventoryGroup): void => {
    const hosts = shownHosts(parts, group);
    const children = group.children.map((child) => child.name);
    result.set(group.name, new Dict()); // a group stands before its children where keys cannot be sorted
    for (const child of group.children) {
      if (seen.has(child)) continue;
      seen.add(child);
      add(child);
    }
    const entry = compact({ hosts, children, vars: groupVars(parts, group) });
    if (entry.size > 0) result.set(group.name, entry);
    else result.delete(group.name);
  };
  add(parts.inventory.groups.get('all')!);
  const hostvars = new Dict();
  for (const host of parts.hosts) {
    const vars = parts.vars.ofHost(host);
    if (vars.size > 0) hostvars.set(host.name, vars);
  }
  return result.set('_meta', Dict.of({ hostvars }));
}

/** The groups below each other, the variables of a host where it is met first: a YAML inventory. */
export function yamlListing(parts: ListingParts): Dict {
  const seen = new Set<string>();
  const entry = (group: InventoryGroup): Dict => {
    const children = new Dict(group.children.map((child) => [child.name, entry(child)]));
    const hosts = new Dict();
    for (const name of shownHosts(parts, group)) hosts.set(name, firstVars(parts, name, seen));
    return compact({ children, hosts, vars: groupVars(parts, group) });
  };
  const all = parts.inventory.groups.get('all')!;
  return new Dict([[all.name, entry(all)]]);
}

/** A table for each group: a TOML inventory. */
export function tomlListing(parts: ListingParts): Dict {
  const result = new Dict();
  const seen = new Set<string>();
  const add = (group: InventoryGroup): void => {
    if (group.name === 'ungrouped' && group.hosts.length === 0) return;
    for (const child of group.children) add(child);
    const children = group.name === 'all' ? [] : group.children.map((child) => child.name);
    const hosts = new Dict();
    for (const name of shownHosts(parts, group)) hosts.set(name, firstVars(parts, name, seen));
    const entry = compact({ children, hosts, vars: groupVars(parts, group) });
    if (entry.size > 0) result.set(group.name, entry);
  };
  add(parts.inventory.groups.get('all')!);
  return result;
}

/** The hosts a group names itself; those of "all" are in its other groups. */
function shownHosts(parts: ListingParts, group: InventoryGroup): string[] {
  if (group.name === 'all') return [];
  return group.hosts.filter((host) => parts.hosts.includes(host)).map((host) => host.name);
}

function groupVars(parts: ListingParts, group: InventoryGroup): Dict {
  return parts.exported ? parts.vars.ofGroup(group) : new Dict();
}

function firstVars(parts: ListingParts, name: string, seen: Set<string>): Dict {
  if (seen.has(name)) return new Dict();
  seen.add(name);
  return parts.vars.ofHost(parts.inventory.hosts.get(name)!);
}

function compact(entry: Record<string, Value>): Dict {
  return new Dict(
    Object.entries(entry).filter(
      ([, value]) => (Array.isArray(value) ? value.length : (value as Dict).size) > 0,
    ),
  );
}
