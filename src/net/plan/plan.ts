import { isOwner, type Ledger } from '../ledger/ledger.js';
import { devicesOf } from '../object/device.js';
import { keyOf, sameObject } from '../object/key.js';
import type { LinkObject, NetObject, NetState } from '../object/types.js';
import type { ReadState } from '../read/state.js';
import { type Change, changesBetween, freshLink, isAnother, replacement } from './change.js';
import { objectName } from './describe.js';
import { applyEffects, type Effect } from './effects.js';
import { type Goal, goalOf } from './goal/goal.js';
import { detourOf, isBond, linkIn, membersOf } from './members.js';
import { type Operation, operationOf } from './operation.js';
import { inOrder } from './order.js';
import { obstacle, type Problem } from './problem.js';
import type { Claims } from './rivals.js';
import { spareFor } from './spare.js';
import { type Wish, wishKey } from './wish.js';

/** What is to be done, for whom and on which ground. */
export interface PlanInput {
  readonly wishes: readonly Wish[];
  readonly owner: string;
  /** What happens to objects that the owner made and no longer names. */
  readonly purge: 'none' | 'owned' | 'report';
  /** Devices whose other permanent addresses are removed, with their place in the document. */
  readonly exclusive: readonly string[];
  /** Devices that may be missing: what is wished for them waits until they are there. */
  readonly pending?: ReadonlySet<string>;
  readonly read: ReadState;
  readonly ledger: Ledger;
  readonly boot: string;
  /** What tasks of this very run gave objects, by their keys; two of them that disagree are a problem. */
  readonly claims?: ReadonlyMap<string, Claims>;
  /** Links that this host's own boot files make. */
  readonly bootLinks?: ReadonlySet<string>;
  /** Devices that are not there are taken for those of earlier tasks that did not run. */
  readonly check: boolean;
}

export interface Plan {
  readonly operations: readonly Operation[];
  readonly problems: readonly Problem[];
  /** Sentences about what is not as declared and is left alone. */
  readonly drift: readonly string[];
  /** The record after the plan. */
  readonly ledger: Ledger;
}

/** Compares what is wanted with what is there: the ordered operations that lead from one to the other. */
export function planNetwork(input: PlanInput): Plan {
  const goal = goalOf(input);
  const current = input.read.state;
  const changes = inOrder(allChanges(current, goal.state), current, goal.state).map((change) =>
    inContext(change, input, goal.state),
  );
  const operations = [...simulate(current, goal, changes), ...goal.bookkeeping];
  const ledger = withoutLost(goal.ledger, operations, input);
  return { operations, problems: goal.problems, drift: goal.drift, ledger };
}

/** What the kernel took along is nobody's any more: an object of that name that comes later is another one. */
function withoutLost(ledger: Ledger, operations: readonly Operation[], input: PlanInput): Ledger {
  const last = new Map<string, boolean>();
  for (const { effects } of operations)
    for (const { key, after } of effects) last.set(key, after !== undefined);
  const lost = [...last]
    .filter(([key, there]) => !there && ledger.entries.has(key) && !ledger.entries.get(key)!.absent)
    .map(([key]) => key);
  if (lost.length === 0) return ledger;
  const entries = new Map(ledger.entries);
  for (const key of lost) entries.delete(key);
  return { generation: input.ledger.generation + 1, entries };
}

function allChanges(current: NetState, goal: NetState): Change[] {
  const changes: Change[] = [];
  for (const [key, after] of goal) {
    const before = current.get(key) ?? bornWithPeer(after, current, goal);
    if (after.kind === 'link') changes.push(...linkChangesBetween(before, after, current, goal));
    else if (!sameObject(before, after)) changes.push(...changesBetween(before, after));
  }
  for (const [key, before] of current) {
    if (!goal.has(key)) changes.push(...changesBetween(before, undefined));
  }
  return changes;
}

