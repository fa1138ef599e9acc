import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runModule, ShellHost } from '../../../../test/support/moduleContext.js';
import { type NetDocumentText, netArguments } from '../../../../test/support/netDocument.js';
import { privateRecords } from '../../../../test/support/privateRecords.js';
import type { Module } from '../../../module/types.js';
import { sh } from '../../../shell/sh.js';
import { Dict, type Value } from '../../../value/types.js';
import { netns as netnsModule } from '../netns/netns.js';
import { netnsLink } from '../netns/netnsLink.js';
import { netState } from './state.js';

const netns = `mwt-seen-${process.pid}`;
const records = mkdtempSync(join(tmpdir(), 'mw-seen-'));
const host = new ShellHost({ prefix: privateRecords(records) });

/** The lines of one task of a run; `target` tells runs apart. */
async function task(
  owner: string,
  document: NetDocumentText,
  check: boolean,
  target: object,
): Promise<string[]> {
  const given = { netns, owner, purge: 'owned', disruptive: 'allow', ...netArguments(document) };
  const { value } = await runModule(netState, given, host, { check, target });
  expect(value.get('msg')).toBeUndefined();
  return value.get('operations') as string[];
}

const tasks: [string, NetDocumentText][] = [
  ['bridges', { links: [{ name: 'br0', type: 'bridge', mtu: 1400 }] }],
  ['routes', { links: [{ name: 'br0', state: 'up' }], sysctls: [{ name: 'net.ipv4.ip_forward', value: 1 }] }],
  [
    'other',
    {
      addresses: [{ dev: 'br0', address: '192.0.2.1/24' }],
      sysctls: [{ name: 'net.ipv4.ip_forward', value: 1 }],
    },
  ],
  ['bridges', { links: [{ name: 'br1', type: 'bridge' }] }],
];

describe.runIf(process.getuid?.() === 0)('several tasks of a check', () => {
  beforeAll(() => void execFileSync('ip', ['netns', 'add', netns]));
  afterAll(() => {
    execFileSync('ip', ['netns', 'del', netns]);
    rmSync(records, { recursive: true });
  });

  it('plan what the tasks of the run then do, one on the other', async () => {
    const [checked, ran] = [{}, {}];
    const planned: string[][] = [];
    for (const [owner, document] of tasks) planned.push(await task(owner, document, true, checked));
    const done: string[][] = [];
    for (const [owner, document] of tasks) done.push(await task(owner, document, false, ran));
    expect(planned).toEqual(done);
    expect(planned[1]).toContain('set br0 up');
    expect(planned[2]).toContain('share net.ipv4.ip_forward with routes');
    expect(planned[3]).toContain('leave bridge br0 to routes');
  });

  it('see the namespaces and cables that it would have made', async () => {
    const [inner, made] = [`${netns}-in`, Dict.of({ 'net.ipv4.ip_forward': 1 })];
    const links = [
      Dict.of({ a: Dict.of({ netns: inner, name: 'eth0' }), b: Dict.of({ netns, name: 'eth9' }) }),
    ];
    const document = netArguments({
      links: [
        { name: 'lo', state: 'up' },
        { name: 'br0', type: 'bridge', state: 'up' },
        { name: 'eth0', master: 'br0' },
      ],
      sysctls: [{ name: 'net.ipv4.ip_forward', value: 1 }],
    });
    const steps: [Module, Record<string, Value>][] = [
      [netnsModule, { name: inner, sysctls: made }],
      [netnsLink, { links }],
      [netState, { netns: inner, owner: 'test', ...document }],
    ];
    const all = async (check: boolean): Promise<(Value | undefined)[]> => {
      const target = {};
      const done: (Value | undefined)[] = [];
      for (const [module, args] of steps) {
        // a namespace that is made where mounts are private is seen by nobody else
        const on = module === netState ? host : new ShellHost();
        const { value } = await runModule(module, args, on, { check, target });
        done.push(value.get('msg') ?? value.get('operations'));
      }
      return done;
    };
    try {
      const planned = await all(true);
      expect(await all(false)).toEqual(planned);
      expect(planned[2]).toEqual(['create bridge br0', 'set br0 up', 'make eth0 a member of br0']);
    } finally {
      await host.run(sh`ip netns del ${inner}`);
    }
  });

  it('do not remember another run', async () => {
    expect(await task('bridges', { links: [{ name: 'br1', type: 'bridge' }] }, true, {})).toEqual([]);
  });
});
