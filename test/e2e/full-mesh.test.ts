import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plugGuests } from '../../src/lab/guests.js';
import { ping } from '../../src/lab/probe.js';
import { type PlayOutput, TestLab } from '../support/lab.js';

const playbook = 'test/e2e/fixtures/full-mesh-play.yaml';
let lab: TestLab;
let first: PlayOutput;

beforeAll(async () => {
  lab = await TestLab.start('test/e2e/fixtures/full-mesh.yaml');
  await Promise.all(['node1', 'node2'].map((host) => lab.answers(host)));
  first = await lab.play(playbook);
  await plugGuests(lab.state.directory);
}, 240_000);
afterAll(() => lab.stop());

describe('br-ext over a VLAN of a bond', { timeout: 240_000 }, () => {
  it('is switched in the kernel, and joins guests of two hosts by whole packets', async () => {
    expect(first.status, first.text).toBe(0);
    const datapath = await lab.ssh('node1', 'ovs-dpctl show');
    expect(datapath).toMatch(/^system@ovs-system:/);
    for (const port of ['br-ext (internal)', 'tap-guest1', 'vxlan_sys_4789 (vxlan'])
      expect(datapath).toContain(port);
    const reaches = (size: number): Promise<number> =>
      ping(lab.state, 'guest1', '172.16.0.12', { count: 3, payload: size - 28, dontFragment: true });
    expect(await reaches(1450)).toBeGreaterThanOrEqual(2);
    expect(await reaches(1451)).toBe(0);
    expect(await lab.ssh('node1', 'ovs-dpctl dump-flows')).toMatch(
      /set\(tunnel\(tun_id=0x64,dst=10\.94\.0\.2,/,
    );
  });

  it('takes larger packets on both hosts, and smaller ones again', async () => {
    const reaches = (size: number): Promise<number> =>
      ping(lab.state, 'node1', '10.94.0.2', { count: 3, payload: size - 28, dontFragment: true });
    for (const mtu of [9000, 1500]) {
      const more = JSON.stringify({ mtu, bonding_disruptive: 'allow', vlans_disruptive: 'allow' });
      const { status, text } = await lab.play(playbook, '-e', more);
      expect(status, text).toBe(0);
      expect(await reaches(mtu), String(mtu)).toBeGreaterThanOrEqual(2);
      expect(await reaches(mtu + 1), String(mtu + 1)).toBe(0);
      expect(await lab.ssh('node1', 'cat /sys/class/net/eno1/mtu /sys/class/net/br-ext/mtu')).toBe(
        `${mtu}\n${mtu - 50}`,
      );
    }
  });

  it('is left alone by a second run', async () => {
    const ports =
      'ovs-vsctl --columns=name,ofport list interface; ovs-dpctl show | grep port; cat /sys/class/net/eno?/carrier_changes';
    const had = await lab.ssh('node1', ports);
    const again = await lab.play(playbook);
    expect([again.status, again.changes]).toEqual([0, 0]);
    expect(await lab.ssh('node1', ports)).toBe(had);
  });
});
