import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NetworkBench } from '../../../../test/support/networkBench.js';

describe.runIf(process.getuid?.() === 0)('net_state and what the kernel makes of it', () => {
  let bench: NetworkBench;
  beforeEach(() => {
    bench = new NetworkBench('spell');
  });
  afterEach(() => bench.remove());

  it.each([
    ['2001:db8::1/64', '2001:db8::1/56'],
    ['2001:db8::1/64', '2001:db8::1/128'],
    ['192.0.2.1/24', '192.0.2.1/25'],
  ])('changes %s to %s', async (from, to) => {
    const links = [{ name: 'br0', type: 'bridge', state: 'up' }];
    await bench.converges({ links, addresses: [{ dev: 'br0', address: from }] });
    await bench.converges({ links, addresses: [{ dev: 'br0', address: to }] });
    expect(bench.inside('ip', 'address')).toContain(to.replace('/128', '/128'));
  });

  it('keeps the routes of a device whose last IPv4 address gives way to another', async () => {
    const links = [{ name: 'br0', type: 'bridge', state: 'up' }];
    const rest = {
      links,
      routes: [{ to: '203.0.113.1/32', dev: 'br0', table: 993 }],
      neighbours: [{ dev: 'br0', address: '203.0.113.9', proxy: true }],
    };
    await bench.converges({ ...rest, addresses: [{ dev: 'br0', address: '192.0.2.1/24' }] });
    expect(await bench.converges(rest)).toEqual([
      'remove 192.0.2.1/24 on br0',
      'keep proxy entry 203.0.113.9 on br0',
      'keep route 203.0.113.1/32 dev br0 table 993',
    ]);
  });

  it('gives a link-local gateway address once, and takes it back', async () => {
    const links = [{ name: 'br0', type: 'bridge', state: 'up' }];
    expect(await bench.converges({ links, addresses: [{ dev: 'br0', address: 'fe80::1/64' }] })).toContain(
      'add fe80::1/64 to br0',
    );
    expect(bench.inside('ip', 'address')).toContain('fe80::1/64');
    expect(await bench.converges({ links })).toEqual(['remove fe80::1/64 on br0']);
  });

  it.each(["it's", 'say "hi"', 'back\\slash', ' blanks  inside ', '$HOME `id` %s', 'a # b', `'"`])(
    'keeps the alias %s',
    async (alias) => {
      await bench.converges({ links: [{ name: 'br0', type: 'bridge', alias }] });
      const [link] = JSON.parse(bench.inside('ip', '-j', 'link', 'show', 'br0')) as { ifalias: string }[];
      expect(link!.ifalias).toBe(alias);
    },
  );

  it('refuses an alias of two lines with its place', async () => {
    const refused = await bench
      .run({ links: [{ name: 'br0', type: 'bridge', alias: 'two\nlines' }] })
      .catch((error: unknown) => error);
    expect(String(refused)).toContain('links[0].alias');
  });

  it.each(['# 1', `"it's"`, 'two\nlines'])(
    'gives back the alias %j that somebody else gave',
    async (alias) => {
      bench.inside('ip', 'link', 'add', 'br0', 'type', 'bridge');
      bench.inside('ip', 'link', 'set', 'br0', 'alias', alias);
      const shown = () =>
        JSON.parse(bench.inside('ip', '-j', 'link', 'show', 'br0')) as { ifalias: string }[];
      await bench.converges({ links: [{ name: 'br0', alias: 'ours', mtu: 1400 }] });
      expect(shown()[0]!.ifalias).toBe('ours');
      await bench.converges({});
      expect(shown()[0]!.ifalias).toBe(alias);
    },
  );

  it('names the alias that the kernel does not take', async () => {
    const refused = await bench.run({
      links: [{ name: 'br0', type: 'bridge', alias: `#${'x'.repeat(300)}` }],
    });
    expect(refused.get('msg')).toMatch(/^cannot set the alias of br0 to "#x+": /);
  });

  it.each(["a'b", 'a$b', 'a\\b', 'a;b', 'a&b', '-x', 'dev', 'a,b', 'a*', 'é'])(
    'makes a link named %s',
    async (name) => {
      await bench.converges({
        links: [{ name, type: 'bridge', state: 'up' }],
        addresses: [{ dev: name, address: '192.0.2.1/24' }],
        rules: [{ priority: 10000, iif: name, table: 993 }],
        routes: [{ to: '198.51.100.0/24', dev: name, table: 993 }],
      });
      await bench.converges({});
      expect(bench.inside('ip', '-br', 'link')).toMatch(/^lo .*\n$/);
    },
  );

  it('takes its own of two rules that differ only in their maker', async () => {
    const rule = { priority: 10000, iif: 'lo', table: 993 };
    bench.inside('ip', 'rule', 'add', 'iif', 'lo', 'lookup', '993', 'pref', '10000', 'protocol', 'static');
    bench.inside('ip', 'rule', 'add', 'iif', 'lo', 'lookup', '993', 'pref', '10000', 'protocol', '109');
    await bench.converges({ rules: [rule], links: [{ name: 'br0', type: 'bridge' }] });
    expect(await bench.converges({})).toContain('remove rule priority 10000 iif lo lookup 993');
    expect(bench.inside('ip', 'rule').match(/10000:.*/g)).toEqual([expect.stringContaining('proto static')]);
  });
});
