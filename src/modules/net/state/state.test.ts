import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runModule, ShellHost } from '../../../../test/support/moduleContext.js';
import {
  everyKind,
  type NetDocumentText,
  type NetEntry,
  netArguments,
} from '../../../../test/support/netDocument.js';
import { privateRecords } from '../../../../test/support/privateRecords.js';
import { toJs } from '../../../value/convert.js';
import type { Dict } from '../../../value/types.js';
import { netState } from './state.js';

const netns = `mwt-state-${process.pid}`;
const records = mkdtempSync(join(tmpdir(), 'mw-state-'));
const host = new ShellHost({ prefix: privateRecords(records) });

async function run(document: NetDocumentText, check = false): Promise<Dict> {
  const given = { netns, owner: 'test', purge: 'owned', disruptive: 'allow', ...netArguments(document) };
  return (await runModule(netState, given, host, { check })).value;
}

type Added = Record<string, Record<string, unknown>[]>;

/** The ledger of the namespace. */
function record(): Promise<string> {
  return readFile(join(records, `meshwright/ledger/objects@${netns}`), 'utf8');
}

function lines(value: Dict): string[] {
  expect(value.get('msg')).toBeUndefined();
  return value.get('operations') as string[];
}

/** Check mode says what the run does; a second run does nothing. */
async function converges(document: NetDocumentText): Promise<string[]> {
  const planned = lines(await run(document, true));
  const done = lines(await run(document));
  expect(done).toEqual(planned);
  expect(lines(await run(document))).toEqual([]);
  return done;
}

function inside(...words: string[]): string {
  return execFileSync('ip', ['netns', 'exec', netns, ...words], { encoding: 'utf8', stdio: 'pipe' });
}

