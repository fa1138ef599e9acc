import type { Effect } from '../module/types.js';
import { Dict, Unsafe, type Value } from '../value/types.js';
import type { Run } from './run.js';

/**
 * Carries out add_host and group_by. Returns whether the inventory changed; undefined when a result asks for neither.
 * What was added is remembered: it survives `meta: refresh_inventory`.
 */
export function applyInventory(
  run: Run,
  host: string,
  effects: readonly Effect[],
  value: Dict,
): boolean | undefined {
  let changed: boolean | undefined;
  if (value.get('failed') === true) return undefined;
  for (const effect of effects) {
    const made = perform(run, host, effect);
    if (made === undefined) continue;
    run.dynamicInventory.push({ host, effect });
    changed = made || changed === true;
  }
  return changed;
}

/** Adds again what this run has added, to an inventory that was read anew. */
export function restoreInventory(run: Run): void {
  for (const { host, effect } of run.dynamicInventory) perform(run, host, effect);
}

function perform(run: Run, name: string, effect: Effect): boolean | undefined {
  const { inventory } = run.parts;
  if (effect.kind === 'add-host') {
    const isNew = inventory.host(effect.name) === undefined;
    const changed = inventory.addDynamicHost(effect.name, effect.groups, asData(effect.vars));
    if (isNew) run.onHostAdded(effect.name);
    return changed;
  }
  if (effect.kind !== 'group-by') return undefined;
  const host = inventory.host(name);
  let changed = false;
  for (const group of host ? effect.groups : []) {
    changed = inventory.addDynamicGroup(host!, group, effect.parents) || changed;
  }
  return changed;
}

/** Variables that a task computed are data: what looks like a template in them stays text. */
function asData(vars: Dict): Dict {
  return new Dict(
    [...vars].map(([key, value]): [typeof key, Value] => [
      key,
      typeof value === 'string' && value.includes('{') ? new Unsafe(value) : value,
    ]),
  );
}
