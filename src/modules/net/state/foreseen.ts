import type { ModuleContext } from '../../../module/types.js';
import type { Ledger } from '../../../net/ledger/ledger.js';
import type { NetObject, NetState } from '../../../net/object/types.js';
import type { Effect } from '../../../net/plan/effects.js';
import type { HostState } from './hostState.js';

/** What earlier tasks of a check would have changed in one namespace. */
interface Foreseen {
  /** The objects after the changes; undefined for those that would be gone. */
  readonly objects: Map<string, NetObject | undefined>;
  ledger: Ledger | undefined;
}

const byTarget = new WeakMap<object, Map<string, Foreseen>>();

/**
 * In check mode nothing of what a task plans comes true; the tasks after it must see it all the same, or they would
 * plan what the run does not do.
 */
export function foresee(
  ctx: ModuleContext,
  netns: string,
  effects: readonly Effect[],
  ledger?: Ledger,
): void {
  if (!ctx.check || ctx.target === undefined) return;
  const all = byTarget.get(ctx.target) ?? new Map<string, Foreseen>();
  byTarget.set(ctx.target, all);
  const foreseen = all.get(netns) ?? { objects: new Map<string, NetObject | undefined>(), ledger: undefined };
  all.set(netns, foreseen);
  for (const { key, after } of effects) foreseen.objects.set(key, after);
  foreseen.ledger = ledger ?? foreseen.ledger;
}

/** Whether an earlier task of a check would have made a namespace or something in it. */
export function isForeseen(ctx: ModuleContext, netns: string): boolean {
  return ctx.check && ctx.target !== undefined && (byTarget.get(ctx.target)?.has(netns) ?? false);
}

/** The host as it would be after the earlier tasks of a check; as it is when there are none. */
export function withForeseen(ctx: ModuleContext, netns: string, host: HostState): HostState {
  const foreseen = ctx.check && ctx.target ? byTarget.get(ctx.target)?.get(netns) : undefined;
  if (foreseen === undefined) return host;
  const state = new Map<string, NetObject>(host.read.state);
  for (const [key, object] of foreseen.objects) {
    if (object) state.set(key, object);
    else state.delete(key);
  }
  const read: { readonly state: NetState } & HostState['read'] = { ...host.read, state };
  return { ...host, read, ledger: foreseen.ledger ?? host.ledger };
}
