import { createHash } from 'node:crypto';
import { isOwner, type LedgerEntry } from '../ledger/ledger.js';
import { claimed, restored } from '../ledger/record.js';
import { keyOf, sameObject } from '../object/key.js';
import type { NetObject, NetState } from '../object/types.js';
import { freshLink } from './change.js';
import { objectName } from './describe.js';
import { inheritMtus } from './members.js';
import type { Operation } from './operation.js';
import type { Plan, PlanInput } from './plan.js';
import { linkConflict, missingDevices, obstacle, type Problem, vlanRole } from './problem.js';
import { renewal } from './renewal.js';
import { ruleDrift } from './ruleDrift.js';
import { withoutWaiting } from './waiting.js';
import { fulfil, type Wish, wishKey } from './wish.js';

/** The state that a document asks for, before any thought of how to get there. */
export interface Goal {
  readonly state: NetState;
  readonly problems: readonly Problem[];
  readonly drift: readonly string[];
  readonly ledger: Plan['ledger'];
  /** Changes of the record alone, and what check mode cannot see yet. */
  readonly bookkeeping: readonly Operation[];
}

interface Draft {
  readonly input: PlanInput;
  readonly state: Map<string, NetObject>;
  readonly entries: Map<string, LedgerEntry>;
  readonly problems: Problem[];
  readonly drift: string[];
  readonly notes: string[];
  /** What was given back as it was before. */
  readonly restored: NetObject[];
}

