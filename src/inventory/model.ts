import { Dict } from '../value/types.js';

/** A host of the inventory, with the variables its sources give it (host_vars files are layers of their own). */
export class InventoryHost {
  readonly vars = new Dict();
  /** Groups that name the host directly, in the order of the sources. */
  readonly directGroups: InventoryGroup[] = [];

  constructor(
    readonly name: string,
    /** true for the localhost that exists though no source names it. */
    readonly implicit = false,
  ) {}

  /** Every group the host belongs to, parents included; "all" among them. */
  groups(): InventoryGroup[] {
    const found = new Set<InventoryGroup>();
    for (const group of this.directGroups) {
      for (const ancestor of group.ancestors()) found.add(ancestor);
      found.add(group);
    }
    return [...found];
  }

  /** The `group_names` variable: sorted, without "all". */
  groupNames(): string[] {
    return this.groups()
      .map((group) => group.name)
      .filter((name) => name !== 'all')
      .sort();
  }
}

/** A group of hosts. The groups form a directed graph without cycles below "all". */
export class InventoryGroup {
  readonly vars = new Dict();
  readonly hosts: InventoryHost[] = [];
  readonly children: InventoryGroup[] = [];
  readonly parents: InventoryGroup[] = [];
  /** Longest way down from a group without parents: a deeper group's variables win. */
  depth = 0;
  /** `ansible_group_priority`: among groups of one depth the higher wins. Default 1. */
  priority = 1;

  constructor(readonly name: string) {}

  ancestors(): InventoryGroup[] {
    return [...walk(this, (group) => group.parents)].slice(1);
  }

  /** Itself and everything below it, level by level. */
  descendants(): InventoryGroup[] {
    return [...walk(this, (group) => group.children)];
  }

  /** The hosts of the group and of the groups below it, in inventory order, each once. */
  allHosts(): InventoryHost[] {
    const found = new Set<InventoryHost>();
    for (const group of this.descendants()) {
      for (const host of group.hosts) if (this.name !== 'all' || !host.implicit) found.add(host);
    }
    return [...found];
  }
}

/** Groups from the weakest variables to the strongest: depth, then priority, then name. */
export function sortGroups(groups: Iterable<InventoryGroup>): InventoryGroup[] {
  return [...groups].sort(
    (a, b) =>
      a.depth - b.depth || a.priority - b.priority || (a.name < b.name ? -1 : Number(a.name > b.name)),
  );
}

function walk(start: InventoryGroup, next: (group: InventoryGroup) => InventoryGroup[]): Set<InventoryGroup> {
  const seen = new Set([start]);
  let level = [start];
  while (level.length > 0) {
    level = level.flatMap(next).filter((group) => !seen.has(group));
    for (const group of level) seen.add(group);
  }
  return seen;
}
