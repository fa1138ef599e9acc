import type { NetState } from '../object/types.js';
import { type Change, freshLink, type Impact } from './change.js';
import { ChangedState } from './changedState.js';
import { applyEffects, consequences, type Effect } from './effects.js';
import { changeLink } from './linkSteps.js';
import { withSpare } from './spare.js';
import type { Step } from './step.js';
import { stepsFor } from './steps.js';

/** One change of kernel state with everything it entails, small enough to be undone on its own. */
export interface Operation {
  /** One line for people: `set the MTU of eth0 from 1500 to 9000`. */
  readonly line: string;
  readonly impact: Impact;
  /** Every object that changes: what the kernel changes by itself first, the object of the line last. */
  readonly effects: readonly Effect[];
  /** The work. Empty for bookkeeping. */
  readonly steps: readonly Step[];
  /** The work that restores the state before, kernel's consequences included. */
  readonly undo: readonly Step[];
}

/** The operation that a change is in a given state. */
export function operationOf(change: Change, state: NetState): Operation {
  const main: Effect = { key: change.key, before: change.before, after: change.after };
  const sides = [...consequences(state, change.before, change.after), ...bornWith(state, change)];
  const effects = [...sides, main];
  const work = {
    steps: [...otherLinkFirst(change), ...stepsFor(main, state)],
    undo: undoSteps(effects, new ChangedState(state, effects)),
  };
  return {
    line: change.line,
    impact: change.impact,
    effects,
    ...(change.spare ? withSpare(change.spare, work) : work),
  };
}

/** Before a member leaves its bond, one of those that stay has to have a link. */
function otherLinkFirst({ staying = [] }: Change): Step[] {
  return staying.length === 0 ? [] : [{ tool: 'wait', members: staying }];
}

/** The operations that lead back, last first. */
export function inverseOf(operations: readonly Operation[]): Operation[] {
  return operations.toReversed().map((operation) => ({
    line: `undo: ${operation.line}`,
    impact: operation.impact,
    effects: operation.effects.toReversed().map(swapped),
    steps: operation.undo,
    undo: operation.steps,
  }));
}

/** The state after operations. */
export function afterOperations(state: NetState, operations: readonly Operation[]): NetState {
  const next = new Map(state);
  for (const { effects } of operations) applyEffects(next, effects);
  return next;
}

/** The other end of a veth pair is made with the first one. */
function bornWith(state: NetState, { before, after }: Change): Effect[] {
  if (before !== undefined || after?.kind !== 'link' || after.type !== 'veth' || after.peer === '') return [];
  const key = `link ${after.peer}`;
  if (state.has(key)) return [];
  return [{ key, before: undefined, after: freshLink({ ...after, name: after.peer, peer: after.name }) }];
}

function undoSteps(effects: readonly Effect[], after: NetState): Step[] {
  const main = effects.at(-1)!;
  // what was born with a link dies with it
  if (main.before === undefined) return stepsFor(swapped(main), after);
  let state = after;
  const steps: Step[] = [];
  const made = new Set<string>();
  for (const effect of effects.toReversed().map(swapped)) {
    const link = effect.after;
    if (effect.before === undefined && link?.kind === 'link') {
      if (!made.has(link.name)) steps.push(...stepsFor(effect, state));
      if (link.peer !== '') made.add(link.peer);
      steps.push(...changeLink(freshLink(link), link, new ChangedState(state, [effect])));
    } else {
      steps.push(...stepsFor(effect, state));
    }
    state = new ChangedState(state, [effect]);
  }
  return steps;
}

function swapped(effect: Effect): Effect {
  return { key: effect.key, before: effect.after, after: effect.before };
}
