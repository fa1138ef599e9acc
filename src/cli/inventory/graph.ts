import type { InventoryGroup } from '../../inventory/model.js';
import { pyStr } from '../../value/repr.js';
import type { Dict } from '../../value/types.js';
import { printable } from './printable.js';

/** Whose variables the graph shows. */
interface GraphVars {
  ofHost(host: InventoryGroup['hosts'][number]): Dict;
  ofGroup(group: InventoryGroup): Dict;
}

/** The groups and hosts below a group as a tree of text; with `vars` also their variables. */
export function inventoryGraph(start: InventoryGroup, vars: GraphVars | undefined): string {
  return graphLines(start, vars, 0).join('\n');
}

function graphLines(group: InventoryGroup, vars: GraphVars | undefined, depth: number): string[] {
  const lines = [node(`@${group.name}:`, depth)];
  for (const child of group.children) lines.push(...graphLines(child, vars, depth + 1));
  if (group.name !== 'all') {
    for (const host of group.hosts) {
      lines.push(node(host.name, depth + 1));
      if (vars) lines.push(...variableLines(vars.ofHost(host), depth + 2));
    }
  }
  if (vars) lines.push(...variableLines(vars.ofGroup(group), depth + 1));
  return lines;
}

function variableLines(vars: Dict, depth: number): string[] {
  return [...vars]
    .map(([name, value]) => [pyStr(name), pyStr(printable(value))] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => node(`{${name} = ${value}}`, depth));
}

function node(text: string, depth: number): string {
  return depth === 0 ? text : `${'  |'.repeat(depth)}--${text}`;
}
