import type { LedgerEntry } from '../../ledger/ledger.js';
import { claimed } from '../../ledger/record.js';
import { givenValues } from '../../ledger/values.js';
import { sameObject } from '../../object/key.js';
import type { NetObject } from '../../object/types.js';
import { freshLink } from '../change.js';
import { objectName } from '../describe.js';
import { linkConflict, vlanRole } from '../problem.js';
import { renewal } from '../renewal.js';
import { disputed, overwritten } from '../rivals.js';
import { digest, spelled } from '../spelling.js';
import { fulfil, type Wish, wishKey } from '../wish.js';
import type { Draft } from './draft.js';

/** What is wished for is there, and its owner recorded; what keeps it from coming is a problem. */
export function want(draft: Draft, wish: Wish): void {
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
  const values = givenValues(wish, goal);
  const dispute = disputed(goal, values, input.claims?.get(key) ?? {}, input.owner);
  if (dispute !== undefined) {
    problems.push({ path: wish.path, message: dispute, fix: 'give both the same value, or leave it to one' });
    return;
  }
  draft.drift.push(...overwritten(goal, values, current, entry, input.owner));
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
