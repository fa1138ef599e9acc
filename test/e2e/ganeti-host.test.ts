import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plugGuests } from '../../src/lab/guests.js';
import { ping } from '../../src/lab/probe.js';
import { type PlayOutput, TestLab } from '../support/lab.js';

const playbook = 'playbooks/ganeti-host.yaml';
let lab: TestLab;
let first: PlayOutput;
/** What the kernel of the hosts lacks for routed guests; empty where it has all. */
let lacks: string;

beforeAll(async () => {
  lab = await TestLab.start('inventory/lab/ganeti-host.yaml');
  await lab.answers('cn1');
  lacks = await lab.ssh('cn1', 'unshare -n nft add table inet trial 2>&1 || :');
  first = await lab.play(playbook, ...routed());
  await plugGuests(lab.state.directory);
}, 300_000);
afterAll(() => lab.stop());

const routed = (): string[] => (lacks === '' ? [] : ['--skip-tags', 'routed']);

describe('a host of virtual machines', { timeout: 240_000 }, () => {
  it('keeps its management address, on two cards now', async () => {
    expect(first.status, first.text).toBe(0);
    expect(await lab.ssh('cn1', 'ip -br -4 address show scope global | tr -s " "')).toMatch(
      /^bond0 UP 10.0.0.11\/24/,
    );
    expect(await lab.ssh('cn1', 'cat /sys/class/net/bond0/bonding/slaves')).toBe('eno1 eno2');
  });

  it('joins guests of two hosts in a VLAN, also over the second switch', async () => {
    expect(await ping(lab.state, 'mail', '10.92.0.12', { count: 3 })).toBeGreaterThanOrEqual(2);
    await Promise.all(
      ['cn1', 'cn2'].map((host) => lab.ssh(host, 'echo eno2 >/sys/class/net/bond0/bonding/active_slave')),
    );
    // The switches learn where a guest is now from its own frames only: both must send.
    const [there] = await Promise.all([
      ping(lab.state, 'mail', '10.92.0.12', { count: 10 }),
      ping(lab.state, 'files', '10.92.0.11', { count: 10 }),
    ]);
    expect(there).toBeGreaterThanOrEqual(5);
  });

  it('routes for guests with public addresses, or names what its kernel lacks', async () => {
    if (lacks !== '') {
      const { status, text } = await lab.play(playbook, '--limit', 'compute', '--tags', 'routed');
      expect([status, text]).toEqual([2, expect.stringContaining('kernel lacks family inet of nftables')]);
      return;
    }
    expect(await ping(lab.state, 'web', '198.51.100.80', { count: 5 })).toBeGreaterThanOrEqual(3);
    expect(await ping(lab.state, 'shop', '62.217.124.53', { count: 5 })).toBeGreaterThanOrEqual(3);
  });

  it('is left alone by a further run, but for the guests that came', async () => {
    const again = await lab.play(playbook, ...routed());
    expect([again.status, again.changed]).toEqual([
      0,
      [
        'bridges : Make the bridges what they shall be @ cn1',
        'bridges : Make the bridges what they shall be @ cn2',
      ],
    ]);
  });
});
