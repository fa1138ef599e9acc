import { describe, expect, it } from 'vitest';
import { Dict, type Value } from '../../value/types.js';
import { wishKey } from '../plan/wish.js';
import { readDocument } from './document.js';
import { chosenFor } from './otherwise.js';

const chain = (name: string, more: Record<string, Value> = {}): Dict =>
  Dict.of({ tool: 'iptables', name, ...more });
const table = (more: Record<string, Value>): Dict =>
  Dict.of({ family: 'inet', table: 'mw_t', text: 'chain a {}', ...more });

describe('an nft table with chains that take its place', () => {
  const { wishes, problems } = readDocument({
    chains: [chain('MW-ALWAYS')],
    nft: [table({ otherwise: [chain('MW-A'), chain('MW-B')], with: 'tap1' }), table({ table: 'mw_u' })],
  });

  it('is the table where the kernel has its family', () => {
    expect(problems).toEqual([]);
    const { wishes: chosen, replaced } = chosenFor(wishes, new Set(['arp']));
    expect(chosen.map(wishKey)).toEqual([
      'chain iptables filter MW-ALWAYS',
      'nft inet mw_t',
      'nft inet mw_u',
    ]);
    expect(replaced.size).toBe(0);
  });

  it('is the chains where not, and they wait for the same device; one without chains stays wanted', () => {
    const { wishes: chosen, replaced } = chosenFor(wishes, new Set(['inet']));
    expect(chosen.map((wish) => [wishKey(wish), wish.companion])).toEqual([
      ['chain iptables filter MW-ALWAYS', undefined],
      ['chain iptables filter MW-A', 'tap1'],
      ['chain iptables filter MW-B', 'tap1'],
      ['nft inet mw_u', undefined],
    ]);
    expect([...replaced]).toEqual(['inet']);
  });

  it.each<[Record<string, Value>, RegExp]>([
    [{ otherwise: ['MW-A'] }, /^nft\[0\]\.otherwise\[0\]: must be a mapping/],
    [
      { otherwise: [chain('MW-A', { tabel: 'raw' })] },
      /^nft\[0\]\.otherwise\[0\]\.tabel: .*did you mean "table"/,
    ],
    [{ otherwise: [chain('MW-A'), chain('MW-A')] }, /is the same object as/],
    [{ otherwise: [chain('MW-A')], state: 'absent' }, /^nft\[0\]\.otherwise: means nothing for a table/],
  ])('%j is wrong', (more, message) => {
    const found = readDocument({ nft: [table(more)] }).problems;
    expect(found.map(({ path, message: text, fix }) => `${path}: ${text} ${fix ?? ''}`)[0]).toMatch(message);
  });
});
