import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runModule, ShellHost } from '../../../../test/support/moduleContext.js';
import { type NetDocumentText, netArguments } from '../../../../test/support/netDocument.js';
import { privateRecords } from '../../../../test/support/privateRecords.js';
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

  it('do not remember another run', async () => {
    expect(await task('bridges', { links: [{ name: 'br1', type: 'bridge' }] }, true, {})).toEqual([]);
  });
});
