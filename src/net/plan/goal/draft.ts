import type { LedgerEntry } from '../../ledger/ledger.js';
import type { NetObject } from '../../object/types.js';
import type { PlanInput } from '../plan.js';
import type { Problem } from '../problem.js';

/** A goal while it is worked out. */
export interface Draft {
  readonly input: PlanInput;
  /** What shall be there. */
  readonly state: Map<string, NetObject>;
  /** Entries of the ledger. */
  readonly entries: Map<string, LedgerEntry>;
  readonly problems: Problem[];
  readonly drift: string[];
  /** Lines about what changes in the record alone. */
  readonly notes: string[];
  /** What was given back as it was before. */
  readonly restored: NetObject[];
}
