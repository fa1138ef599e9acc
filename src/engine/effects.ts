import { isGathering, keyword, type Task } from '../playbook/ast.js';
import { Dict, Unsafe, type Value } from '../value/types.js';
import type { Run } from './run.js';
import type { TaskOutcome } from './taskRunner.js';
import { toBool } from './typed.js';

type Effects = Pick<TaskOutcome, 'host' | 'delegate' | 'effects'>;

/** Carries out what a module asked of the engine, for every host the result stands for. Returns whether the inventory changed. */
export function applyEffects(
  run: Run,
  task: Task,
  outcome: Effects,
  hosts: readonly string[],
): boolean | undefined {
  applyFacts(run, task, outcome, hosts);
  const { inventory } = run.parts;
  let changed: boolean | undefined;
  for (const effect of outcome.effects) {
    if (effect.kind === 'add-host') {
      changed = inventory.addDynamicHost(effect.name, effect.groups, asData(effect.vars)) || changed === true;
    }
    if (effect.kind === 'set-stats') for (const [key, value] of effect.data) run.customStats.set(key, value);
    if (effect.kind === 'group-by') {
      const host = inventory.host(outcome.host);
      for (const group of host ? effect.groups : []) {
        changed = inventory.addDynamicGroup(host!, group, effect.parents) || changed === true;
      }
    }
  }
  return changed;
}

/** Stores the variables a module set; within a loop the next item sees them already. */
export function applyFacts(run: Run, task: Task, outcome: Effects, shared: readonly string[]): void {
  const { store } = run.parts;
  for (const effect of outcome.effects) {
    if (effect.kind === 'target-facts') store.state(outcome.delegate ?? outcome.host).gather(effect.facts);
  }
  for (const host of factHosts(task, outcome, shared)) {
    const state = store.state(host);
    for (const effect of outcome.effects) {
      if (effect.kind === 'set-facts') {
        for (const [key, value] of effect.facts) state.set.set(key, value);
        if (effect.cacheable) state.gather(effect.facts);
      }
      if (effect.kind === 'gathered-facts') {
        state.gather(effect.facts);
        if (isGathering(task)) state.markGathered();
      }
      if (effect.kind === 'include-vars')
        for (const [key, value] of effect.vars) state.included.set(key, value);
    }
  }
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

/** With `delegate_facts`, facts go to the delegate. */
function factHosts(task: Task, outcome: Effects, hosts: readonly string[]): readonly string[] {
  const wanted = keyword(task, 'delegate_facts');
  return outcome.delegate !== undefined && wanted && toBool(wanted.value) ? [outcome.delegate] : hosts;
}
