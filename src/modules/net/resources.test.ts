import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runModule, ShellHost } from '../../../test/support/moduleContext.js';
import { privateRecords } from '../../../test/support/privateRecords.js';
import type { Module } from '../../module/types.js';
import { Dict, type Value } from '../../value/types.js';
import { netLink } from './link.js';
import { netFdb, netFilter, netNeighbour, netRoute, netRule, netSysctl } from './resources.js';

const netns = `mwt-items-${process.pid}`;
const records = mkdtempSync(join(tmpdir(), 'mw-items-'));
const host = new ShellHost({ prefix: privateRecords(records) });

async function run(module: Module, args: Record<string, Value>): Promise<Dict> {
  return (await runModule(module, { netns, ...args }, host)).value;
}

describe.runIf(process.getuid?.() === 0)('modules for one kind of object', () => {
  beforeAll(() => {
    execFileSync('ip', ['netns', 'add', netns]);
    execFileSync('ip', ['-n', netns, 'link', 'add', 'name', 'va', 'type', 'veth', 'peer', 'name', 'vb']);
    execFileSync('ip', ['-n', netns, 'link', 'set', 'va', 'up']);
  });
  afterAll(() => {
    execFileSync('ip', ['netns', 'del', netns]);
    rmSync(records, { recursive: true });
  });

  it.each<[Module, Record<string, Value>, string]>([
    [netRoute, { to: '203.0.113.0/29', dev: 'va', table: 993 }, 'add route 203.0.113.0/29 dev va table 993'],
    [netRule, { priority: 100, iif: 'va', table: 993 }, 'add rule priority 100 iif va lookup 993'],
    [netNeighbour, { dev: 'va', address: '10.0.0.9', proxy: true }, 'add proxy entry 10.0.0.9 on va'],
    [
      netFdb,
      { dev: 'va', lladdr: '2:0:0:0:0:9', self: true },
      'add forwarding entry 02:00:00:00:00:09 on va',
    ],
    [
      netSysctl,
      { name: 'net.ipv4.conf.va.rp_filter', value: 2 },
      'set net.ipv4.conf.va.rp_filter from 0 to 2',
    ],
    [
      netFilter,
      { tool: 'ip6tables', name: 'MW-X', rules: ['-j DROP'] },
      'add chain MW-X of ip6tables filter',
    ],
    [netFilter, { family: 'ip', table: 'mw_x', text: 'chain c { }' }, 'add nft table ip mw_x'],
  ])('%# make it, keep it and take it back', async (module, args, line) => {
    expect((await run(module, args)).get('operations')).toEqual([line]);
    expect((await run(module, args)).get('operations')).toEqual([]);
    const back = await run(module, { ...args, state: 'absent' });
    expect(back.get('msg')).toBeUndefined();
    expect(back.get('operations')).toHaveLength(1);
    expect((await run(module, { ...args, state: 'absent' })).get('operations')).toEqual([]);
  });

  it('take several entries at once, and purge what their owner no longer names', async () => {
    const item = (to: string): Dict => Dict.of({ to, dev: 'va', table: 993 });
    const args = { owner: 'routed/x', purge: 'owned' };
    await run(netRoute, { ...args, items: [item('192.0.2.1/32'), item('192.0.2.2/32')] });
    const fewer = await run(netRoute, { ...args, items: [item('192.0.2.2/32')] });
    expect(fewer.get('operations')).toEqual(['remove route 192.0.2.1/32 dev va table 993']);
  });

  it('refuse what can interrupt traffic when they are told to', async () => {
    const value = await run(netLink, { name: 'va', state: 'down', disruptive: 'refuse' });
    expect(value.get('msg')).toMatch(/^refused as it can interrupt traffic: set va down/);
  });

  it('name what the kernel lacks', async () => {
    const probe = ['unshare', '-n', 'ip', 'link', 'add', 'name', 'x', 'type', 'bond'];
    const { get } = await run(netLink, {
      name: 'bond0',
      type: 'bond',
      options: Dict.of({ mode: 'active-backup' }),
    }).then((value) => ({ get: (key: string) => value.get(key) }));
    let bonding = true;
    try {
      execFileSync(probe[0]!, probe.slice(1), { stdio: 'ignore' });
    } catch {
      bonding = false;
    }
    if (bonding) expect(get('msg')).toBeUndefined();
    else expect(get('msg')).toBe('kernel lacks bonding (CONFIG_BONDING)');
  });
});
