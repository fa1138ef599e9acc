import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PlayOutput, TestLab } from '../support/lab.js';

const playbook = 'test/e2e/fixtures/net-files/bond.yml';
const bootNetworkd = `set -- bond0.993\n${readFileSync('test/e2e/fixtures/net-files/networkd.sh', 'utf8')}`;

let lab: TestLab;
let check: PlayOutput;

beforeAll(async () => {
  lab = await TestLab.start('test/e2e/fixtures/net-files-full.yaml');
  const written = await lab.play(playbook, '--tags', 'files');
  expect(written.changes).toBe(2);
  await Promise.all([lab.ssh('ifupdown', 'ifup -a 2>&1'), lab.ssh('networkd', bootNetworkd)]);
  check = await lab.play(playbook, '--tags', 'state', '--check');
}, 240_000);
afterAll(() => lab.stop());

describe('a bond, VLANs on it and a bridge, made at boot from files alone', () => {
  it('are all that net_state wants', () => {
    expect(check.text).toContain('"msg": "differs: []"');
    expect(check.changed).toEqual([]);
    expect(check.status).toBe(0);
  });

  it.each(['ifupdown', 'networkd'])('are what the kernel shows on the host of %s', async (host) => {
    const bonding = await lab.ssh(host, 'cat /proc/net/bonding/bond0');
    expect(bonding).toMatch(/Bonding Mode: fault-tolerance \(active-backup\)\nPrimary Slave: w1 /);
    expect(bonding.match(/^Slave Interface: .*/gm)).toHaveLength(2);
    expect(await lab.ssh(host, 'ip -d link show bond0.992')).toMatch(/mtu 1600 .*master vlan992/);
    expect(await lab.ssh(host, 'ip rule')).toContain('from all iif bond0.993 lookup 993');
  });
});
