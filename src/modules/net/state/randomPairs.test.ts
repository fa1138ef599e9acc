import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NetworkBench } from '../../../../test/support/networkBench.js';
import { randomDocument } from '../../../../test/support/randomNetwork.js';

const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

describe.runIf(process.getuid?.() === 0)('from one random network to the next in a real kernel', () => {
  let bench: NetworkBench;
  beforeAll(() => {
    bench = new NetworkBench('random');
  });
  afterAll(() => bench.remove());

  it.each(seeds)('number %i: a check says what the run does, and a second run does nothing', async (seed) => {
    await bench.converges(randomDocument(seed));
  });

  it('leaves nothing behind when nothing is wanted any more', async () => {
    const untouched = new NetworkBench('blank');
    try {
      await bench.converges({});
      const print = ['ip address; ip route show table all; ip rule; ip -6 rule; ip neighbour show proxy'];
      const left = bench.inside('sh', '-c', print[0]!);
      expect(left).toBe(untouched.inside('sh', '-c', print[0]!));
      expect(
        bench.inside(
          'sh',
          '-c',
          'iptables-save; ip6tables-save; arptables-save; ebtables-save; nft list ruleset',
        ),
      ).not.toMatch(/MW-|mw_random/);
      expect((await bench.ledger()).trim().split('\n')).toHaveLength(1);
    } finally {
      untouched.remove();
    }
  });
});
