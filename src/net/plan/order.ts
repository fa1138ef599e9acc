import type { LinkObject, NetObject, NetState } from '../object/types.js';
import type { Change } from './change.js';
import { isBond } from './members.js';
import { otherPrefix } from './problem.js';

/**
 * The place of a change in its plan. What switches proxies off comes first and what switches them on last;
 * filters stand before what they protect and leave after it; the fail-closed rule and its table precede the
 * look-up that leads there; removals come after additions, in the reverse order, but where the kernel takes no two
 * prefixes of one address.
 */
function rankOf({ before, after, early }: Change, current: NetState, goal: NetState): number {
  const object = (after ?? before)!;
  if (early) return 15;
  if (before?.kind === 'link' && after?.kind === 'link') return linkRank(before, after, current);
  if (object.kind === 'sysctl') return sysctlRank(object.name, object.value, before === undefined);
  if (after !== undefined) return additionRank(object);
  return otherPrefix(object, goal) ? additionRank(object) - 1 : 100 - additionRank(object);
}

/** MTUs before all else, the smaller ones first; a member leaves its bond after others have come. */
function linkRank(before: LinkObject, after: LinkObject, current: NetState): number {
  if (before.mtu !== after.mtu && before.mtu !== 0 && before.master === after.master)
    return after.mtu < before.mtu ? 18 : 19;
  return before.master !== after.master && isBond(current, before.master) ? 21 : 20;
}

function sysctlRank(name: string, value: string, isNew: boolean): number {
  const proxy = /proxy_(arp|ndp|arp_pvlan)$/.test(name);
  // the device of a new setting has to come first
  if (proxy) return value === '0' && !isNew ? 0 : 46;
  return /forward/.test(name) ? 44 : 30;
}

function additionRank(object: NetObject): number {
  switch (object.kind) {
    case 'chain':
    case 'nft':
      return 5;
    case 'link':
      return 20;
    case 'sysctl':
      return 30;
    case 'address':
      return 32;
    case 'neighbour':
      return object.proxy ? 45 : 34;
    case 'fdb':
      return 35;
    case 'route':
      return object.via === '' ? 38 : 39;
    case 'rule':
      return object.action === '' ? 42 : 40;
  }
}

/** Changes in the order in which they are applied; equal places keep the document's order. */
export function inOrder(changes: readonly Change[], current: NetState, goal: NetState): Change[] {
  const depths = new Map<string, number>();
  const linkOf = (name: string): LinkObject | undefined =>
    (goal.get(`link ${name}`) ?? current.get(`link ${name}`)) as LinkObject | undefined;
  const over = (link: LinkObject | undefined): number => {
    const below = [link?.parent, link?.master].filter((other) => other !== undefined && other !== '');
    return below.length === 0 ? 0 : 1 + Math.max(...below.map((other) => depth(other!)));
  };
  const depth = (name: string): number => {
    const known = depths.get(name);
    if (known !== undefined) return known;
    depths.set(name, 0);
    const link = linkOf(name);
    // the second end of a veth pair is there only once the first was made
    const found = link?.peer ? Math.max(over(link), over(linkOf(link.peer))) : over(link);
    depths.set(name, found);
    return found;
  };
  const ranks = new Map<string, number>();
  const heights = new Map<string, number>();
  const links = [...goal.values()].filter((object) => object.kind === 'link');
  // frames go up from cards to bonds, VLANs and bridges
  const height = (name: string): number => {
    const known = heights.get(name);
    if (known !== undefined) return known;
    heights.set(name, 0);
    const parent = linkOf(name)?.parent ?? '';
    const below = [
      ...(parent === '' ? [] : [parent]),
      ...links.flatMap((link) => (link.master === name ? [link.name] : [])),
    ];
    const found = below.length === 0 ? 0 : 1 + Math.max(...below.map(height));
    heights.set(name, found);
    return found;
  };
  const place = (change: Change): readonly [number, number] => {
    const object = (change.after ?? change.before)!;
    // each state of a link holds what the one before it has brought
    const rank = Math.max(rankOf(change, current, goal), ranks.get(change.key) ?? 0);
    ranks.set(change.key, rank);
    if (object.kind === 'sysctl') return [rank, globalFirst(object.name)];
    if (object.kind !== 'link') return [rank, 0];
    if (rank === 18) return [rank, -height(object.name)];
    if (rank === 19) return [rank, height(object.name)];
    return [rank, change.after === undefined ? -depth(object.name) : depth(object.name)];
  };
  return changes
    .map((change, i) => ({ change, at: [...place(change), i] as const }))
    .sort((a, b) => a.at[0] - b.at[0] || a.at[1] - b.at[1] || a.at[2] - b.at[2])
    .map(({ change }) => change);
}

/** Settings of the whole namespace overwrite those of its devices: they come before them. */
function globalFirst(name: string): number {
  if (/\/(conf|neigh)\/(?!all\/|default\/)/.test(name)) return 2;
  return name.includes('/default/') ? 1 : 0;
}