/** A link's changes, with the detours that the kernel makes necessary. */
function linkChangesBetween(
  before: NetObject | undefined,
  after: LinkObject,
  current: NetState,
  goal: NetState,
): Change[] {
  const have = before?.kind === 'link' ? before : undefined;
  const toBond = isBond(goal, after.master);
  if (have === undefined) return changesBetween(undefined, after, { toBond });
  if (isAnother(have, after)) {
    const [creation, ...rest] = changesBetween(undefined, successor(have, after, current), { toBond });
    const link = spareFor(after, current, goal);
    const removal = replacement(have, after);
    if (link === undefined) return [removal, creation!, ...rest];
    const spare = { link, name: after.name };
    return [
      { ...removal, spare: { ...spare, part: 'make' } },
      { ...creation!, spare: { ...spare, part: 'use' } },
      ...rest,
    ];
  }
  const bond = [linkIn(current, have.master), linkIn(goal, have.master)] as const;
  if (bond[0] && bond[1] && detourOf(bond[0], bond[1], current) === 'empty') {
    const left = { ...have, master: '' };
    return [
      ...changesBetween(have, left, { fromBond: true }).map((change) => ({ ...change, early: true })),
      // what it carried was interrupted when it left
      ...changesBetween(left, after, { toBond }).map((change): Change => ({ ...change, impact: 'hitless' })),
    ];
  }
  if (sameObject(have, after)) return [];
  const paused = detourOf(have, after, current) !== undefined;
  return changesBetween(have, after, { paused, toBond, fromBond: isBond(current, have.master) });
}

/** A VLAN has the MAC address of its device, and changes it with it, unless it was given one of its own. */
function successor(have: LinkObject, after: LinkObject, current: NetState): LinkObject {
  const inherited = linkIn(current, have.parent)?.address;
  const keepsIt = after.type === 'vlan' && after.parent === have.parent;
  return keepsIt && have.address === inherited && after.address === inherited
    ? { ...after, address: '' }
    : after;
}

/** The second end of a new veth pair exists as soon as the first was made. */
function bornWithPeer(object: NetObject, current: NetState, goal: NetState): NetObject | undefined {
  if (object.kind !== 'link' || object.type !== 'veth' || object.peer === '') return undefined;
  const first = [...goal.keys()].find(
    (key) => key === `link ${object.peer}` || key === `link ${object.name}`,
  );
  return first === `link ${object.peer}` && !current.has(first) ? freshLink(object) : undefined;
}

/**
 * Removing what the owner itself made is what its plan is about; foreign objects that go with it are not. A link that
 * carries nothing, before the plan or after it, has no traffic to lose.
 */
function inContext(change: Change, { ledger, owner, read, wishes }: PlanInput, goal: NetState): Change {
  if (change.before?.kind === 'link' && change.after?.kind === 'link') {
    const { before, after } = change;
    const staying = change.early ? [] : stayingMembers(before, after, goal);
    if (staying.length > 0) return { ...change, impact: 'hitless', staying };
    if (change.impact === 'hitless') return change;
    const joins = before.master === '' && after.master !== '';
    const idle = isIdle(after.name, read.state, joins) || isIdle(after.name, goal, false);
    return idle || givesBack(change, { ledger, owner, wishes }) ? { ...change, impact: 'hitless' } : change;
  }
  if (change.after !== undefined || change.before === undefined) return change;
  if (change.early)
    return isIdle((change.before as LinkObject).name, read.state, false)
      ? { ...change, impact: 'hitless' }
      : change;
  const owned = (key: string): boolean => isOwner(ledger.entries.get(key), owner);
  const operation = operationOf(change, read.state);
  const foreign = operation.effects.filter(({ key, before }) => !owned(key) && before?.kind !== 'sysctl');
  return {
    ...change,
    line: `${change.line}${taken(foreign)}`,
    impact: foreign.length > 0 ? 'disruptive' : 'hitless',
  };
}

