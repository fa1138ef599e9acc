import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCapture } from '../../src/lab/capture.js';
import { plugGuests } from '../../src/lab/guests.js';
import { startLossCounter } from '../../src/lab/loss.js';
import { ping } from '../../src/lab/probe.js';
import { networkCommand } from '../../src/lab/run.js';
import type { LabState } from '../../src/lab/state.js';
import { type PlayOutput, TestLab } from '../support/lab.js';
import { networkSnapshot } from '../support/networkSnapshot.js';
import { watchKernel } from '../support/routedGuest.js';

const playbook = 'test/e2e/fixtures/bridges-play.yaml';
const verify = 'test/e2e/fixtures/bridges-verify.yaml';
const one = ['--limit', 'one'];
const apply = 'bridges : Make the bridges what they shall be';
let lab: TestLab;
let state: LabState;
let before: string;
let predicted: PlayOutput;
let first: PlayOutput;

beforeAll(async () => {
  lab = await TestLab.start('test/e2e/fixtures/bridges.yaml');
  state = lab.state;
  before = await networkSnapshot(lab, 'one');
  predicted = await lab.play(playbook, '--check', '--diff', ...one);
  first = await lab.play(playbook, '--diff', ...one);
  await lab.play(playbook, '--limit', 'two');
  await plugGuests(state.directory);
});
afterAll(() => lab.stop());

/** The operations that `--diff` shows of a task. */
function operations({ text }: PlayOutput): string[] {
  const shown = new RegExp(`^TASK \\[${apply}\\] \\**\\n([\\s\\S]*?)^(?:changed|ok|fatal)`, 'm').exec(text);
  return (shown?.[1] ?? '').split('\n').filter(Boolean);
}

const port = (name: string): Promise<string> =>
  lab.ssh('one', `ip -j link show ${name} | tr -d '"' | grep -oE '(ifindex|master):[^,]*' | xargs`);

describe('mistakes', () => {
  it('are all named in one report before any host is contacted', async () => {
    const broken = ['-i', 'test/e2e/fixtures/bridges-broken.yaml'];
    const { status, text } = await lab.play(playbook, ...broken);
    expect(status).toBe(2);
    for (const sentence of [
      'bridges[0].name: "vlan992.customers" is no device\'s name: it has 17 bytes of at most 15 (one)',
      'bridges[1].mtu: "9000" is a text, not a number (one)',
      'bridges[1].multicast_snoopin: is not known here (one)',
      'did you mean "multicast_snooping"?',
      'bridges[2].multicast_snooping: true without a querier ends IPv6 in the network after some minutes (one)',
      'bridges[0].mac: MAC address 02:00:00:00:00:01 is taken by bridges[2].mac of one (two)',
    ])
      expect(text).toContain(sentence);
    expect(text).not.toMatch(/unreachable=[1-9]/);
  });
});

describe('a port that is not there', () => {
  it('is named with the role that makes it, before anything is changed', async () => {
    const before = await networkSnapshot(lab, 'two');
    const bridges = [{ name: 'vlan993', ports: ['eth1', 'bond0.993'] }];
    const { status, text } = await lab.play(playbook, '--limit', 'two', '-e', JSON.stringify({ bridges }));
    expect([status, text]).toEqual([
      2,
      expect.stringContaining(
        'bridges[0].ports: bond0.993, a port of vlan993, does not exist: the role vlans makes it',
      ),
    ]);
    expect(await networkSnapshot(lab, 'two')).toBe(before);
  });
});

describe('the first run', () => {
  it('does exactly what --check has said', () => {
    expect([predicted.status, first.status]).toEqual([0, 0]);
    expect(operations(first).length).toBeGreaterThan(3);
    expect(operations(predicted)).toEqual(operations(first));
  });

  it('joins guests of one host and of two, also by IPv6 after their neighbours were forgotten', async () => {
    expect(await ping(state, 'alice', '198.51.100.12', { count: 3 })).toBeGreaterThanOrEqual(2);
    expect(await ping(state, 'alice', '198.51.100.13', { count: 3 })).toBeGreaterThanOrEqual(2);
    const carol = await inGuest('carol', 'ip', '-6', '-o', 'address', 'show', 'scope', 'link');
    const address = /fe80:[0-9a-f:]+/.exec(carol)![0];
    await inGuest('alice', 'ip', '-6', 'neigh', 'flush', 'dev', 'eth0');
    await sleep(10_000);
    expect(await ping(state, 'alice', `${address}%eth0`, { count: 3 })).toBeGreaterThanOrEqual(2);
  });

  it('keeps what two guests of a host say to each other away from the wire and from other networks', async () => {
    const wire = await startCapture(state, 'one', 'eth1', 'icmp and host 198.51.100.12');
    const elsewhere = await startCapture(state, 'two', 'eth0', 'arp and host 198.51.100.11');
    await ping(state, 'alice', '198.51.100.12', { count: 3 });
    await ping(state, 'alice', '198.51.100.99');
    expect([await wire.stop(), await elsewhere.stop()]).toEqual([[], []]);
  });
});

