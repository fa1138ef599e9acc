import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NetDocumentText } from '../../../../test/support/netDocument.js';
import { NetworkBench, operations } from '../../../../test/support/networkBench.js';
import { Dict } from '../../../value/types.js';

describe.runIf(process.getuid?.() === 0)('rules of arptables that others made', () => {
  let bench: NetworkBench;
  beforeEach(() => {
    bench = new NetworkBench('arp');
    bench.inside('ip', 'link', 'add', 'v0', 'type', 'veth', 'peer', 'name', 'v1');
    for (const name of ['v0', 'v1']) bench.inside('ip', 'link', 'set', name, 'up');
    bench.inside('ip', 'address', 'add', '192.0.2.1/24', 'dev', 'v0');
    bench.inside('arptables', '-N', 'THEIRS');
    bench.inside('arptables', '-A', 'THEIRS', '-s', '192.0.2.9', '-j', 'DROP');
    bench.inside('arptables', '-A', 'OUTPUT', '-o', 'v0', '-j', 'THEIRS');
  });
  afterEach(() => bench.remove());

  const ours = (address: string): NetDocumentText => ({
    chains: [
      {
        tool: 'arptables',
        name: 'MW-T-OUT',
        rules: [['-o', 'tap1', '--opcode', '1', '-j', 'mangle', '--mangle-ip-s', address]],
        jumps: [Dict.of({ from: 'OUTPUT', position: 'first' })],
      },
    ],
  });
  const foreign = () =>
    bench
      .inside('arptables-save', '-c')
      .split('\n')
      .filter((line) => line.includes('THEIRS'));

  it('keep their places and their counters while ours come, change and go', async () => {
    expect(() => bench.inside('ping', '-c', '1', '-W', '1', '192.0.2.2')).toThrow();
    // the kernel goes on asking for some seconds
    bench.inside('ip', 'link', 'set', 'v0', 'down');
    const before = foreign();
    expect(before.find((line) => line.includes('-A OUTPUT'))).toMatch(/^\[[1-9]\d*:/);
    await bench.converges(ours('192.0.2.77'));
    expect(foreign()).toEqual(before);
    await bench.converges(ours('192.0.2.78'));
    expect(foreign()).toEqual(before);
    await bench.converges({});
    expect(foreign()).toEqual(before);
    expect(bench.inside('arptables-save')).not.toContain('MW-');
  });

  it('stay when they come between the reading and the change', async () => {
    const { host } = bench;
    const run = host.run.bind(host);
    let frames = 0;
    host.run = async (script, options) => {
      frames++;
      if (frames === 2) bench.inside('arptables', '-A', 'THEIRS', '-s', '192.0.2.10', '-j', 'DROP');
      return run(script, options);
    };
    operations(await bench.run(ours('192.0.2.77')));
    expect(frames).toBe(4);
    expect(foreign()).toHaveLength(4);
    expect(bench.inside('arptables-save')).toContain('-A MW-T-OUT');
  });
});
