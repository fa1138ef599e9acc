import { sameObject } from '../object/key.js';
import type { LinkObject, NetObject } from '../object/types.js';
import { type Wish, wishKey } from '../plan/wish.js';
import type { LedgerEntry } from './ledger.js';
import { givenValues } from './values.js';

/**
 * The entry of an object after its owner wished for it; `undefined` leaves it unowned: it was there before and is
 * as wanted. The previous state is the one before the first owner; after a reboot a value that is not ours is the
 * new previous one.
 */
export function claimed(
  entry: LedgerEntry | undefined,
  wish: Wish,
  current: NetObject | undefined,
  goal: NetObject,
  owner: string,
  boot: string,
): LedgerEntry | undefined {
  const holds = sameObject(current, goal);
  if (entry === undefined) {
    if (holds && !carriesMark(goal)) return undefined;
    const previous = holds ? null : touched(wish, current);
    return {
      key: wishKey(wish),
      owners: [owner],
      previous,
      boot,
      ...claimsWith(undefined, wish, goal, owner),
    };
  }
  const owners = entry.owners.includes(owner) ? entry.owners : [...entry.owners, owner];
  const claims = claimsWith(entry, wish, goal, owner);
  // one that is made again has another number
  if (entry.previous === null) return { ...entry, owners, ...(current === undefined && { boot }), ...claims };
  const seen = touched(wish, current);
  const rebooted = entry.boot !== boot && !holds;
  const previous = rebooted ? (seen ?? entry.previous) : merged(seen, entry.previous);
  return { ...entry, owners, previous, boot: rebooted ? boot : entry.boot, ...claims };
}

/** The entry of an object that some of its owners have left. */
export function left(entry: LedgerEntry, owners: readonly string[]): LedgerEntry {
  const claims = Object.entries(entry.claims ?? {}).filter(([owner]) => owners.includes(owner));
  return { ...entry, owners, ...(entry.claims && { claims: Object.fromEntries(claims) }) };
}

function claimsWith(
  entry: LedgerEntry | undefined,
  wish: Wish,
  goal: NetObject,
  owner: string,
): Pick<LedgerEntry, 'claims'> {
  const values = givenValues(wish, goal);
  return Object.keys(values).length === 0 ? {} : { claims: { ...entry?.claims, [owner]: values } };
}

/** The object after its last owner left: as it was before the first one, undefined when there was none. */
export function restored(entry: LedgerEntry, current: NetObject): NetObject | undefined {
  const { previous } = entry;
  if (previous === null) return undefined;
  if (current.kind !== 'link') return { ...current, ...previous } as NetObject;
  const { options, port, ...rest } = previous as Partial<LinkObject>;
  const before = { ...current, ...rest };
  const stays = before.master === current.master;
  return {
    ...before,
    options: { ...current.options, ...options },
    port: stays ? { ...current.port, ...port } : (port ?? {}),
  };
}

/** What this program makes in the kernel under its own mark is its own even when the record was lost. */
function carriesMark(object: NetObject): boolean {
  if (object.kind === 'chain') return object.name.startsWith('MW-');
  return 'protocol' in object && object.protocol === '109';
}

/** The properties of an object that a wish changes, as they are; null for an object that is not there. */
function touched(wish: Wish, current: NetObject | undefined): Partial<NetObject> | null {
  if (current === undefined) return null;
  if (current.kind !== 'link' || wish.object.kind !== 'link') return current;
  const { options, port } = wish.object;
  const pick = (names: object, from: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(from).filter(([name]) => name in names));
  return {
    ...Object.fromEntries(Object.entries(current).filter(([name]) => wish.given.includes(name))),
    options: pick(options, current.options),
    port: wish.given.includes('master') ? current.port : pick(port, current.port),
  };
}

/** Adds properties that nobody had touched before. */
function merged(seen: Partial<NetObject> | null, previous: Partial<NetObject>): Partial<NetObject> {
  const [a, b] = [seen as Partial<LinkObject> | null, previous as Partial<LinkObject>];
  if (a === null) return previous;
  const whole = { ...a, ...b };
  return {
    ...whole,
    ...(whole.options && { options: { ...a.options, ...b.options } }),
    // what a port of another bridge had is complete: its settings went with it
    ...(whole.port && { port: b.master === undefined ? { ...a.port, ...b.port } : b.port }),
  } as Partial<NetObject>;
}
