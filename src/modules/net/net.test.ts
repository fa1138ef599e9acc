import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runModule, ShellHost } from '../../../test/support/moduleContext.js';
import { privateRecords } from '../../../test/support/privateRecords.js';
import type { Module } from '../../module/types.js';
import { Dict, type Value } from '../../value/types.js';
import { netAddress } from './address.js';
import { netLink } from './link.js';

const netns = `mwt-net-${process.pid}`;

describe.runIf(process.getuid?.() === 0)('network modules in a namespace', () => {
  const records = mkdtempSync(join(tmpdir(), 'mw-net-'));
  const host = new ShellHost({ prefix: privateRecords(records) });
  beforeAll(() => void execFileSync('ip', ['netns', 'add', netns]));
  afterAll(() => {
    execFileSync('ip', ['netns', 'del', netns]);
    rmSync(records, { recursive: true });
  });

  const run = async (module: Module, args: Record<string, Value>, check = false): Promise<Dict> =>
    (await runModule(module, { netns, ...args }, host, { check })).value;

  async function converges(module: Module, args: Record<string, Value>): Promise<void> {
    const planned = await run(module, args, true);
    const applied = await run(module, args);
    expect(applied.get('msg')).toBeUndefined();
    expect(applied.get('changed')).toBe(true);
    expect(applied.get('operations')).toEqual(planned.get('operations'));
    expect((await run(module, args)).get('operations')).toEqual([]);
  }

  it.each<[string, Record<string, Value>]>([
    [
      'a bridge',
      {
        name: 'br0',
        kind: 'bridge',
        mtu: 1400,
        address: '02:0:0:0:0:1',
        state: 'up',
        options: Dict.of({ forward_delay: 0, stp_state: false, mcast_snooping: 0 }),
      },
    ],
    ['its options', { name: 'br0', options: Dict.of({ mcast_snooping: true, ageing_time: 1000 }) }],
    ['a veth pair', { name: 'va', kind: 'veth', peer: 'vb', master: 'br0', state: 'up' }],
    [
      'a vxlan',
      {
        name: 'vx1',
        kind: 'vxlan',
        master: 'br0',
        options: Dict.of({ id: 10, dstport: 4789, local: '10.0.0.1', learning: false }),
        state: 'up',
      },
    ],
    ['the MTU, by the alias of the name', { device: 'vb', mtu: 9000, alias: 'to br0' }],
    ['leaving a bridge', { name: 'va', master: '' }],
    ['down', { name: 'va', state: 'down' }],
    ['deletion', { name: 'vx1', state: 'absent' }],
  ])('converges: %s', async (_what, args) => converges(netLink, args));

  it.each<[string, Record<string, Value>]>([
    ['both families', { device: 'br0', addresses: ['10.5.0.1/24', 'FD00:5:0::1/64'] }],
    ['a single string with a peer', { device: 'vb', addresses: '10.6.0.1', peer: '10.6.0.2' }],
    ['exclusive', { device: 'br0', addresses: ['10.5.0.2/24'], exclusive: true }],
    ['removal', { device: 'br0', addresses: '10.5.0.2/24', state: 'absent' }],
  ])('converges addresses: %s', async (_what, args) => converges(netAddress, args));

  it('predict the configuration of a device that an earlier task will have created', async () => {
    for (const [module, args] of [
      [netLink, { name: 'later0', state: 'up' }],
      [netAddress, { device: 'later0', addresses: '10.7.0.1/24' }],
    ] as const) {
      expect((await run(module, args, true)).get('operations')).toEqual(['configure later0 once it exists']);
      expect((await run(module, args)).get('failed')).toBe(true);
    }
  });

  it('names the operation that the kernel refuses', async () => {
    const value = await run(netLink, { name: 'br0', mtu: 99999999 });
    expect(value.get('msg')).toMatch(/^cannot set the MTU of br0 from 1400 to 99999999: /);
  });

  it.each<[Module, Record<string, Value>, RegExp]>([
    [netLink, { name: 'nope', state: 'up' }, /device nope does not exist/],
    [netAddress, { device: 'nope', addresses: '10.0.0.1/24' }, /device nope does not exist/],
    [
      netLink,
      { name: 'br0', options: Dict.of({ stp_sate: 1 }) },
      /has no option stp_sate; did you mean "stp_state"/,
    ],
  ])('fails in plain words', async (module, args, words) => {
    expect((await run(module, args)).get('msg')).toMatch(words);
  });

  it.each<[Module, Record<string, Value>, RegExp]>([
    [netLink, { name: 'much-too-long-a-name' }, /1 to 15 bytes/],
    [netLink, { name: 'br0', address: 'xx' }, /not a MAC address/],
    [netAddress, { device: 'br0', addresses: '10.0.0.300/24' }, /not an IP address/],
    [
      netAddress,
      { device: 'br0', addresses: '10.0.0.3/24', netns: 'mwt-none' },
      /namespace mwt-none does not exist/,
    ],
  ])('rejects bad input', async (module, args, words) => {
    await expect(run(module, args)).rejects.toThrow(words);
  });

  it('says that iproute2 is missing', async () => {
    const bare = new ShellHost({ env: { PATH: '/nonexistent' } });
    await expect(runModule(netLink, { name: 'br0' }, bare)).rejects.toThrow('iproute2 is not installed');
  });
});
