import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moduleContext, ShellHost } from '../../../../test/support/moduleContext.js';
import { everyKind, type NetDocumentText, netArguments } from '../../../../test/support/netDocument.js';
import { privateRecords } from '../../../../test/support/privateRecords.js';
import { inverseOf } from '../../../net/plan/operation.js';
import { segmentsOf } from '../../../net/plan/segment.js';
import { sh } from '../../../shell/sh.js';
import type { Value } from '../../../value/types.js';
import { applyNetwork } from './apply.js';
import { workScript } from './applyFrame.js';
import type { NetRequest } from './request.js';
import { decideNetwork, probeNetwork } from './run.js';

const netns = `mwt-inverse-${process.pid}`;
const records = mkdtempSync(join(tmpdir(), 'mw-inverse-'));
const host = new ShellHost({ prefix: privateRecords(records) });
const ctx = moduleContext(host);

function requestFor(document: NetDocumentText): NetRequest {
  return {
    owner: 'test',
    netns,
    purge: 'owned',
    disruptive: 'allow',
    document: netArguments(document) as Record<string, Value[]>,
    exclusive: [],
  };
}

/** What the kernel holds of every kind, in no particular order, and what two tools print of it. */
async function snapshot(): Promise<string[]> {
  const { read } = (await probeNetwork(requestFor(everyKind), ctx)).host;
  const printed = execFileSync(
    'ip',
    ['netns', 'exec', netns, 'sh', '-c', 'ip rule; ip -6 rule; arptables-save'],
    {
      encoding: 'utf8',
    },
  );
  const objects = [...read.state.values()].filter(({ kind }) => kind !== 'chain' && kind !== 'sysctl');
  const lines = printed.split('\n').filter((line) => !/^[#:*]|^COMMIT/.test(line));
  return [...objects.map((object) => JSON.stringify(object)), ...lines].sort();
}

describe.runIf(process.getuid?.() === 0)('the inverse of a plan in a real kernel', () => {
  beforeAll(() => void execFileSync('ip', ['netns', 'add', netns]));
  afterAll(() => {
    execFileSync('ip', ['netns', 'del', netns]);
    rmSync(records, { recursive: true });
  });

  async function make(): Promise<void> {
    rmSync(join(records, 'meshwright'), { recursive: true, force: true });
    const request = requestFor(everyKind);
    const { work } = decideNetwork(request, await probeNetwork(request, ctx), { check: false });
    expect((await applyNetwork(request, work, ctx)).failed).toBeUndefined();
  }

  async function thereAndBack(request: NetRequest): Promise<void> {
    const before = await snapshot();
    const { work } = decideNetwork(request, await probeNetwork(request, ctx), { check: false });
    expect(work.operations.length).toBeGreaterThan(0);
    const applied = await applyNetwork(request, work, ctx);
    expect(applied.failed).toBeUndefined();
    expect(await snapshot()).not.toEqual(before);
    const now = await probeNetwork(request, ctx);
    const segments = segmentsOf(inverseOf(work.operations), now.host.saved);
    const script = sh`mark() { echo "$@"; }
${workScript(segments, join(records, 'undo'))}`;
    const undone = await host.run(sh`ip netns exec ${netns} sh -s`, { stdin: script.text });
    expect(undone.stderr.toString()).toBe('');
    expect(await snapshot()).toEqual(before);
  }

  it('takes back what was made', () => thereAndBack(requestFor(everyKind)));

  it('brings back what was purged', async () => {
    await make();
    await thereAndBack(requestFor({}));
  });

  it('brings back what was removed, with what the kernel took along', async () => {
    await make();
    const removal = requestFor({
      links: [
        { name: 'br0', state: 'absent' },
        { name: 'up0', state: 'down' },
        { name: 'tap1', state: 'absent' },
      ],
    });
    await thereAndBack({ ...removal, purge: 'none' });
  });
});
