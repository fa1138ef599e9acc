import type { LedgerEntry } from '../ledger/ledger.js';
import type { LinkObject, NetObject } from '../object/types.js';
import { isAnother } from './change.js';
import { fulfil, type Wish } from './wish.js';

/**
 * A link of ours as it will be when the document gives it what only a new link can have: another parent, or an option
 * that the kernel fixes. Undefined for all others, and for links that we did not make.
 */
export function renewal(
  wish: Wish,
  current: NetObject | undefined,
  entry: LedgerEntry | undefined,
): LinkObject | undefined {
  const { object } = wish;
  if (object.kind !== 'link' || current?.kind !== 'link' || object.type !== current.type) return undefined;
  if (!wish.creates || entry?.previous !== null) return undefined;
  const whole = fulfil(wish, current) as LinkObject;
  const goal = { ...whole, parent: object.parent || whole.parent };
  return isAnother(current, goal) ? goal : undefined;
}
