import type { Ledger } from '../../../net/ledger/ledger.js';
import type { NetState } from '../../../net/object/types.js';
import { digest, spelled } from '../../../net/plan/spelling.js';
import { sameRules, type Wish, wishKey } from '../../../net/plan/wish.js';

/**
 * The ledger with digests of the texts that the kernel now shows in other words than they were given; undefined
 * when all are shown as given. With them the next run knows that nothing changed.
 */
export function ledgerWithSpelling(
  ledger: Ledger,
  wishes: readonly Wish[],
  shown: NetState,
): Ledger | undefined {
  const entries = new Map(ledger.entries);
  let changed = false;
  for (const wish of wishes) {
    const key = wishKey(wish);
    const [now, entry] = [shown.get(key), entries.get(key)];
    if (wish.state === 'absent' || now === undefined || entry === undefined) continue;
    if (wish.object.kind === 'chain' && now.kind === 'chain' && sameRules(wish.object.rules, now.rules))
      continue;
    const [wanted, text] = [spelled(wish.object), spelled(now)];
    if (wanted === undefined || text === undefined || wanted === text) continue;
    const seen = { wanted: digest(wanted), shown: digest(text) };
    if (entry.seen?.wanted === seen.wanted && entry.seen.shown === seen.shown) continue;
    entries.set(key, { ...entry, seen });
    changed = true;
  }
  return changed ? { generation: ledger.generation + 1, entries } : undefined;
}
