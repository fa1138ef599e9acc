import { isGathering, keyword, type Task } from '../playbook/ast.js';
import type { Key, Value } from '../value/types.js';
import { valueSpan } from '../yaml/spans.js';
import type { Run } from './run.js';
import type { TaskOutcome } from './taskRunner.js';
import { toBool } from './typed.js';

type Effects = Pick<TaskOutcome, 'host' | 'delegate' | 'effects'>;

/** Carries out what a module asked for every host that its result stands for. */
export function applyEffects(run: Run, task: Task, outcome: Effects, hosts: readonly string[]): void {
  applyFacts(run, task, outcome, hosts);
  for (const effect of outcome.effects) if (effect.kind === 'set-stats') run.customStats.apply(effect, hosts);
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
        for (const [key, value] of effect.facts) {
          state.assign(key, value, effect.templates?.has(key));
          const source = writtenFor(task, key);
          if (source === undefined) state.written.delete(key);
          else state.written.set(key, source);
        }
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

/** What a fact is computed from. Plain words of `key=value` text are no values of the file: nothing is known of them. */
function writtenFor({ args }: Task, key: Key): Value | undefined {
  const source = args.get(key);
  const plain = typeof source === 'string' && !source.includes('{{');
  return plain && valueSpan(args, key) === undefined ? null : source;
}

/** With `delegate_facts`, facts go to the delegate. */
function factHosts(task: Task, outcome: Effects, hosts: readonly string[]): readonly string[] {
  const wanted = keyword(task, 'delegate_facts');
  return outcome.delegate !== undefined && wanted && toBool(wanted.value) ? [outcome.delegate] : hosts;
}
