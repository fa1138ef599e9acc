import type { LedgerEntry } from '../ledger/ledger.js';
import { type Values, valuesOf } from '../ledger/values.js';
import type { NetObject } from '../object/types.js';
import { objectName } from './describe.js';

/** What each owner gave an object: by owner, then by property. */
export type Claims = Readonly<Record<string, Values>>;

/**
 * Sentences about values of other owners that a wish overwrites. What neither of them has set is drift, and no
 * disagreement.
 */
export function overwritten(
  goal: NetObject,
  wanted: Values,
  current: NetObject | undefined,
  entry: LedgerEntry | undefined,
  owner: string,
): string[] {
  const now = current ? valuesOf(current) : {};
  return different(wanted, owner, entry?.claims ?? {})
    .filter(({ property, theirs }) => now[property] === theirs)
    .map((rival) => sentence(goal, rival));
}

/** A sentence about a value that another owner gave in this very run; undefined when there is none. */
export function disputed(goal: NetObject, wanted: Values, claims: Claims, owner: string): string | undefined {
  const [rival] = different(wanted, owner, claims);
  return rival && sentence(goal, rival);
}

interface Rival {
  readonly owner: string;
  readonly property: string;
  readonly theirs: string;
  readonly ours: string;
}

function different(wanted: Values, owner: string, claims: Claims): Rival[] {
  return Object.entries(claims).flatMap(([other, values]) =>
    other === owner
      ? []
      : Object.entries(wanted).flatMap(([property, ours]) => {
          const theirs = values[property];
          return theirs === undefined || theirs === ours ? [] : [{ owner: other, property, theirs, ours }];
        }),
  );
}

function sentence(goal: NetObject, { owner, property, theirs, ours }: Rival): string {
  const name = objectName(goal);
  if (property === 'rules' || property === 'text') return `${owner} gives ${name} other rules`;
  const what = property === 'value' ? name : `${property.replace(/^(options|port)\./, '')} of ${name}`;
  return `${owner} sets ${what} to ${shown(property, theirs)}, not to ${shown(property, ours)}`;
}

function shown(property: string, value: string): string {
  if (property === 'up') return value === 'true' ? 'yes' : 'no';
  return value === '' ? 'none' : value;
}
