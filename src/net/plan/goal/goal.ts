import type { NetState } from '../../object/types.js';
import { inheritMtus } from '../members.js';
import type { Operation } from '../operation.js';
import type { Plan, PlanInput } from '../plan.js';
import type { Problem } from '../problem.js';
import { ruleDrift } from '../ruleDrift.js';
import { withoutWaiting } from '../waiting.js';
import type { Wish } from '../wish.js';
import type { Draft } from './draft.js';
import { checkPossible } from './feasibility.js';
import { purge, removeOthers, unwant, withoutVanished } from './released.js';
import { withoutRemade } from './remade.js';
import { want } from './wanted.js';

/** The state that a document asks for, before any thought of how to get there. */
export interface Goal {
  readonly state: NetState;
  readonly problems: readonly Problem[];
  readonly drift: readonly string[];
  readonly ledger: Plan['ledger'];
  /** Changes of the record alone, and what check mode cannot see yet. */
  readonly bookkeeping: readonly Operation[];
}

/** Applies wishes, exclusiveness and purge to the current state and to the ledger. */
export function goalOf(given: PlanInput): Goal {
  const drift: string[] = [];
  const notes: string[] = [];
  const known = { ...given, ledger: withoutRemade(given, notes) };
  const { input, waiting } = withoutWaiting(known, drift);
  const draft: Draft = {
    input,
    state: new Map(input.read.state),
    entries: new Map(input.ledger.entries),
    problems: [],
    drift,
    notes,
    restored: [],
  };
  const wanted = input.wishes.filter((wish) => wish.state === 'present' && !waiting.has(wish));
  // what a document creates may be configured by an earlier entry of it
  const creating = (wish: Wish): boolean => wish.creates && wish.object.kind === 'link';
  for (const wish of wanted.filter(creating)) want(draft, wish);
  for (const wish of wanted) if (!creating(wish)) want(draft, wish);
  for (const wish of input.wishes) if (wish.state === 'absent') unwant(draft, wish);
  for (const dev of input.exclusive) removeOthers(draft, dev);
  purge(draft);
  for (const object of draft.restored) withoutVanished(draft, object);
  inheritMtus(draft.state, wanted);
  for (const wish of wanted) checkPossible(draft, wish);
  drift.push(...ruleDrift(input, draft.state));
  const rewritten = draft.notes.length > 0 || draft.entries.size !== given.ledger.entries.size;
  const changed =
    rewritten || [...draft.entries].some(([key, entry]) => input.ledger.entries.get(key) !== entry);
  return {
    state: draft.state,
    problems: draft.problems,
    drift: draft.drift,
    ledger: changed ? { generation: input.ledger.generation + 1, entries: draft.entries } : input.ledger,
    bookkeeping: draft.notes.map(note),
  };
}

function note(line: string): Operation {
  return { line, impact: 'hitless', effects: [], steps: [], undo: [] };
}
