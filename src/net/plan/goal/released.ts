import { isOwner, type LedgerEntry } from '../../ledger/ledger.js';
import { left, restored } from '../../ledger/record.js';
import { keyOf } from '../../object/key.js';
import type { NetObject } from '../../object/types.js';
import { objectName } from '../describe.js';
import { missingDevices } from '../problem.js';
import { type Wish, wishKey } from '../wish.js';
import type { Draft } from './draft.js';

/** An object that nobody else owns goes; a setting gets its old value back. */
export function unwant(draft: Draft, wish: Wish): void {
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

/** The permanent addresses of a device that the document does not name go, whoever made them. */
export function removeOthers(draft: Draft, dev: string): void {
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
export function purge(draft: Draft): void {
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
export function withoutVanished({ state, drift }: Draft, object: NetObject): void {
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
  draft.entries.set(entry.key, left(entry, others));
  draft.notes.push(`leave ${current ? objectName(current) : entry.key} to ${others.join(', ')}`);
}