describe('a second run', () => {
  it('changes nothing, and the kernel hears nothing of it', async () => {
    // The taps have come since: their IPv6 goes off.
    await lab.play(playbook, ...one);
    const fingerprint = await networkSnapshot(lab, 'one');
    const records = 'find /var/lib/meshwright -type f | sort | xargs ls -lin --time-style=full-iso';
    const recorded = await lab.ssh('one', records);
    const monitor = listen('one', 'ip', 'monitor', 'label', 'all');
    const kernel = await watchKernel(state, 'one');
    const again = await lab.play(playbook, '--diff', ...one);
    expect([again.status, again.changed, operations(again)]).toEqual([0, [], []]);
    expect(announced(await monitor.stop())).toEqual([]);
    expect(await kernel.stop()).toBe('');
    expect(await lab.ssh('one', records)).toBe(recorded);
    expect(await networkSnapshot(lab, 'one')).toBe(fingerprint);
  });
});

describe('drift', () => {
  it('is named by --check and repaired, and what others made stays', async () => {
    await lab.ssh(
      'one',
      'ip link set vlan992 type bridge mcast_snooping 1; ip link add name other0 type bridge; ip link add name hand0 type veth peer name hand1; ip link set hand0 master vlan992 up',
    );
    const check = await lab.play(playbook, '--check', '--diff', ...one);
    expect(operations(check)).toEqual(['set mcast_snooping of vlan992 to 0']);
    const run = await lab.play(playbook, '--diff', ...one);
    expect([run.status, operations(run)]).toEqual([0, operations(check)]);
    expect(await port('hand0')).toContain('master:vlan992');
    expect(await lab.ssh('one', 'ip -o link show other0')).toContain('other0');
    await lab.ssh('one', 'ip link del hand0; ip link del other0');
  });
});

describe('a second static port', () => {
  const both = ['-e', '{"ports": ["eth1", "eth2"]}'];

  it('comes while guests talk: no packet is lost and no tap is touched', async () => {
    const taps = await Promise.all([port('tap-alice'), port('tap-bob')]);
    const stream = { from: 'alice', to: 'bob', address: '198.51.100.12' };
    const across = { from: 'alice', to: 'carol', address: '198.51.100.13' };
    const counters = [await startLossCounter(state, stream), await startLossCounter(state, across)];
    const run = await lab.play(playbook, '--diff', ...one, ...both);
    const reports = await Promise.all(counters.map((counter) => counter.stop()));
    expect([run.status, operations(run)]).toEqual([
      0,
      ['make eth2 a member of vlan992', 'set net.ipv6.conf.eth2.disable_ipv6 from 0 to 1'],
    ]);
    for (const report of reports) {
      expect(report.rate).toBeGreaterThan(10);
      expect(report.lost).toBe(0);
    }
    expect(await Promise.all([port('tap-alice'), port('tap-bob')])).toEqual(taps);
    expect(await port('eth2')).toContain('master:vlan992');
  });

  it('leaves when it is no longer declared, and gets back what it had', async () => {
    const run = await lab.play(playbook, '--diff', ...one);
    expect([run.status, operations(run)]).toEqual([
      0,
      ['release eth2 from vlan992', 'set net.ipv6.conf.eth2.disable_ipv6 from 1 to 0'],
    ]);
    expect(await port('eth1')).toContain('master:vlan992');
  });
});

describe('a spanning tree', () => {
  it('that changes is as declared, though its bridge forgets addresses faster meanwhile', async () => {
    const tree = { name: 'tree', stp: true, forward_delay: 2, ports: ['leaf'] };
    const words = ['-e', JSON.stringify({ bridges: [{ name: 'vlan992', ports: ['eth1'] }, tree] })];
    const shown = () => lab.ssh('one', "ip -d -j link show tree | tr -d '\"'");
    await lab.ssh('one', 'ip link add leaf type veth peer name twig; ip link set twig up');
    expect((await lab.play(playbook, ...one, ...words)).status).toBe(0);
    await expect.poll(shown, { timeout: 20_000 }).toMatch(/ageing_time:400,.*topology_change:1,/);
    expect(await lab.play(playbook, ...one, ...words)).toMatchObject({ status: 0, changes: 0 });
    expect(await shown()).toMatch(/ageing_time:400,.*topology_change:1,/);
    await lab.ssh('one', 'ip link del leaf');
    expect((await lab.play(playbook, ...one)).status).toBe(0);
  });
});

describe('the MTU and the MAC address', () => {
  it('are pinned: neither a smaller tap nor one with a lower address changes them', async () => {
    const show = 'cat /sys/class/net/vlan992/mtu /sys/class/net/vlan992/address';
    const had = await lab.ssh('one', show);
    await lab.ssh(
      'one',
      'ip link add name tap-low mtu 1400 address 02:00:00:00:00:01 type veth peer name low1; ip link set tap-low master vlan992 up',
    );
    expect(await lab.ssh('one', show)).toBe(had);
  });

  it('of a port that differs is what the check names', async () => {
    const { status, text } = await lab.play(verify);
    expect([status, text]).toEqual([
      2,
      expect.stringContaining('port tap-low of vlan992 has an MTU of 1400, the bridge 1500'),
    ]);
    expect(await port('tap-low')).toContain('master:vlan992');
  });
});

