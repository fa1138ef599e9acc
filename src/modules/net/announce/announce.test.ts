import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runModule, ShellHost } from '../../../../test/support/moduleContext.js';
import { fromJs } from '../../../value/convert.js';
import type { Dict, Value } from '../../../value/types.js';
import { advertisementWords } from './advertisement.js';
import { announce } from './announce.js';

describe('advertisementWords', () => {
  it('is a valid ICMPv6 message: with its pseudo header it sums to ones', () => {
    const words = advertisementWords({ target: '2001:db8::5', mac: '02:00:c0:a8:01:0a', router: true });
    const pseudo = [0x2001, 0xdb8, 5, 0xff02, 1, 32, 58];
    let sum = [...words, ...pseudo].reduce((total, word) => total + word, 0);
    while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
    expect(sum).toBe(0xffff);
    expect(words.map((word) => word.toString(16)).slice(2)).toEqual([
      'a000',
      '0',
      '2001',
      'db8',
      '0',
      '0',
      '0',
      '0',
      '0',
      '5',
      '201',
      '200',
      'c0a8',
      '10a',
    ]);
  });
});

const [a, b] = [`mwt-ann-a-${process.pid}`, `mwt-ann-b-${process.pid}`];

describe.runIf(process.getuid?.() === 0)('meshwright.net.announce between namespaces', () => {
  const inside = (ns: string, ...words: string[]): string =>
    execFileSync('ip', ['netns', 'exec', ns, ...words], { encoding: 'utf8' });
  beforeAll(() => {
    for (const ns of [a, b]) {
      execFileSync('ip', ['netns', 'add', ns]);
      inside(ns, 'sh', '-c', 'echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad; ip link set lo up');
    }
    execFileSync('ip', [
      '-n',
      a,
      'link',
      'add',
      'a0',
      'address',
      '02:00:00:00:00:0a',
      'type',
      'veth',
      'peer',
      'name',
      'b0',
      'netns',
      b,
    ]);
    execFileSync('ip', ['-n', a, 'link', 'set', 'a0', 'up']);
    execFileSync('ip', ['-n', b, 'link', 'set', 'b0', 'up']);
    inside(b, 'ip', 'address', 'add', '10.9.0.1/24', 'dev', 'b0');
    inside(b, 'ip', 'address', 'add', 'fd00:9::1/64', 'dev', 'b0');
  });
  afterAll(() => {
    for (const ns of [a, b]) execFileSync('ip', ['netns', 'del', ns]);
  });

  const run = async (args: Record<string, unknown>, host = new ShellHost(), check = false): Promise<Dict> => {
    const values = Object.fromEntries(
      Object.entries({ netns: a, ...args }).map(([key, value]) => [key, fromJs(value)]),
    );
    return (await runModule(announce, values as Record<string, Value>, host, { check })).value;
  };

  it('waits until a device that has just come up has the address that its packets leave from', async () => {
    inside(
      a,
      'sh',
      '-c',
      'ip link add n0 type veth peer name n1; echo 1 >/proc/sys/net/ipv6/conf/n0/accept_dad',
    );
    inside(a, 'sh', '-c', 'ip link set n1 up; ip link set n0 up');
    const value = await run({ items: [{ dev: 'n0', address: '2001:db8::9' }] });
    inside(a, 'ip', 'link', 'del', 'n0');
    expect(value.get('msg')).toBeUndefined();
    expect(value.get('failed')).not.toBe(true);
  });

  /** Gives the other host an old entry for an address. */
  const remember = (address: string): void => {
    inside(b, ...`ip neigh replace ${address} lladdr 02:00:00:00:00:99 dev b0 nud stale`.split(' '));
  };

  it('moves neighbours to the new place, for addresses that are not of this host', async () => {
    for (const address of ['10.9.0.53', 'fd00:9::53']) remember(address);
    const capture = spawn('ip', [
      'netns',
      'exec',
      b,
      'tcpdump',
      '-i',
      'b0',
      '-nn',
      '-vv',
      '-l',
      '--immediate-mode',
      'arp or icmp6',
    ]);
    let packets = '';
    capture.stdout.on('data', (chunk) => (packets += chunk));
    await once(capture.stderr, 'data');
    const value = await run({ dev: 'a0', addresses: ['10.9.0.53', 'FD00:9:0::53'] });
    expect(value.get('msg')).toBeUndefined();
    expect(value.get('changed')).toBe(false);
    expect(value.get('lines')).toEqual([
      '10.9.0.53 on a0: ARP request and reply',
      'fd00:9::53 on a0: neighbour advertisement',
    ]);
    expect(inside(b, 'ip', 'neigh', 'show', 'to', '10.9.0.53')).toContain('02:00:00:00:00:0a');
    expect(inside(b, 'ip', 'neigh', 'show', 'to', 'fd00:9::53')).toContain('02:00:00:00:00:0a');
    capture.kill();
    await once(capture, 'close');
    expect(packets).toMatch(/Request who-has 10.9.0.53 .*tell 10.9.0.53/);
    expect(packets).toMatch(/Reply 10.9.0.53 is-at 02:00:00:00:00:0a/);
    expect(packets).toMatch(
      /fd00:9::53 > ff02::1: \[icmp6 sum ok\] ICMP6, neighbor advertisement, length 32, tgt is fd00:9::53, Flags \[override\]/,
    );
  });

  it('leaves no setting and no table behind', async () => {
    for (const value of ['0', '1']) {
      inside(a, 'sh', '-c', `echo ${value} >/proc/sys/net/ipv4/ip_nonlocal_bind`);
      await run({ dev: 'a0', addresses: ['10.9.0.54', 'fd00:9::54'] });
      expect(inside(a, 'cat', '/proc/sys/net/ipv4/ip_nonlocal_bind').trim()).toBe(value);
    }
    inside(a, 'sh', '-c', 'echo 0 >/proc/sys/net/ipv4/ip_nonlocal_bind');
    expect(inside(a, 'nft', 'list', 'tables')).toBe('');
  });

  it('sends the flag of routers for a gateway', async () => {
    remember('fd00:9::1:1');
    await run({ items: [{ dev: 'a0', address: 'fd00:9::1:1', mac: '02:00:00:00:00:77', router: true }] });
    expect(inside(b, 'ip', 'neigh', 'show', 'to', 'fd00:9::1:1')).toMatch(/02:00:00:00:00:77 router/);
  });

  it('announces many addresses on one device at once, each once', async () => {
    const addresses = Array.from({ length: 20 }, (_, i) => `fd00:9::2:${i + 1}`);
    for (const address of addresses)
      inside(
        b,
        'ip',
        'neigh',
        'replace',
        address,
        'lladdr',
        '02:00:00:00:00:99',
        'dev',
        'b0',
        'nud',
        'stale',
      );
    const value = await run({ dev: 'a0', addresses });
    expect(value.get('failing')).toEqual([]);
    const known = inside(b, 'ip', 'neigh', 'show', 'dev', 'b0');
    for (const address of addresses) expect(known).toContain(`${address} lladdr 02:00:00:00:00:0a`);
  });

  it('leaves out devices without a peer when it is told to', async () => {
    inside(a, 'ip', 'tuntap', 'add', 'dev', 'tap0', 'mode', 'tap');
    inside(a, 'ip', 'link', 'set', 'tap0', 'up');
    const items = (more: object): object[] =>
      ['10.9.0.1', 'fd00:9::1'].map((address) => ({ dev: 'tap0', address, ...more }));
    const value = await run({ items: [...items({ if_plugged: true }), { dev: 'a0', address: '10.9.0.53' }] });
    expect(value.get('msg')).toBeUndefined();
    expect(value.get('lines')).toEqual(['10.9.0.53 on a0: ARP request and reply']);
    expect((await run({ items: items({ if_plugged: true }) })).get('lines')).toEqual([]);
    expect((await run({ items: items({}) })).get('failing')).toContain('fd00:9::1');
  });

  it('sends nothing in check mode, and says what it would send', async () => {
    const host = new ShellHost();
    expect((await run({ dev: 'a0', addresses: ['10.9.0.55'] }, host, true)).get('lines')).toHaveLength(1);
    expect(host.scripts).toEqual([]);
  });

  it('fails for each announcement that did not leave', async () => {
    const value = await run({
      items: [
        { dev: 'a9', address: '10.9.0.56' },
        { dev: 'a0', address: '10.9.0.57' },
      ],
    });
    expect(value.get('failing')).toEqual(['10.9.0.56']);
    expect(value.get('msg')).toMatch(/^10.9.0.56 was not announced on a9: .*a9/);
    const poor = new ShellHost({ prefix: ['ip', 'netns', 'exec', a, 'env', 'PATH=/nonexistent'] });
    expect((await run({ netns: '', dev: 'a0', addresses: ['10.9.0.58'] }, poor)).get('failed')).toBe(true);
  });

  it.each([
    [{ dev: 'a0', addresses: ['10.9.0.300'] }, /"10.9.0.300" is not an IP address/],
    [{ dev: 'a0', addresses: ['10.9.0.3/24'] }, /without a prefix length|not an IP address/],
    [{ items: [{ dev: 'a9', address: 'fd00::1' }] }, /there is no device a9/],
  ])('refuses %j', async (args, message) => {
    await expect(run(args)).rejects.toThrow(message);
  });
});
