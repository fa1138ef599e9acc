import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differences, hostState } from '../support/hostState.js';
import { type PlayOutput, TestLab } from '../support/lab.js';

const topology = 'test/e2e/twin/lab.yaml';
const twin = 'test/e2e/twin/br-ext.yaml';

describe('two labs of one topology, one configured by our roles and one by ansible-core', () => {
  let ours: TestLab;
  let theirs: TestLab;
  let first: PlayOutput[];
  beforeAll(async () => {
    [ours, theirs] = await Promise.all([TestLab.start(topology), TestLab.start(topology)]);
    first = [await ours.play('playbooks/br-ext.yaml'), await theirs.ansible(twin)];
  });
  afterAll(() => Promise.all([ours.stop(), theirs.stop()]));

  it('succeed', () => {
    expect(first.map(({ status, text }) => (status === 0 ? 0 : text))).toEqual([0, 0]);
    for (const { changes } of first) expect(changes).toBeGreaterThan(10);
  });

  it.each(['network', 'compute1', 'compute2'])('are in the same state: %s', async (host) => {
    const [left, right] = [await hostState(ours, host), await hostState(theirs, host)];
    const found = differences(left, right);
    console.log(`${host}: ${left.length} facts compared, ${found.length} differences`);
    expect(found).toEqual([]);
  });

  it('would be told apart by one option of a tunnel, one rule and one byte of a file', async () => {
    const before = await hostState(ours, 'network');
    await ours.ssh('network', 'ovs-vsctl set interface vx-compute1 options:key=101');
    await ours.ssh('network', 'iptables -A FORWARD -p sctp -j DROP; echo >>/etc/mw-router.v4');
    const found = differences(before, await hostState(ours, 'network'));
    expect(found).toHaveLength(5);
    await ours.play('playbooks/br-ext.yaml');
    await ours.ssh('network', 'iptables -D FORWARD -p sctp -j DROP');
    expect(differences(before, await hostState(ours, 'network'))).toEqual([]);
  });

  it('change nothing when run again, nor does our program with the plain playbook', async () => {
    expect((await ours.play('playbooks/br-ext.yaml')).changes).toBe(0);
    const again = await theirs.ansible(twin);
    expect(again.changes).toBe(0);
    expect((await theirs.play(twin)).recap).toEqual(again.recap);
    expect((await ours.play(twin)).recap).toEqual(again.recap);
  });
});
