import type { ModuleContext } from '../../../module/types.js';
import { givenValues, type Values } from '../../../net/ledger/values.js';
import type { NetState } from '../../../net/object/types.js';
import { type Claims, disputed } from '../../../net/plan/rivals.js';
import type { Wish } from '../../../net/plan/wish.js';
import { fulfil, wishKey } from '../../../net/plan/wish.js';
import type { NetRequest } from './request.js';

type Claimed = Map<string, Record<string, Values>>;

const byTarget = new WeakMap<object, Map<string, Claimed>>();

/**
 * What the tasks of a run gave the objects of a namespace so far, this one included: two owners that disagree within one
 * run would overwrite each other for ever. Between runs a value may change for all its owners, one after the other.
 */
export function claimsOfRun(
  ctx: ModuleContext,
  { netns, owner, purge }: NetRequest,
  wishes: readonly Wish[],
  state: NetState,
): ReadonlyMap<string, Claims> {
  if (ctx.target === undefined) return new Map();
  const all = byTarget.get(ctx.target) ?? new Map<string, Claimed>();
  byTarget.set(ctx.target, all);
  const claimed: Claimed = all.get(netns) ?? new Map();
  all.set(netns, claimed);
  if (purge === 'owned') for (const owners of claimed.values()) delete owners[owner];
  for (const wish of wishes) {
    const key = wishKey(wish);
    const owners = claimed.get(key) ?? {};
    claimed.set(key, owners);
    const goal = fulfil(wish, state.get(key));
    const values = givenValues(wish, goal);
    // one that is refused gives nothing
    if (wish.state === 'absent') delete owners[owner];
    else if (disputed(goal, values, owners, owner) === undefined) owners[owner] = values;
  }
  return new Map([...claimed].map(([key, owners]) => [key, { ...owners }]));
}