describe.runIf(process.getuid?.() === 0)('net_state in a namespace', () => {
  beforeAll(() => void execFileSync('ip', ['netns', 'add', netns]));
  afterAll(() => {
    execFileSync('ip', ['netns', 'del', netns]);
    rmSync(records, { recursive: true });
  });

  it('names what it would make in the words of the document, by section', async () => {
    const { routes, fdb, links, ...rest } = toJs((await run(everyKind, true)).get('added')!) as Added;
    expect(links).toContainEqual({ name: 'br0', type: 'bridge' });
    expect(routes).toContainEqual({
      to: '0.0.0.0/0',
      via: '10.1.0.9',
      dev: 'br0',
      table: 993,
      type: 'unicast',
      metric: 0,
    });
    expect(fdb).toEqual([
      { dev: 'vx1', lladdr: '00:00:00:00:00:00', dst: '10.0.0.2', self: true },
      { dev: 'tap1', lladdr: '02:00:00:00:00:aa', master: true },
    ]);
    expect(rest).toMatchObject({
      addresses: [{ dev: 'br0', address: '10.1.0.1/24' }, {}, { address: '10.2.0.1/32', peer: '10.2.0.2' }],
      rules: [{ action: 'unreachable' }, { priority: 10000, family: '4', iif: 'tap1', table: 993 }, {}, {}],
      neighbours: [{}, { dev: 'br0', address: '2001:db8::53', proxy: true }, {}],
      sysctls: [{}, { name: 'net.ipv4.conf.tap1.proxy_arp', value: '1' }],
      nft: [{ family: 'inet', table: 'mw_test' }],
    });
    expect(rest.chains).toHaveLength(4);
  });

  it('makes objects of every kind, and nothing twice', async () => {
    const done = await converges(everyKind);
    expect(done.length).toBeGreaterThan(30);
    expect(done[0]).toMatch(/^add chain/);
    expect(done.at(-1)).toBe('set net.ipv4.conf.tap1.proxy_arp to 1');
    expect(inside('iptables', '-S', 'FORWARD')).toContain('-A FORWARD -j MW-T-FWD');
    expect(inside('ip', 'rule')).toContain('from all iif tap1 lookup 993 proto 109');
  });

  it('repairs what was changed by hand, and names only that', async () => {
    inside('ip', 'route', 'del', 'default', 'via', '10.1.0.9', 'dev', 'br0', 'table', '993');
    inside('iptables', '-D', 'MW-T-FWD', '1');
    inside('nft', 'flush', 'chain', 'inet', 'mw_test', 'c');
    inside('sysctl', '-qw', 'net.ipv4.conf.tap1.proxy_arp=0');
    expect(await converges(everyKind)).toEqual([
      'replace chain MW-T-FWD of iptables filter',
      'replace nft table inet mw_test',
      'add route default via 10.1.0.9 dev br0 table 993',
      'set net.ipv4.conf.tap1.proxy_arp from 0 to 1',
    ]);
  });

  it('leaves look-alikes and what others made alone', async () => {
    inside('ip', 'tuntap', 'add', 'dev', 'tap10', 'mode', 'tap');
    inside('ip', 'link', 'set', 'tap10', 'up');
    inside('ip', 'route', 'add', '198.18.0.0/15', 'dev', 'up0', 'table', '993', 'proto', '109');
    inside('ip', 'rule', 'add', 'iif', 'tap10', 'lookup', '993', 'pref', '10000', 'protocol', '109');
    inside('arptables', '-A', 'OUTPUT', '-o', 'tap10', '-j', 'DROP');
    inside('iptables', '-A', 'FORWARD', '-p', 'sctp', '-j', 'DROP');
    expect(lines(await run(everyKind))).toEqual([]);
  });

  it('removes what is no longer named and only that', async () => {
    const kept = { ...everyKind, routes: (everyKind.routes as NetEntry[]).slice(1), chains: [], nft: [] };
    const done = await converges(kept);
    expect(done).toContain('remove route 203.0.113.0/29 dev up0 table 993');
    expect(done).toHaveLength(6);
    expect(inside('arptables-save')).toContain('-A OUTPUT -j DROP -o tap10');
    expect(inside('iptables-save')).not.toContain('MW-');
  });

  it('forgets what went with a device, so that the next one of its name inherits nothing', async () => {
    const guest = { owner: 'guest', links: [{ name: 'tap7', type: 'tun', state: 'up' }] };
    const routed = {
      owner: 'routed',
      routes: [{ to: '192.0.2.7/32', dev: 'tap7', table: 993 }],
      rules: [{ priority: 11000, iif: 'tap7', table: 993 }],
    };
    await converges(guest);
    await converges(routed);
    expect(await converges({ owner: 'guest' })).toEqual(['remove tun tap7 (disruptive)']);
    expect(await record()).not.toContain('192.0.2.7');
    expect(lines(await run({ owner: 'routed', purge: 'report' }))).toEqual([]);
    expect((await run({ owner: 'routed', purge: 'report' })).get('drift')).toEqual([
      'rule priority 11000 iif tap7 lookup 993 is no longer declared',
      'rule priority 11000 iif tap7 lookup 993 waits for a device that is gone; the next one of that name inherits it',
    ]);
    expect(await converges({ owner: 'routed' })).toEqual(['remove rule priority 11000 iif tap7 lookup 993']);
  });

  it('restores everything when nothing is named any more', async () => {
    const other = { owner: 'other', sysctls: [{ name: 'net.ipv4.ip_forward', value: 1 }] };
    expect(await converges(other)).toEqual(['share net.ipv4.ip_forward with test']);
    const done = await converges({});
    expect(done).toContain('leave net.ipv4.ip_forward to other');
    const left = JSON.parse(inside('ip', '-j', 'link')) as { ifname: string }[];
    expect(left.map(({ ifname }) => ifname).sort()).toEqual(['lo', 'tap10']);
    expect(inside('ip', 'rule')).toContain('iif tap10 lookup 993');
    expect(inside('ip', 'rule')).not.toMatch(/10500|iif tap1 /);
    expect(inside('sysctl', '-n', 'net.ipv4.ip_forward').trim()).toBe('1');
    expect(await converges({ owner: 'other' })).toEqual(['set net.ipv4.ip_forward from 1 to 0']);
    expect((await record()).split('\n')).toHaveLength(2);
  });
});