/** What a removal takes along that is not ours, in words. */
function taken(foreign: readonly Effect[]): string {
  const links = foreign.flatMap(({ before, after }) =>
    before?.kind === 'link' ? [{ link: before, stays: after?.kind === 'link' }] : [],
  );
  const ports = links.filter(({ link, stays }) => stays && link.master !== '').map(({ link }) => link.name);
  const addresses = foreign.flatMap(({ before }) =>
    before?.kind === 'address' && before.scope !== 'link' ? [objectName(before)] : [],
  );
  const gone = [...links.filter(({ stays }) => !stays).map(({ link }) => objectName(link)), ...addresses];
  return [
    gone.length === 0 ? '' : ` and with it ${gone.join(', ')}`,
    ports.length === 0 ? '' : ` and release ${ports.join(', ')}`,
  ].join('');
}

/** The members with which a bond goes on when a change takes one away; none when it takes none, or no bond stays. */
function stayingMembers(before: LinkObject, after: LinkObject, goal: NetState): string[] {
  if (before.master === after.master || !isBond(goal, before.master)) return [];
  return membersOf(goal, before.master).map(({ name }) => name);
}

/** A link of ours that the document no longer names is released or set down again: that is what the plan is about. */
function givesBack(
  { key, before, after }: Change,
  { ledger, owner, wishes }: Pick<PlanInput, 'ledger' | 'owner' | 'wishes'>,
): boolean {
  if (before?.kind !== 'link' || after?.kind !== 'link' || !isOwner(ledger.entries.get(key), owner))
    return false;
  const returns = before.master !== after.master || before.up !== after.up;
  return returns && !wishes.some((wish) => wishKey(wish) === key);
}

/**
 * Whether no route, address, neighbour, bridge or other link uses a link. Link-local addresses come by themselves. Of
 * hardware one knows that only when it `joins` a bridge: what ran over it without an address does so after it.
 */
function isIdle(name: string, state: NetState, joins: boolean): boolean {
  const link = state.get(`link ${name}`);
  if (link?.kind !== 'link' || (link.type === '' && !joins) || link.master !== '') return false;
  for (const object of state.values()) {
    if (object.kind === 'sysctl' || (object.kind === 'address' && object.scope === 'link')) continue;
    if (
      object.kind === 'link'
        ? [object.master, object.parent].includes(name)
        : devicesOf(object).includes(name)
    )
      return false;
  }
  return true;
}

/** The changes that bring back what the kernel has changed on its own. */
function restorations(before: NetObject | undefined, wanted: NetObject): Change[] {
  if (wanted.kind === 'link') return changesBetween(before, wanted);
  if (sameObject(before, wanted)) return [];
  const line = `keep ${objectName(wanted)}`;
  return [{ key: keyOf(wanted), before, after: wanted, line, impact: 'hitless' }];
}

/**
 * Applies the changes to the model one by one. What the kernel takes along although it shall stay is put back as soon
 * as that is possible.
 */
function simulate(current: NetState, goal: Goal, changes: readonly Change[]): Operation[] {
  const state = new Map(current);
  const operations: Operation[] = [];
  const pending = new Map<string, number>();
  for (const { key } of changes) pending.set(key, (pending.get(key) ?? 0) + 1);
  const lost = new Set<string>();
  const perform = (change: Change): void => {
    const before = state.get(change.key);
    if (sameObject(before, change.after)) return;
    const operation = operationOf({ ...change, before }, state);
    operations.push(operation);
    applyEffects(state, operation.effects);
    for (const { key } of operation.effects.slice(0, -1).toReversed()) lost.add(key);
    for (const key of lost) {
      const wanted = goal.state.get(key);
      if (wanted !== undefined && obstacle(wanted, state) !== undefined) continue;
      lost.delete(key);
      if (wanted === undefined || (pending.get(key) ?? 0) > 0) continue;
      for (const change of restorations(state.get(key), wanted)) perform(change);
    }
  };
  for (const change of changes) {
    pending.set(change.key, pending.get(change.key)! - 1);
    perform(change);
  }
  return operations;
}
