import { execFileSync } from 'node:child_process';
import { afterAll, describe, expect, it } from 'vitest';
import { runModule, ShellHost } from '../../../../test/support/moduleContext.js';
import type { Module } from '../../../module/types.js';
import { fromJs } from '../../../value/convert.js';
import type { Dict, Value } from '../../../value/types.js';
import { netns } from './netns.js';
import { netnsLink } from './netnsLink.js';

const [a, b] = [`mwt-ns-a-${process.pid}`, `mwt-ns-b-${process.pid}`];

describe.runIf(process.getuid?.() === 0)('network namespaces', () => {
  const host = new ShellHost();
  afterAll(() => {
    for (const ns of [a, b]) execFileSync('sh', ['-c', `ip netns del ${ns} 2>/dev/null || :`]);
  });

  const run = async (module: Module, args: object, check = false): Promise<Dict> => {
    const values = Object.fromEntries(Object.entries(args).map(([key, value]) => [key, fromJs(value)]));
    return (await runModule(module, values as Record<string, Value>, host, { check })).value;
  };

  async function converges(module: Module, args: object): Promise<Value | undefined> {
    const planned = await run(module, args, true);
    const applied = await run(module, args);
    expect(applied.get('msg')).toBeUndefined();
    expect([planned.get('changed'), applied.get('changed')]).toEqual([true, true]);
    expect(applied.get('operations')).toEqual(planned.get('operations'));
    const again = await run(module, args);
    expect([again.get('changed'), again.get('operations')]).toEqual([false, []]);
    return applied.get('operations');
  }

  const link = { a: { netns: a, name: 'eth0', address: '02:00:00:00:00:0A' }, b: { netns: b, name: 'to-a' } };

  it('are created with what belongs to them', async () => {
    expect(
      await converges(netns, {
        name: a,
        sysctls: { 'net.ipv4.ip_forward': 1, 'net/ipv4/ping_group_range': '0 \t 5' },
      }),
    ).toEqual([
      `create network namespace ${a}`,
      `set lo up in ${a}`,
      `set net.ipv4.ip_forward in ${a} to 1`,
      `set net/ipv4/ping_group_range in ${a} to 0 5`,
    ]);
    expect(await converges(netns, { name: a, sysctls: { 'net.ipv4.ip_forward': false } })).toEqual([
      `set net.ipv4.ip_forward in ${a} from 1 to 0`,
    ]);
    await converges(netns, { name: b, loopback: false });
  });

  it('are connected', async () => {
    expect(await converges(netnsLink, { links: [{ ...link, mtu: 1400 }] })).toEqual([
      `connect eth0 in ${a} and to-a in ${b}`,
    ]);
    expect(execFileSync('ip', ['-n', a, 'link', 'show', 'eth0'], { encoding: 'utf8' })).toMatch(
      /mtu 1400[\s\S]*02:00:00:00:00:0a/,
    );
  });

  it('repair what was changed by hand', async () => {
    execFileSync('ip', ['-n', b, 'link', 'set', 'to-a', 'down', 'mtu', '1500']);
    expect(await converges(netnsLink, { links: [{ ...link, mtu: 1400 }] })).toEqual([
      `set the MTU of to-a in ${b} from 1500 to 1400`,
      `set to-a in ${b} up`,
    ]);
  });

  it('do not take a device for an end that leads elsewhere', async () => {
    const other = { a: { netns: a, name: 'eth0' }, b: { netns: b, name: 'eth9' } };
    expect((await run(netnsLink, { links: [other] })).get('msg')).toBe(
      `eth0 in ${a} is there already and does not lead to eth9 in ${b}`,
    );
    const nowhere = { a: { netns: 'mwt-nowhere', name: 'x' }, b: { netns: b, name: 'y' } };
    expect((await run(netnsLink, { links: [nowhere] })).get('msg')).toBe(
      'network namespace mwt-nowhere does not exist',
    );
    expect((await run(netnsLink, { links: [nowhere] }, true)).get('changed')).toBe(true);
  });

  it('are disconnected', async () => {
    await converges(netnsLink, { links: [link], state: 'absent' });
  });

  it('are removed, but not under running programs unless told so', async () => {
    execFileSync('sh', ['-c', `ip netns exec ${b} sleep 60 >/dev/null 2>&1 </dev/null &`]);
    expect((await run(netns, { name: b, state: 'absent' })).get('msg')).toMatch(
      /^programs run in network namespace .* \(pids \d+\)/,
    );
    await converges(netns, { name: b, state: 'absent', processes: 'kill' });
    await converges(netns, { name: a, state: 'absent' });
  });

  it.each([
    [{ name: 'a/b' }, /no name for a network namespace/],
    [
      { name: 'x', sysctls: { 'kernel.panic': 1 } },
      /kernel.panic is not a kernel parameter of a network namespace/,
    ],
  ])('refuse %j', async (args, message) => {
    await expect(run(netns, args)).rejects.toThrow(message);
  });
});
