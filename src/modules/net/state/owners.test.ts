import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NetDocumentText } from '../../../../test/support/netDocument.js';
import { NetworkBench, operations } from '../../../../test/support/networkBench.js';

describe.runIf(process.getuid?.() === 0)('two owners of one object', () => {
  let bench: NetworkBench;
  beforeEach(() => {
    bench = new NetworkBench('owners');
  });
  afterEach(() => bench.remove());

  const bridge = (owner: string, mtu: number): NetDocumentText => ({
    owner,
    links: [{ name: 'br0', type: 'bridge', state: 'up', mtu }],
  });
  const ttl = (owner: string, value: number): NetDocumentText => ({
    owner,
    sysctls: [{ name: 'net.ipv4.ip_default_ttl', value }],
  });

  it.each([
    [
      'a property of a link',
      bridge('one', 1400),
      bridge('two', 1300),
      'links[0]: one sets mtu of bridge br0 to 1400, not to 1300',
    ],
    [
      'a setting',
      ttl('one', 70),
      ttl('two', 80),
      'sysctls[0]: one sets net.ipv4.ip_default_ttl to 70, not to 80',
    ],
  ])('are told within one run that they disagree on %s', async (_what, one, two, sentence) => {
    const target = {};
    operations(await bench.run(one, { target }));
    for (const check of [true, false]) {
      const refused = await bench.run(two, { target, check });
      expect(refused.get('msg')).toContain(sentence);
    }
    expect(operations(await bench.run(one, { target }))).toEqual([]);
  });

  it('may change a value one after the other; what is overwritten is said', async () => {
    await bench.run(bridge('one', 1400));
    await bench.run(bridge('two', 1400));
    const target = {};
    const first = await bench.run(bridge('one', 1300), { target });
    expect(operations(first)).toEqual(['set the MTU of br0 from 1400 to 1300']);
    expect(first.get('drift')).toEqual(['two sets mtu of bridge br0 to 1400, not to 1300']);
    const second = await bench.run(bridge('two', 1300), { target });
    expect([operations(second), second.get('drift')]).toEqual([[], undefined]);
  });

  it('share without a word what they want alike, also after somebody has changed it by hand', async () => {
    await bench.run(ttl('one', 70));
    await bench.run(ttl('two', 70));
    bench.inside('sysctl', '-w', 'net.ipv4.ip_default_ttl=99');
    const repaired = await bench.run(ttl('two', 70));
    expect(operations(repaired)).toHaveLength(1);
    expect(repaired.get('drift')).toBeUndefined();
  });

  it('disagree no more when one of them has left', async () => {
    const target = {};
    await bench.run(ttl('one', 70), { target });
    await bench.run({ owner: 'one' }, { target });
    const run = await bench.run(ttl('two', 80), { target });
    expect([operations(run).length, run.get('drift')]).toEqual([1, undefined]);
  });
});

describe.runIf(process.getuid?.() === 0)('a link that somebody else made anew under its name', () => {
  let bench: NetworkBench;
  beforeEach(() => {
    bench = new NetworkBench('anew');
  });
  afterEach(() => bench.remove());

  const document = {
    links: [
      { name: 'br0', type: 'bridge', state: 'up' },
      { name: 'br1', type: 'bridge', state: 'up' },
    ],
    addresses: [{ dev: 'br0', address: '192.0.2.1/24' }],
  };
  const remake = () => {
    bench.inside('ip', 'link', 'del', 'br0');
    bench.inside('ip', 'link', 'add', 'br0', 'type', 'bridge');
    bench.inside('ip', 'link', 'set', 'br0', 'up');
    bench.inside('ip', 'address', 'add', '192.0.2.1/24', 'dev', 'br0');
  };

  it('stays when its owner leaves, with what is on it', async () => {
    await bench.converges(document);
    remake();
    expect(await bench.converges({})).toEqual([
      'remove bridge br1',
      'leave bridge br0 to whoever made it anew',
    ]);
    expect(bench.inside('ip', '-br', 'address', 'show', 'br0')).toContain('192.0.2.1/24');
  });

  it('is changed for its owner like any other, and then given back', async () => {
    await bench.converges(document);
    remake();
    const links = [{ name: 'br0', type: 'bridge', mtu: 1400 }];
    await bench.converges({ links });
    await bench.converges({});
    expect(bench.inside('ip', 'link', 'show', 'br0')).toContain('mtu 1500');
  });

  it('is ours again when we make it again', async () => {
    await bench.converges(document);
    bench.inside('ip', 'link', 'del', 'br0');
    await bench.converges(document);
    await bench.converges({});
    expect(bench.inside('ip', '-br', 'link')).not.toMatch(/br[01]/);
  });
});
