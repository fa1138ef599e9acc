import { describe, expect, it } from 'vitest';
import { netArguments } from '../../../test/support/netDocument.js';
import { randomDocument } from '../../../test/support/randomNetwork.js';
import type { Value } from '../../value/types.js';
import { readDocument } from '../document/document.js';
import { emptyLedger, type Ledger } from '../ledger/ledger.js';
import { keyOf } from '../object/key.js';
import type { NetState } from '../object/types.js';
import { afterOperations, inverseOf } from './operation.js';
import { type Plan, planNetwork } from './plan.js';

function planFor(seed: number | undefined, state: NetState, ledger: Ledger): Plan {
  const document =
    seed === undefined
      ? {}
      : (netArguments(randomDocument(seed, { fullKernel: true })) as Record<string, Value[]>);
  const { wishes, problems } = readDocument(document);
  expect(problems).toEqual([]);
  const read = { state, duplicates: [], detached: new Set<string>() };
  return planNetwork({
    wishes,
    owner: 'test',
    purge: 'owned',
    exclusive: [],
    read,
    ledger,
    boot: 'b',
    check: false,
  });
}

function sorted(state: NetState): string[] {
  return [...state.values()].map((object) => `${keyOf(object)} ${JSON.stringify(object)}`).sort();
}

describe('plans between random networks with bonds and VLANs', () => {
  const seeds = Array.from({ length: 60 }, (_, i) => i);

  it('reach their goal, and their inverse leads back', () => {
    let [state, ledger]: [NetState, Ledger] = [new Map(), emptyLedger];
    for (const seed of seeds) {
      const plan = planFor(seed, state, ledger);
      expect({ seed, problems: plan.problems }).toEqual({ seed, problems: [] });
      const after = afterOperations(state, plan.operations);
      const again = planFor(seed, after, plan.ledger);
      expect({ seed, lines: again.operations.map(({ line }) => line) }).toEqual({ seed, lines: [] });
      const back = afterOperations(after, inverseOf(plan.operations));
      expect({ seed, state: sorted(back) }).toEqual({ seed, state: sorted(state) });
      [state, ledger] = [after, plan.ledger];
    }
    const last = planFor(undefined, state, ledger);
    const left = [...afterOperations(state, last.operations).values()].filter(
      ({ kind }) => kind !== 'sysctl',
    );
    expect(left).toEqual([]);
  });
});
