import { describe, expect, it } from 'vitest';
import type { Ledger, LedgerEntry } from './ledger.js';
import { afterStop, stagesOf } from './progress.js';

function entry(key: string, boot = 'old'): LedgerEntry {
  return { key, owners: ['test'], previous: null, boot };
}

function ledger(...entries: LedgerEntry[]): Ledger {
  return { generation: 1, entries: new Map(entries.map((each) => [each.key, each])) };
}

const work = (...keys: string[]) => ({ effects: keys.map((key) => ({ key })) });

describe('the record of a plan', () => {
  it('owns what comes and what goes while the work lasts', () => {
    const next = ledger(entry('stays'), entry('comes')).entries;
    const { during, after } = stagesOf(ledger(entry('goes'), entry('stays')), next);
    expect([...during.entries.keys()].sort()).toEqual(['comes', 'goes', 'stays']);
    expect(after.entries).toBe(next);
    expect(after.generation).toBeGreaterThan(during.generation);
  });

  it('is written once when nothing is given up', () => {
    const { old, during, after } = stagesOf(ledger(), ledger(entry('comes')).entries);
    expect(after).toBe(during);
    expect(during.generation).toBeGreaterThan(old.generation);
  });

  it.each<[string, number, string[]]>([
    ['nothing was done', 0, ['goes', 'goes with it', 'noted']],
    ['the removal was done', 1, ['noted']],
    ['the link was made and not yet set up', 2, ['comes', 'noted']],
    ['all was done', 3, ['comes', 'noted']],
  ])('says the truth when %s', (_name, performed, keys) => {
    const operations = [work('goes with it', 'goes'), work('comes'), work('comes')];
    const old = ledger(entry('goes'), entry('goes with it'));
    const stages = stagesOf(old, ledger(entry('comes'), entry('noted')).entries);
    expect([...afterStop(stages, operations, performed).entries.keys()].sort()).toEqual(keys.toSorted());
  });
});
