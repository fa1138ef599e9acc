import { Dict, Unsafe, type Value } from '../value/types.js';
import type { Run } from './run.js';
import type { TaskOutcome } from './taskRunner.js';
import { toBool } from './typed.js';

/** Carries out what a module asked of the engine, for every host the result stands for. */
export function applyEffects(run: Run, outcome: TaskOutcome, hosts: readonly string[]): void {
  const { store, inventory } = run.parts;
  for (const effect of outcome.effects) {
    switch (effect.kind) {
      case 'set-facts':
        for (const host of hosts) {
          const state = store.state(host);
          for (const [key, value] of effect.facts) state.set.set(key, value);
          if (effect.cacheable) state.gather(effect.facts);
        }
        break;
      case 'gathered-facts':
        for (const host of hosts) store.state(host).gather(effect.facts);
        break;
      case 'include-vars':
        for (const host of hosts) for (const [key, value] of effect.vars) store.state(host).included.set(key, value);
        break;
      case 'add-host':
        inventory.addDynamicHost(effect.name, effect.groups, asData(effect.vars));
        break;
      case 'group-by': {
        const host = inventory.host(outcome.host);
        if (host) for (const group of effect.groups) inventory.addDynamicGroup(host, group, effect.parents);
        break;
      }
      case 'set-stats':
        for (const [key, value] of effect.data) run.customStats.set(key, value);
        break;
    }
  }
}

/** Variables that a task computed are data: what looks like a template in them stays text. */
function asData(vars: Dict): Dict {
  return new Dict([...vars].map(([key, value]): [typeof key, Value] => [key, typeof value === 'string' && value.includes('{') ? new Unsafe(value) : value]));
}

/** `delegate_facts`: gathered facts go to the delegate. */
export function factHosts(outcome: TaskOutcome, hosts: readonly string[], delegateFacts: Value | undefined): readonly string[] {
  return outcome.delegate !== undefined && toBool(delegateFacts) ? [outcome.delegate] : hosts;
}
