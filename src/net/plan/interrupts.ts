import type { NetState } from '../object/types.js';
import { objectName } from './describe.js';
import type { Operation } from './operation.js';

/**
 * What a disruptive operation can interrupt, in words, nearest first: the device with everything that is stacked on
 * it, and what the kernel takes along. Empty for a hitless one.
 */
export function interruptedBy(operation: Operation, state: NetState): string[] {
  const main = operation.effects.at(-1);
  const object = main?.before ?? main?.after;
  if (operation.impact === 'hitless' || object === undefined) return [];
  const lost = operation.effects
    .slice(0, -1)
    .flatMap(({ before, after }) =>
      before === undefined || after !== undefined || before.kind === 'link' ? [] : [objectName(before)],
    );
  const own = object.kind === 'link' ? [object.name, ...stackedOn(object.name, state)] : [objectName(object)];
  return [...new Set([...own, ...lost])];
}

/** Devices that cannot work without one: those above it, their bridges and bonds, and its ports. */
function stackedOn(name: string, state: NetState): string[] {
  const links = [...state.values()].filter((object) => object.kind === 'link');
  const found: string[] = [];
  const visit = (below: string): void => {
    const master = links.find((link) => link.name === below)?.master ?? '';
    const above = links.filter((link) => link.parent === below).map((link) => link.name);
    for (const each of [...above, master]) {
      if (each === '' || each === name || found.includes(each)) continue;
      found.push(each);
      visit(each);
    }
  };
  visit(name);
  const ports = links.filter((link) => link.master === name).map((link) => link.name);
  return [...found, ...ports.filter((port) => !found.includes(port))];
}
