import type { Ledger, LedgerEntry } from '../../ledger/ledger.js';
import { devicesOf } from '../../object/device.js';
import { objectName } from '../describe.js';
import type { PlanInput } from '../plan.js';

/**
 * The record without links that somebody else removed and made again under their old names, and without what such a link
 * would have taken along. A line for each is added to `notes`. A link that this host's own boot files make is the one
 * that was meant.
 */
export function withoutRemade(input: PlanInput, notes: string[]): Ledger {
  const { ledger, read } = input;
  const remade = new Set<string>();
  for (const [key, entry] of ledger.entries) {
    const link = read.state.get(key);
    if (link?.kind !== 'link' || !isAnother(entry, link.name, input)) continue;
    remade.add(link.name);
    notes.push(`leave ${objectName(link)} to whoever made it anew`);
  }
  if (remade.size === 0) return ledger;
  const gone = ([key, entry]: [string, LedgerEntry]): boolean => {
    const object = read.state.get(key);
    if (object?.kind === 'link') return remade.has(object.name);
    return (
      object !== undefined && entry.previous === null && devicesOf(object).some((dev) => remade.has(dev))
    );
  };
  return { ...ledger, entries: new Map([...ledger.entries].filter((entry) => !gone(entry))) };
}

/** The kernel gives no number twice while it runs. */
function isAnother({ index, boot }: LedgerEntry, name: string, input: PlanInput): boolean {
  const now = input.read.indexes?.get(name);
  if (index === undefined || index === 0 || now === undefined || boot !== input.boot) return false;
  return now !== index && !input.bootLinks?.has(name);
}
