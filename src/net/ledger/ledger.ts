import type { NetObject } from '../object/types.js';
import type { Values } from './values.js';

/** Who made or changed one object, and what it was before the first of them came. */
export interface LedgerEntry {
  readonly key: string;
  readonly owners: readonly string[];
  /** Null when the object did not exist; otherwise the properties that were changed, as they were. */
  readonly previous: Partial<NetObject> | null;
  /** Boot id of the kernel in which `previous` was seen. */
  readonly boot: string;
  /** The owner keeps the object away: `previous` is the whole of it. */
  readonly absent?: boolean;
  /** The kernel's number of a link that was made; 0 when it is not known. Holds for `boot`. */
  readonly index?: number;
  /** What each owner gave it, where owners can disagree. */
  readonly claims?: Readonly<Record<string, Values>>;
  /** Digests of a text that the kernel prints in other words than it was given: as wanted, and as shown. */
  readonly seen?: { readonly wanted: string; readonly shown: string };
}

/** A host's record of what is owned, by object key; one for each network namespace. */
export interface Ledger {
  /** Counts the writes, so that two writers notice each other. */
  readonly generation: number;
  readonly entries: ReadonlyMap<string, LedgerEntry>;
}

export const emptyLedger: Ledger = { generation: 0, entries: new Map() };

const header = 'meshwright-ledger 1';

/** A text that is no ledger; the message says why. */
export class UnreadableLedger extends SyntaxError {}

/** Reads a ledger file; empty text is an empty ledger. Throws an UnreadableLedger. */
export function parseLedger(text: string): Ledger {
  if (text.trim() === '') return emptyLedger;
  const [first = '', ...lines] = text.split('\n');
  if (!first.startsWith(`${header} `)) throw new UnreadableLedger(`it does not begin with "${header}"`);
  const entries = new Map<string, LedgerEntry>();
  lines.forEach((line, i) => {
    if (line === '') return;
    const entry = entryOf(line);
    if (entry === undefined) throw new UnreadableLedger(`line ${i + 2} is no entry`);
    entries.set(entry.key, entry);
  });
  return { generation: Number(first.slice(header.length)), entries };
}

function entryOf(line: string): LedgerEntry | undefined {
  const tab = line.indexOf('\t');
  if (tab < 0) return undefined;
  try {
    return { key: line.slice(0, tab), ...(JSON.parse(line.slice(tab + 1)) as Omit<LedgerEntry, 'key'>) };
  } catch {
    return undefined;
  }
}

/** The text of a ledger file: a header with the generation, then `key TAB json` for each object. */
export function formatLedger({ generation, entries }: Ledger): string {
  const lines = [...entries.values()].map(({ key, ...rest }) => `${key}\t${JSON.stringify(rest)}\n`);
  return `${header} ${generation}\n${lines.join('')}`;
}

/** Whether an owner of an object is `owner` itself; `role/item` is not `role`. */
export function isOwner(entry: LedgerEntry | undefined, owner: string): boolean {
  return entry?.owners.includes(owner) ?? false;
}
