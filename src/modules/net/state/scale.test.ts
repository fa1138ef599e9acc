import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runModule, ShellHost } from '../../../../test/support/moduleContext.js';
import { netArguments } from '../../../../test/support/netDocument.js';
import { scaleDocument } from '../../../../test/support/scaleDocument.js';
import { netState } from './state.js';

const netns = `mwt-scale-${process.pid}`;
const records = mkdtempSync(join(tmpdir(), 'mw-scale-'));

/** Words before a shell that let it count the processes of its frame in a process namespace of its own. */
const counting = [
  ...['unshare', '--pid', '--fork', '--mount-proc', 'sh', '-c'],
  'mount --bind "$0" /var/lib; "$@"; rc=$?; read -r _ _ _ _ last </proc/loadavg; echo $((last - 2)) >>"$0/forks"; exit $rc',
  records,
];

beforeAll(() => void execFileSync('ip', ['netns', 'add', netns]));
afterAll(() => {
  execFileSync('ip', ['netns', 'del', netns]);
  rmSync(records, { recursive: true });
});

it.runIf(process.getuid?.() === 0)(
  'needs two round trips for 200 bridges and 500 guests',
  async () => {
    const host = new ShellHost({ prefix: counting });
    const args = { netns, owner: 'scale', purge: 'owned', ...netArguments(scaleDocument(200, 500)) };
    const first = (await runModule(netState, args, host)).value;
    expect(first.get('msg')).toBeUndefined();
    expect((first.get('operations') as string[]).length).toBeGreaterThan(3000);
    expect(host.scripts.length).toBeLessThanOrEqual(3);
    const forks = readFileSync(join(records, 'forks'), 'utf8').trim().split('\n').map(Number);
    expect(forks).toHaveLength(host.scripts.length);
    expect(forks.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(20);
    const second = (await runModule(netState, args, host)).value;
    expect(second.get('operations')).toEqual([]);
  },
  120_000,
);
