import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCapture } from '../../src/lab/capture.js';
import { arping, ping } from '../../src/lab/probe.js';
import type { LabState } from '../../src/lab/state.js';
import { type PlayOutput, TestLab } from '../support/lab.js';
import { inside, type RoutedGuest, startGuest } from '../support/routedGuest.js';

const playbook = 'test/e2e/fixtures/routed-gateway-play.yaml';
const network = { prefix: 24, gateway: '10.66.0.1' };
const vm1: RoutedGuest = {
  station: 'vm1',
  tap: 'tap1',
  mac: 'aa:00:00:00:00:11',
  ip4: '10.66.0.11',
  ...network,
};
const vm2: RoutedGuest = {
  station: 'vm2',
  tap: 'tap2',
  mac: 'aa:00:00:00:00:12',
  ip4: '10.66.0.12',
  ...network,
};

let lab: TestLab;
let state: LabState;
let first: PlayOutput;

beforeAll(async () => {
  lab = await TestLab.start('test/e2e/fixtures/routed-network.yaml');
  state = lab.state;
  await startGuest(state, 'cn1', vm1);
  await startGuest(state, 'cn2', vm2);
  first = await lab.play(playbook);
});
afterAll(() => lab.stop());

describe('a host that is the gateway and has guests too', () => {
  it('joins its guests with those of the other hosts', async () => {
    expect(first.text).not.toMatch(/fatal:/);
    expect(first.status).toBe(0);
    expect(await ping(state, 'vm1', vm2.ip4, { count: 2 })).toBeGreaterThan(0);
    expect(await ping(state, 'vm2', vm1.ip4, { count: 2 })).toBeGreaterThan(0);
    for (const guest of ['vm1', 'vm2']) expect(await ping(state, guest, network.gateway)).toBe(1);
  });

  it('hides them behind its own address', async () => {
    const outside = await startCapture(state, 'controller', 'management', 'icmp[icmptype] == icmp-echo');
    for (const guest of ['vm1', 'vm2']) expect(await ping(state, guest, '10.255.0.254')).toBe(1);
    const packets = (await outside.stop()).join('\n');
    expect(packets).toContain('10.255.0.2 > 10.255.0.254');
    expect(packets).not.toContain('10.66.0.');
  });

  it('answers for its guests and the gateway only', async () => {
    for (const address of [vm1.ip4, vm2.ip4, network.gateway])
      expect(await arping(state, 'gw', 'eth1', address), address).toHaveLength(1);
    expect(await arping(state, 'gw', 'eth1', '10.66.0.99')).toEqual([]);
  });

  it('reaches the guests itself when it is asked to', async () => {
    expect(await ping(state, 'cn2', vm2.ip4)).toBe(1);
    expect(await ping(state, 'cn1', vm1.ip4)).toBe(1);
  });

  it('lets guests take other addresses of their network without anti_spoof, and none outside', async () => {
    await inside(state, 'vm1', 'ip addr add 10.66.0.77/24 dev eth0; ip addr add 10.255.0.77/32 dev eth0');
    const from = (address: string) =>
      inside(state, 'vm1', `ping -n -c 1 -W 1 -I ${address} 10.66.0.1 >/dev/null || true`);
    await from('10.66.0.77');
    await from('10.255.0.77');
    const seen = await lab.ssh('cn1', 'nft list chain inet mw_routed from_guest');
    expect(seen).toMatch(/counter packets 1 bytes \d+ drop/);
  });

  it('is taken back whole', async () => {
    expect((await lab.play(playbook)).changes).toBe(0);
    const gone = await lab.play(playbook, '-e', 'routed_network_state=absent');
    expect(gone.status).toBe(0);
    const left = await lab.ssh(
      'cn2',
      'ip addr; ip rule; ip route show table all; nft list ruleset; ls /etc/iproute2/rt_tables.d',
    );
    expect(left).not.toMatch(/10\.66\.0|mw_routed|private_5/);
  });
});
