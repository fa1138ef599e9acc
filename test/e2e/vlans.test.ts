import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ping } from '../../src/lab/probe.js';
import { type PlayOutput, TestLab } from '../support/lab.js';
import { networkSnapshot } from '../support/networkSnapshot.js';
import { timedPing } from '../support/timedPing.js';

const playbook = 'test/e2e/fixtures/vlans-play.yaml';
let lab: TestLab;
let before: string;
let first: PlayOutput;

/** A switch that knows VLANs: a port carries those that it is told. */
const trunks = `set -e
  ip link add name sw type bridge vlan_filtering 1 vlan_default_pvid 0
  for port in p1 p2; do
    ip link set $port mtu 9000 master sw up
    for id in 10 20 101 102 103; do bridge vlan add dev $port vid $id; done
  done
  ip link set sw up`;

beforeAll(async () => {
  lab = await TestLab.start('test/e2e/fixtures/vlans.yaml');
  await Promise.all(['one', 'switch'].map((host) => lab.answers(host)));
  await lab.ssh('switch', trunks);
  before = await networkSnapshot(lab, 'one');
  first = await lab.play(playbook, '--diff');
}, 240_000);
afterAll(() => lab.stop());

/** The operations that `--diff` shows of the role's hosts together. */
function operations({ text }: PlayOutput, task = 'vlans : Make the VLANs what they shall be'): string[] {
  const shown = new RegExp(`^TASK \\[${task}\\] \\**\\n([\\s\\S]*?)^(?:TASK|PLAY)`, 'm').exec(text);
  return (shown?.[1] ?? '').split('\n').filter((line) => line !== '' && !/^\w+: \[/.test(line));
}

const reaches = (address: string, size = 84): Promise<number> =>
  ping(lab.state, 'one', address, { count: 3, payload: size - 28, dontFragment: true });
const one = ['--limit', 'one'];
const noPool = ['--tags', 'vlans'];

describe('VLANs of a card', { timeout: 240_000 }, () => {
  it('carry packets of the full MTU, each to its own hosts', async () => {
    expect(first.status, first.text).toBe(0);
    expect(await reaches('10.11.10.2', 9000)).toBeGreaterThanOrEqual(2);
    expect(await reaches('10.11.10.2', 9001)).toBe(0);
    // The other host would answer if the request reached it in another VLAN.
    await lab.ssh(
      'two',
      'ip address add 10.11.10.77/32 dev trunk.20; echo 1 >/proc/sys/net/ipv4/conf/all/arp_ignore',
    );
    expect(await reaches('10.11.10.77')).toBe(0);
    await lab.ssh(
      'two',
      'ip address del 10.11.10.77/32 dev trunk.20; echo 0 >/proc/sys/net/ipv4/conf/all/arp_ignore',
    );
  });

  it('are left alone by a second run', async () => {
    const had = await networkSnapshot(lab, 'one');
    const again = await lab.play(playbook, '--diff');
    expect([again.status, again.changes]).toEqual([0, 0]);
    expect(await networkSnapshot(lab, 'one')).toBe(had);
  });

  it('that the switch does not carry are named by the check, though their link is up', async () => {
    await lab.ssh('one', 'ip link add link trunk name trunk.30 type vlan id 30; ip link set trunk.30 up');
    const { status, text } = await lab.play('test/e2e/fixtures/vlans-verify.yaml');
    expect(status).toBe(2);
    expect(text).toContain('10.11.30.2 in VLAN 30 of trunk does not answer: does the switch carry this VLAN');
    expect(text).not.toContain('10.11.10.2 in VLAN 10');
    await lab.ssh('one', 'ip link del trunk.30');
  });

  it('go one by one: another one does not notice', async () => {
    const index = 'cat /sys/class/net/trunk.10/ifindex';
    const had = await lab.ssh('one', index);
    const stream = await timedPing(lab.state, 'one', '10.11.10.2');
    const run = await lab.play(playbook, '--diff', ...one, ...noPool, '-e', '{"ids": [10]}');
    const { lost } = await stream.stop();
    expect([run.status, operations(run), lost]).toEqual([
      0,
      ['remove 10.11.20.1/24 on trunk.20', 'remove vlan trunk.20'],
      0,
    ]);
    expect(await lab.ssh('one', index)).toBe(had);
  });

  it('get a smaller MTU when that may interrupt traffic', async () => {
    const smaller = [...one, ...noPool, '-e', '{"ids": [10], "mtu": 1500}'];
    const refused = await lab.play(playbook, '--check', ...smaller);
    expect(refused.text).toContain('set the MTU of trunk.10 from 9000 to 1500; allow it');
    const run = await lab.play(playbook, '--diff', ...smaller, '-e', 'vlans_disruptive=allow');
    expect([run.status, operations(run)]).toEqual([
      0,
      ['set the MTU of trunk.10 from 9000 to 1500 (disruptive)'],
    ]);
    expect(await reaches('10.11.10.2', 1501)).toBe(0);
    expect(await reaches('10.11.10.2', 1500)).toBeGreaterThanOrEqual(2);
  });
});

describe('a VLAN of another id', { timeout: 240_000 }, () => {
  it('takes the place of the old one by its name', async () => {
    const addresses = ['10.11.20.1/24'];
    const vlan = { parent: 'trunk', name: 'trunk.10', id: 20, mtu: 1500, addresses };
    const other = [...one, ...noPool, '-e', JSON.stringify({ vlans: [vlan] })];
    const refused = await lab.play(playbook, '--check', ...other);
    expect(refused.text).toContain('replace vlan trunk.10, as its id becomes 20; allow it');
    const run = await lab.play(playbook, '--diff', ...other, '-e', 'vlans_disruptive=allow');
    expect(run.status, run.text).toBe(0);
    const done = operations(run);
    expect(done.slice(0, 3)).toEqual([
      'replace vlan trunk.10, as its id becomes 20 (disruptive)',
      'create vlan trunk.10',
      'set the MTU of trunk.10 to 1500',
    ]);
    expect(done.slice(-2)).toEqual(['set trunk.10 up', 'add 10.11.20.1/24 to trunk.10']);
    expect(await reaches('10.11.20.2')).toBeGreaterThanOrEqual(2);
    expect(await lab.ssh('one', 'ls -d /sys/class/net/mw-* 2>/dev/null; cat /proc/net/vlan/config')).toMatch(
      /^VLAN[^/]*\ntrunk\.10 *\| 20 /,
    );
  });
});

describe('a pool of private networks', { timeout: 240_000 }, () => {
  const pool = 'private_vlan_pool : Make the networks';

  it('gives the host no place in them: guests cannot reach it, nor configure it', async () => {
    const addresses = await lab.ssh('one', 'ip -br address show | grep ^prv');
    expect(addresses.split('\n').map((line) => line.trim().split(/\s+/).slice(2))).toEqual([[], [], []]);
  });

  it('joins guests of two hosts, network by network', async () => {
    const address = (host: string, network: number, last: number): Promise<string> =>
      lab.ssh(host, `ip address add 10.12.${network}.${last}/24 dev prv${network}`);
    await Promise.all([address('one', 1, 1), address('two', 1, 2), address('two', 2, 2)]);
    expect(await reaches('10.12.1.2')).toBeGreaterThanOrEqual(2);
    // Otherwise a host answers for all of its addresses in every network.
    await lab.ssh('two', 'echo 1 >/proc/sys/net/ipv4/conf/all/arp_ignore');
    await lab.ssh('one', 'ip address add 10.12.2.9/24 dev prv3');
    expect(await reaches('10.12.2.2')).toBe(0);
    await lab.ssh('one', 'ip address flush dev prv1; ip address flush dev prv3');
  });

  it('shrinks but for the networks in which guests are', async () => {
    await lab.ssh('one', 'ip link add name tap7 type veth peer name guest7; ip link set tap7 master prv3 up');
    const run = await lab.play(playbook, '--diff', ...one, '--tags', 'pool', '-e', '{"last": 1}');
    expect(run.status, run.text).toBe(0);
    expect(run.text).toContain('prv3 is no longer declared and stays, as tap7 is plugged in.');
    expect(operations(run, pool)).toEqual(['remove vlan trunk.102', 'remove bridge prv2']);
    expect(await lab.ssh('one', 'ls /sys/class/net/prv3/brif')).toBe('tap7\ntrunk.103');
    await lab.ssh('one', 'ip link del tap7');
  });
});

describe('state absent', { timeout: 240_000 }, () => {
  it('leaves the host as it was', async () => {
    const absent = ['-e', 'vlans_state=absent', '-e', 'private_vlan_pool_state=absent'];
    const run = await lab.play(playbook, ...one, ...absent);
    expect(run.status, run.text).toBe(0);
    expect(await networkSnapshot(lab, 'one')).toBe(before);
  });
});