/** Applies wishes, exclusiveness and purge to the current state and to the ledger. */
export function goalOf(given: PlanInput): Goal {
  const drift: string[] = [];
  const { input, waiting } = withoutWaiting(given, drift);
  const draft: Draft = {
    input,
    state: new Map(input.read.state),
    entries: new Map(input.ledger.entries),
    problems: [],
    drift,
    notes: [],
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
  const rewritten = draft.notes.length > 0 || draft.entries.size !== input.ledger.entries.size;
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

/** Digest of a text for the ledger. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** The text of an object that the kernel may print in other words than it was given. */
export function spelled(object: NetObject): string | undefined {
  if (object.kind === 'nft') return object.text.trim();
  return object.kind === 'chain' ? object.rules.join('\n') : undefined;
}

function want(draft: Draft, wish: Wish): void {
  const { input, state, entries, problems } = draft;
  const key = wishKey(wish);
  const current = input.read.state.get(key);
  const anew = renewal(wish, current, entries.get(key));
  const conflict = anew ? undefined : linkConflict(wish, current);
  if (conflict) {
    problems.push(conflict);
    return;
  }
  if (!state.has(key) && !wish.creates) {
    const { name } = wish.object as { name: string };
    if (input.check) draft.notes.push(`configure ${name} once it exists`);
    else
      problems.push({
        path: wish.path,
        message: `device ${name} does not exist`,
        fix: vlanRole(name) ?? 'name its type to have it created, or check the spelling',
      });
    return;
  }
  const entry = entries.get(key);
  const goal =
    anew ?? (holdsAsSeen(entry, wish.object, current) ? current! : fulfil(wish, state.get(key) ?? current));
  const claim = claimed(entry, wish, current, goal, input.owner, input.boot);
  if (claim) entries.set(key, claim);
  if (entry && claim && claim.owners.length > entry.owners.length)
    draft.notes.push(`share ${objectName(goal)} with ${entry.owners.join(', ')}`);
  state.set(key, goal);
  if (goal.kind === 'link' && goal.type === 'veth' && goal.peer !== '' && !state.has(`link ${goal.peer}`))
    state.set(`link ${goal.peer}`, freshLink({ ...goal, name: goal.peer, peer: goal.name }));
}

/** Whether the kernel still shows exactly what it showed after this very text was loaded. */
function holdsAsSeen(
  entry: LedgerEntry | undefined,
  wanted: NetObject,
  current: NetObject | undefined,
): boolean {
  const [text, shown] = [spelled(wanted), current && spelled(current)];
  if (entry?.seen === undefined || text === undefined || shown === undefined) return false;
  return (
    entry.seen.wanted === digest(text) && entry.seen.shown === digest(shown) && sameRest(wanted, current!)
  );
}

function sameRest(wanted: NetObject, current: NetObject): boolean {
  if (wanted.kind !== 'chain' || current.kind !== 'chain') return true;
  const rest = { ...wanted, rules: current.rules };
  const wish: Wish = {
    path: '',
    state: 'present',
    object: rest,
    given: ['rules', 'jumps', 'policy'],
    creates: true,
  };
  return sameObject(fulfil(wish, current), current);
}

/** An object that nobody else owns goes; a setting gets its old value back. */
function unwant(draft: Draft, wish: Wish): void {
  const { input, state } = draft;
  const key = wishKey(wish);
  const entry = draft.entries.get(key);
  const current = input.read.state.get(key);
  const others = entry?.owners.filter((owner) => owner !== input.owner) ?? [];
  if (entry && others.length > 0) {
    release(draft, entry, others, current);
    return;
  }
  const kept = keptAway(draft, key, current);
  if (kept) draft.entries.set(key, kept);
  else draft.entries.delete(key);
  if (current === undefined) return;
  if (current.kind === 'sysctl') {
    if (entry) restore(draft, entry, current);
  } else if (current.kind === 'link' && current.type === '') {
    draft.problems.push({
      path: wish.path,
      message: `${current.name} is a hardware device and cannot be removed`,
      fix: 'state: down switches it off',
    });
  } else {
    state.delete(key);
  }
}

/**
 * The record of an address that an owner of a whole document keeps away, so that it comes back when the owner leaves:
 * one that a port has to give to its bridge.
 */
function keptAway(
  { input, entries }: Draft,
  key: string,
  current: NetObject | undefined,
): LedgerEntry | undefined {
  const entry = entries.get(key);
  if (input.purge !== 'owned' || entry?.absent) return entry;
  if (entry !== undefined || current?.kind !== 'address') return undefined;
  return { key, owners: [input.owner], previous: current, boot: input.boot, absent: true };
}

/** What was kept away comes back where its device still is. */
function putBack({ state }: Draft, { key, previous }: LedgerEntry): void {
  const object = previous as NetObject;
  if (missingDevices(object, state).length === 0) state.set(key, object);
}

function removeOthers(draft: Draft, dev: string): void {
  const kept = new Set(draft.input.wishes.map(wishKey));
  for (const [key, object] of draft.state) {
    if (object.kind !== 'address' || object.dev !== dev || object.dynamic || object.scope === 'link')
      continue;
    if (!kept.has(key)) {
      draft.state.delete(key);
      draft.entries.delete(key);
    }
  }
}

/** Only entries of exactly this owner; what others own too loses this owner and stays. */
function purge(draft: Draft): void {
  const { input } = draft;
  if (input.purge === 'none') return;
  const named = new Set(input.wishes.map(wishKey));
  for (const [key, entry] of input.ledger.entries) {
    if (named.has(key) || !isOwner(entry, input.owner)) continue;
    const current = input.read.state.get(key);
    if (input.purge === 'report') {
      if (current) draft.drift.push(`${objectName(current)} is no longer declared`);
      continue;
    }
    const others = entry.owners.filter((owner) => owner !== input.owner);
    if (others.length > 0) release(draft, entry, others, current);
    else {
      draft.entries.delete(key);
      if (entry.absent && current === undefined) putBack(draft, entry);
      else if (current === undefined) draft.notes.push(`forget ${key}, which is gone`);
      else if (isForeignNow(entry, current))
        draft.drift.push(`${objectName(current)} was replaced by somebody else`);
      else restore(draft, entry, current);
    }
  }
}

/** A route or rule that we made and that carries another mark now was made anew by another program. */
function isForeignNow({ previous }: LedgerEntry, object: NetObject): boolean {
  return (
    previous === null && (object.kind === 'route' || object.kind === 'rule') && object.protocol !== '109'
  );
}

function restore(draft: Draft, entry: LedgerEntry, current: NetObject): void {
  const before = restored(entry, current);
  if (before) {
    draft.state.set(entry.key, before);
    draft.restored.push(before);
  }
  // a setting whose device made it cannot be removed
  else if (current.kind !== 'sysctl') draft.state.delete(entry.key);
}

/** What was given back does not need a device that is gone: a port becomes free, all else stays away. */
function withoutVanished({ state, drift }: Draft, object: NetObject): void {
  const [gone] = missingDevices(object, state);
  if (gone === undefined) return;
  if (object.kind === 'link') state.set(keyOf(object), { ...object, master: '', port: {} });
  else {
    state.delete(keyOf(object));
    drift.push(`${objectName(object)} cannot come back, as device ${gone} is gone`);
  }
}

function release(
  draft: Draft,
  entry: LedgerEntry,
  others: readonly string[],
  current: NetObject | undefined,
): void {
  if (others.length === entry.owners.length) {
    draft.drift.push(`${entry.key} stays: it belongs to ${others.join(', ')}`);
    return;
  }
  draft.entries.set(entry.key, { ...entry, owners: others });
  draft.notes.push(`leave ${current ? objectName(current) : entry.key} to ${others.join(', ')}`);
}

function checkPossible(draft: Draft, wish: Wish): void {
  const key = wishKey(wish);
  const goal = draft.state.get(key);
  if (goal === undefined || sameObject(goal, draft.input.read.state.get(key))) return;
  if (goal.kind === 'link' && !wish.given.includes('master') && !draft.state.has(`link ${goal.master}`)) {
    // the bridge that it was a port of goes, and nobody asked for another
    if (goal.master !== '') draft.state.set(key, { ...goal, master: '', port: {} });
  }
  const missing = missingDevices(draft.state.get(key)!, draft.state);
  if (draft.input.check && missing.length > 0) {
    draft.state.delete(key);
    const current = draft.input.read.state.get(key);
    if (current) draft.state.set(key, current);
    const line = `configure ${missing[0]} once it exists`;
    if (!draft.notes.includes(line)) draft.notes.push(line);
    return;
  }
  const reason = obstacle(draft.state.get(key)!, draft.state);
  if (reason) draft.problems.push({ path: wish.path, ...reason });
}

function note(line: string): Operation {
  return { line, impact: 'hitless', effects: [], steps: [], undo: [] };
}
