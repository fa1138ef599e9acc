import { linkKinds } from '../kinds.js';
import type { LinkObject, NetObject, NetState } from '../object/types.js';
import type { Wish } from './wish.js';

/** A link of a state by name. */
export function linkIn(state: NetState, name: string): LinkObject | undefined {
  const found = state.get(`link ${name}`);
  return found?.kind === 'link' ? found : undefined;
}

/** Whether a name is that of a bond. */
export function isBond(state: NetState, name: string): boolean {
  return name !== '' && linkIn(state, name)?.type === 'bond';
}

/** The links whose master a name is, in the state's order. */
export function membersOf(state: NetState, name: string): LinkObject[] {
  const members: LinkObject[] = [];
  for (const object of state.values())
    if (object.kind === 'link' && object.master === name) members.push(object);
  return members;
}

/**
 * What a bond must be before the kernel takes its new options: nothing special, down, or down without members.
 * One that is so already needs nothing.
 */
export function detourOf(
  before: LinkObject,
  after: LinkObject,
  state: NetState,
): 'down' | 'empty' | undefined {
  const options = linkKinds[before.type];
  const needs = Object.entries(after.options).flatMap(([name, value]) =>
    before.options[name] === value ? [] : (options?.[name]?.needs ?? []),
  );
  if (needs.includes('empty') && membersOf(state, before.name).length > 0) return 'empty';
  return needs.length > 0 && before.up ? 'down' : undefined;
}

/**
 * Sets MTUs that follow from others, as the kernel does: members of a bond have the bond's, and a VLAN for which the
 * document gives none has at most that of the device below it. Only links near those that the document names.
 */
export function inheritMtus(state: Map<string, NetObject>, wanted: readonly Wish[]): void {
  const named = new Map(
    wanted.flatMap(({ object, given }) =>
      object.kind === 'link' ? [[object.name, given.includes('mtu')] as const] : [],
    ),
  );
  let settled = false;
  while (!settled) {
    settled = true;
    for (const [key, object] of state) {
      if (object.kind !== 'link') continue;
      const mtu = inherited(object, state, named);
      if (mtu === 0 || mtu === object.mtu) continue;
      state.set(key, { ...object, mtu });
      named.set(object.name, named.get(object.name) ?? false);
      settled = false;
    }
  }
}

/** The MTU that a link takes over, 0 for none. */
function inherited(link: LinkObject, state: NetState, named: ReadonlyMap<string, boolean>): number {
  if (isBond(state, link.master) && (named.has(link.name) || named.has(link.master)))
    return linkIn(state, link.master)!.mtu;
  if (link.type !== 'vlan' || !named.has(link.parent) || named.get(link.name)) return 0;
  return Math.min(link.mtu, linkIn(state, link.parent)?.mtu || link.mtu);
}
