import type { Ledger, LedgerEntry } from './ledger.js';

/** What the record of a plan has to know of one of its operations: the keys of all objects that it changes. */
interface Work {
  readonly effects: readonly { readonly key: string }[];
}

/** The record as it was read, while a plan is carried out, and after it. */
export interface LedgerStages {
  readonly old: Ledger;
  /**
   * What the plan makes is owned already, and what it removes or gives back is owned still: wherever the work stops,
   * the next run finds everything in it.
   */
  readonly during: Ledger;
  /** The same as `during` when the plan gives nothing up. */
  readonly after: Ledger;
}

/** The stages of a record for a plan with entries `next` at its end; each has a generation of its own. */
export function stagesOf(old: Ledger, next: Ledger['entries']): LedgerStages {
  const given = [...old.entries].filter(([key]) => !next.has(key));
  const during = { generation: old.generation + 1, entries: new Map([...next, ...given]) };
  const after = given.length === 0 ? during : { generation: old.generation + 2, entries: next };
  return { old, during, after };
}

/**
 * The record after a plan that stopped: objects whose operations were all performed are as planned, those of which
 * none was are as before. So nobody owns what somebody else has made in the meantime.
 */
export function afterStop(
  { old, during, after }: LedgerStages,
  operations: readonly Work[],
  performed: number,
): Ledger {
  const [done, undone] = [keysOf(operations.slice(0, performed)), keysOf(operations.slice(performed))];
  const entries = new Map<string, LedgerEntry>();
  for (const key of during.entries.keys()) {
    const [before, planned] = [old.entries.get(key), after.entries.get(key)];
    const entry = !undone.has(key) ? planned : done.has(key) ? (planned ?? before) : before;
    if (entry) entries.set(key, entry);
  }
  return { generation: during.generation + 1, entries };
}

function keysOf(operations: readonly Work[]): Set<string> {
  return new Set(operations.flatMap(({ effects }) => effects.map(({ key }) => key)));
}
