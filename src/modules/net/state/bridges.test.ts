import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { runModule, ShellHost } from '../../../../test/support/moduleContext.js';
import { type NetDocumentText, netArguments } from '../../../../test/support/netDocument.js';
import { privateRecords } from '../../../../test/support/privateRecords.js';
import type { Dict } from '../../../value/types.js';
import { netState } from './state.js';

const netns = `mwt-bridges-${process.pid}`;
const records = mkdtempSync(join(tmpdir(), 'mw-bridges-'));
const host = new ShellHost({ prefix: privateRecords(records) });

/** The role's bridge with one port, as a document. */
const bridge = {
  links: [
    { name: 'br0', type: 'bridge', state: 'up', mtu: 1500, address: '02:00:00:00:00:99' },
    { name: 'up0', master: 'br0', state: 'up' },
  ],
};
/** The same with the address and the route that the port has. */
const withAddress = {
  ...bridge,
  addresses: [
    { dev: 'up0', address: '192.0.2.1/24', state: 'absent' },
    { dev: 'br0', address: '192.0.2.1/24' },
  ],
  routes: [{ to: 'default', via: '192.0.2.254', dev: 'br0' }],
};

async function run(document: NetDocumentText, disruptive = 'refuse'): Promise<Dict> {
  const given = { netns, owner: 'test', purge: 'owned', disruptive, ...netArguments(document) };
  return (await runModule(netState, given, host)).value;
}

function operations(value: Dict): string[] {
  expect(value.get('msg')).toBeUndefined();
  return value.get('operations') as string[];
}

function ip(...words: string[]): string {
  return execFileSync('ip', ['-n', netns, ...words], { encoding: 'utf8', stdio: 'pipe' });
}

const addressed = () => [ip('-br', '-4', 'address').replaceAll(/ +/g, ' '), ip('route')];

describe.runIf(process.getuid?.() === 0)('bridges in a namespace', () => {
  beforeEach(() => {
    execFileSync('sh', [
      '-c',
      `ip netns del ${netns} 2>/dev/null; rm -rf ${records}/meshwright; ip netns add ${netns}
      for d in up0:up1 tap0:tap1; do ip -n ${netns} link add name \${d%:*} type veth peer name \${d#*:}; done
      ip -n ${netns} link set up0 up`,
    ]);
  });
  afterAll(() => {
    execFileSync('ip', ['netns', 'del', netns]);
    rmSync(records, { recursive: true });
  });

  it('keep their MTU and MAC address when a smaller and lower port joins', async () => {
    operations(await run(bridge));
    ip('link', 'set', 'tap0', 'mtu', '1400', 'address', '02:00:00:00:00:01');
    ip('link', 'set', 'tap0', 'master', 'br0', 'up');
    expect(ip('-br', 'link', 'show', 'br0')).toContain('02:00:00:00:00:99');
    expect(ip('link', 'show', 'br0')).toContain('mtu 1500');
  });

  it('take a port that carries nothing and give it back without asking', async () => {
    expect(operations(await run(bridge))).toContain('make up0 a member of br0');
    expect(operations(await run({}))).toEqual(['release up0 from br0', 'remove bridge br0']);
  });

  it('forget what a port learned while it was one, also after it had to be put back', async () => {
    operations(await run(bridge));
    ip('link', 'set', 'up0', 'nomaster');
    expect(operations(await run(bridge))).toEqual(['make up0 a member of br0']);
    expect(operations(await run({}))).toEqual(['release up0 from br0', 'remove bridge br0']);
  });

  it('are not removed with the ports of others in them, which are named', async () => {
    operations(await run(bridge));
    ip('link', 'set', 'tap0', 'master', 'br0');
    expect((await run({})).get('msg')).toBe(
      'refused as it can interrupt traffic: remove bridge br0 and release tap0; allow it with disruptive: allow',
    );
    expect(ip('link', 'show', 'up0')).toContain('master br0');
    expect(operations(await run({}, 'allow')).at(-1)).toBe('remove bridge br0 and release tap0 (disruptive)');
  });

  it('take the address and the routes of a port, and give them back', async () => {
    ip('address', 'add', '192.0.2.1/24', 'dev', 'up0');
    ip('link', 'set', 'up1', 'up');
    ip('route', 'add', 'default', 'via', '192.0.2.254', 'dev', 'up0');
    const before = addressed();
    expect((await run(withAddress)).get('msg')).toMatch(/make up0 a member of br0/);
    expect(addressed()).toEqual(before);
    operations(await run(withAddress, 'allow'));
    expect(addressed()[1]).toMatch(/^default via 192.0.2.254 dev br0 \n192.0.2.0\/24 dev br0 /);
    expect(operations(await run(withAddress))).toEqual([]);
    operations(await run({}));
    expect(addressed()).toEqual(before);
  });
});
