import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runModule, ShellHost } from '../../../../test/support/moduleContext.js';
import { type NetDocumentText, type NetEntry, netArguments } from '../../../../test/support/netDocument.js';
import { netState } from './state.js';

const netns = `mwt-scale-${process.pid}`;
const records = mkdtempSync(join(tmpdir(), 'mw-scale-'));

function document(bridges: number, guests: number): NetDocumentText {
  const each = (count: number, entry: (i: number) => NetEntry): NetEntry[] =>
    Array.from({ length: count }, (_, i) => entry(i));
  const ip = (i: number): string => `10.${64 + (i >> 8)}.${i & 255}.1`;
  return {
    links: [
      ...each(bridges, (i) => ({ name: `br${i}`, type: 'bridge', state: 'up' })),
      ...each(guests, (i) => ({ name: `tap${i}`, type: 'tun', state: 'up' })),
    ],
    routes: each(guests, (i) => ({ to: `${ip(i)}/32`, dev: `tap${i}`, table: 993 })),
    rules: each(guests, (i) => ({ priority: 10000, iif: `tap${i}`, table: 993 })),
    neighbours: each(guests, (i) => ({ dev: `tap${i}`, address: `2001:db8::${i + 1}`, proxy: true })),
    sysctls: each(guests, (i) => ({ name: `net.ipv4.conf.tap${i}.proxy_arp`, value: 1 })),
    chains: [
      {
        tool: 'iptables',
        name: 'MW-S-FWD',
        rules: each(guests, () => ({})).map((_, i) => ['-i', `tap${i}`, '!', '-s', ip(i), '-j', 'DROP']),
      },
    ],
  };
}

/** Words before a shell that let it count the processes of its frame in a process namespace of its own. */
const counting = [
  ...['unshare', '--pid', '--fork', '--mount-proc', 'sh', '-c'],
  'mount --bind "$0" /var/lib; "$@"; rc=$?; read -r last </proc/sys/kernel/ns_last_pid; echo $((last - 2)) >>"$0/forks"; exit $rc',
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
    const args = { netns, owner: 'scale', purge: 'owned', ...netArguments(document(200, 500)) };
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