describe('ports of others', () => {
  const remove = {
    name: 'vlan992',
    ports: ['eth1'],
    foreign_ports: 'remove',
    foreign_ports_match: ['tap-l*'],
  };

  it('leave when they shall and their names match', async () => {
    const words = ['-e', JSON.stringify({ bridges: [remove], bridges_disruptive: 'allow' })];
    expect((await lab.play(playbook, ...one, ...words)).status).toBe(0);
    expect(await port('tap-low')).not.toContain('master');
    expect(await port('tap-bob')).toContain('master:vlan992');
    await lab.ssh('one', 'ip link del tap-low');
  });
});

describe('the check', () => {
  it('names multicast snooping without a querier and ports that left', async () => {
    await lab.ssh('one', 'ip link set vlan992 type bridge mcast_snooping 1; ip link set eth1 nomaster');
    const { status, text } = await lab.play(verify);
    expect(status).toBe(2);
    expect(text).toContain('vlan992 snoops on multicast without a querier');
    expect(text).toContain('eth1 is not a port of vlan992');
    expect((await lab.play(playbook, ...one)).status).toBe(0);
  });

  it('names a MAC address that comes from two ports', async () => {
    const [, , mac] = (await inGuest('alice', 'ip', '-br', 'link', 'show', 'eth0')).split(/\s+/);
    await lab.ssh(
      'two',
      `ip link add link vlan992 name twin address ${mac} type macvlan mode private && ip link set twin up && ip address add 198.51.100.66/24 dev twin`,
    );
    const talk = ['ping', '-q', '-n', '-i', '0.1', '198.51.100.12'];
    const talking = [listen('alice', ...talk), listen('two', ...talk, '-I', 'twin')];
    const { status, text } = await lab.play(verify, '-e', 'bridges_watch=2');
    await Promise.all(talking.map((each) => each.stop()));
    expect([status, text]).toEqual([2, expect.stringMatching(new RegExp(`${mac} jumps between`))]);
    await lab.ssh('two', 'ip link del twin');
  });
});

describe('the address of a port, here the one we talk to', () => {
  const office = {
    name: 'office',
    ports: ['eth0'],
    addresses: ['10.255.0.2/24'],
    routes: [{ to: 'default', via: '10.255.0.254' }],
  };
  const run = (...words: string[]) => lab.play(playbook, '--limit', 'two', ...words);
  const moved = ['-e', JSON.stringify({ bridges: [{ name: 'vlan992', ports: ['eth1'] }, office] })];
  const addressed = () => lab.ssh('two', 'ip -4 -o address show scope global; ip route');

  it('moves to the bridge only when that is allowed, with its routes, and comes back', async () => {
    await lab.ssh('two', 'ip route add default via 10.255.0.254');
    const had = await addressed();
    const refused = await run(...moved);
    expect([refused.status, refused.text]).toEqual([
      2,
      expect.stringContaining('refused as it can interrupt traffic: make eth0 a member of office'),
    ]);
    expect(await addressed()).toBe(had);
    expect((await run(...moved, '-e', 'bridges_disruptive=allow')).status).toBe(0);
    expect(await addressed()).toMatch(
      / office +inet 10.255.0.2\/24 .*\n.*default via 10.255.0.254 dev office/,
    );
    expect((await run()).status).toBe(0);
    expect(await addressed()).toBe(had);
  });
});

describe('state absent', () => {
  const absent = [playbook, ...one, '-e', 'bridges_state=absent'];

  it('is refused while guests are plugged in', async () => {
    const { status, text } = await lab.play(...(absent as [string, ...string[]]));
    expect(status).toBe(2);
    expect(text).toMatch(/remove bridge vlan992 and release (tap-alice, tap-bob|tap-bob, tap-alice);/);
    expect(await port('eth1')).toContain('master:vlan992');
  });

  it('leaves the host as it was once they are gone', async () => {
    await lab.ssh('one', 'for tap in tap-alice tap-bob; do ip link set $tap nomaster down; done');
    const { status } = await lab.play(...(absent as [string, ...string[]]));
    expect(status).toBe(0);
    expect(await networkSnapshot(lab, 'one')).toBe(before);
  });
});

/** Runs a command in the network of a member until it is stopped, and gives what it printed. */
function listen(member: string, ...words: string[]): { stop(): Promise<string> } {
  const [program, ...rest] = networkCommand(state, member, words) as [string, ...string[]];
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk;
  });
  const closed = once(child, 'close');
  return {
    async stop() {
      child.kill('SIGTERM');
      await closed;
      return text;
    },
  };
}

async function inGuest(member: string, ...words: string[]): Promise<string> {
  const [program, ...rest] = networkCommand(state, member, words) as [string, ...string[]];
  return (await promisify(execFile)(program, rest)).stdout;
}

/** What the kernel of a host announced, but for neighbours of the management card and multicast ones that aged. */
function announced(text: string): string[] {
  return text.split('\n').filter((line) => line !== '' && !/^\[NEIGH\].*( dev eth0 | NOARP)/.test(line));
}
