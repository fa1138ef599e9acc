import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCapture } from '../../src/lab/capture.js';
import { plugGuests } from '../../src/lab/guests.js';
import { startLossCounter } from '../../src/lab/loss.js';
import { ping, tcpConnect } from '../../src/lab/probe.js';
import { memberCommand } from '../../src/lab/run.js';
import type { LabState } from '../../src/lab/state.js';
import { type PlayOutput, TestLab } from '../support/lab.js';

const playbook = 'playbooks/br-ext.yaml';
/** Files the roles own, with their times, and the numbers Open vSwitch gave the ports. */
const fingerprint =
  'find /etc/network /etc/mw-* /etc/sysctl.d /usr/local -type f | sort | xargs ls -l --time-style=full-iso; ovs-vsctl --columns=name,ofport list interface';

let lab: TestLab;
let state: LabState;
let predicted: PlayOutput;
let first: PlayOutput;

beforeAll(async () => {
  lab = await TestLab.start('inventory/lab/br-ext.yaml');
  state = lab.state;
  predicted = await lab.play(playbook, '--check');
  first = await lab.play(playbook);
  await plugGuests(state.directory);
});
afterAll(() => lab.stop());

describe('playbooks/br-ext.yaml on fresh hosts', () => {
  it('succeeds, and --check has said before what it would change', () => {
    expect(predicted.text).not.toMatch(/fatal:/);
    expect(first.text).not.toMatch(/fatal:/);
    expect([predicted.status, first.status]).toEqual([0, 0]);
    expect(first.changed.length).toBeGreaterThan(10);
    expect(predicted.changed).toEqual(first.changed);
  });

  it('joins the guests, at exactly the planned MTU', async () => {
    expect(await ping(state, 'guest1', '172.16.0.12', { count: 3 })).toBeGreaterThanOrEqual(2);
    expect(await ping(state, 'guest1', '172.16.0.1', { payload: 1422, dontFragment: true })).toBe(1);
    expect(await ping(state, 'guest1', '172.16.0.1', { payload: 1423, dontFragment: true })).toBe(0);
  });

  it('lets guests out under the address of the router', async () => {
    const words = memberCommand(state, 'guest1', [
      'curl',
      '-sS',
      '-m',
      '5',
      'http://203.0.113.80/cgi-bin/client',
    ]);
    expect(execFileSync(words[0]!, words.slice(1), { encoding: 'utf8' })).toContain('203.0.113.1');
  });

  it('keeps the rest shut', async () => {
    expect(await tcpConnect(state, 'guest1', '172.16.0.1', 22, 1)).toBe('timeout');
    expect(await tcpConnect(state, 'web', '203.0.113.1', 22)).toBe('open');
    expect(await tcpConnect(state, 'web', '203.0.113.1', 9999, 1)).toBe('timeout');
  });
});

describe('a second run', () => {
  it('changes nothing: no task, no file time, no port number', async () => {
    const before = await lab.ssh('network', fingerprint);
    const again = await lab.play(playbook);
    expect(again.changed).toEqual([]);
    expect(again.changes).toBe(0);
    expect(await lab.ssh('network', fingerprint)).toBe(before);
  });
});

describe('drift', () => {
  it('is named by --check, repaired by a run, and what others made stays', async () => {
    await lab.ssh('network', 'iptables -D MW-RT-FWD 3; iptables -A FORWARD -p sctp -j DROP');
    await lab.ssh('compute1', 'ovs-vsctl set interface vx-network options:key=999');
    const check = await lab.play(playbook, '--check');
    expect(check.changed).toEqual([
      'br_ext_mesh : Connect the peers @ compute1',
      "router : Compare the kernel's rules with the wanted ones @ network",
    ]);
    const drift = await lab.meshwright('drift', playbook);
    expect(drift.status).toBe(2);
    expect(drift.text).toContain(
      'vxlan vx-network of Open vSwitch is not as declared: interface vx-network options:key=100\n',
    );
    expect(drift.text).not.toContain('sctp');
    expect((await lab.play(playbook)).changed).toEqual(check.changed);
    expect((await lab.play(playbook, '--check')).changed).toEqual([]);
    expect(await lab.ssh('network', 'iptables -S FORWARD')).toContain('-A FORWARD -p sctp -j DROP');
  });
});

describe('the drawing', () => {
  it('shows ports of Open vSwitch with their tunnels, and exactly the lost one red', async () => {
    await lab.ssh('compute2', 'ovs-vsctl del-port vx-network');
    const { status, text } = await lab.meshwright('graph', playbook);
    expect(status).toBe(0);
    const objects = [...text.matchAll(/<g id="([^"]+)" class="object \S+ ([a-z]+)"/g)];
    const ids = objects.map((hit) => hit[1]!);
    expect(ids.toSorted()).toEqual([
      'compute1/bridge/br-ext',
      'compute1/vxlan/vx-network',
      'compute2/bridge/br-ext',
      'compute2/vxlan/vx-network',
      'network/address/br-ext_172.16.0.1/24',
      'network/bridge/br-ext',
      'network/sysctl/net/ipv4/ip_forward',
      'network/vxlan/vx-compute1',
      'network/vxlan/vx-compute2',
    ]);
    expect(objects.filter((hit) => hit[2] !== 'live').map((hit) => hit[1])).toEqual([
      'compute2/vxlan/vx-network',
    ]);
    expect(text.match(/class="tunnel"/g)).toHaveLength(4);
    await lab.play(playbook);
  });
});

describe('a change of the filter', () => {
  it('loses no packet of the guests', async () => {
    const counter = await startLossCounter(state, { from: 'guest1', to: 'guest2', address: '172.16.0.12' });
    const changed = await lab.play(playbook, '-e', '{"router_public_tcp_ports": [22, 9999]}');
    const report = await counter.stop();
    expect(changed.changes).toBeGreaterThan(0);
    expect(report.rate).toBeGreaterThan(10);
    expect(report.lost).toBe(0);
    expect(await tcpConnect(state, 'web', '203.0.113.1', 9999, 1)).toBe('refused');
  });
});

describe('a bad setting', () => {
  it('is refused before anything is changed', async () => {
    const { status, text } = await lab.play(playbook, '-e', '{"router_public_tcp_ports": [80]}');
    expect(status).toBe(2);
    expect(text).toContain('router_public_tcp_ports must hold 22');
    expect(await lab.ssh('network', 'iptables -S MW-RT-IN')).toContain('--dport 22 ');
  });
});

describe('the full topology', () => {
  it('has tunnels between all, and no storm', async () => {
    const { status, text } = await lab.play(playbook, '-e', 'br_ext_mesh_topology=full');
    expect(text).not.toMatch(/fatal:/);
    expect(status).toBe(0);
    expect(await lab.ssh('compute1', 'ovs-vsctl list-ports br-ext | sort | xargs')).toBe(
      'tap-guest1 vx-compute2 vx-network',
    );
    expect(await lab.ssh('compute1', 'ovs-vsctl get port vx-compute2 protected')).toBe('true');
    const underlay = await startCapture(state, 'network', 'eth1', 'udp port 4789');
    await ping(state, 'guest1', '172.16.0.99');
    expect((await underlay.stop()).length).toBeLessThan(50);
  });

  it('goes back to the hub, removing what is no longer meant', async () => {
    await lab.play(playbook);
    expect(await lab.ssh('compute1', 'ovs-vsctl list-ports br-ext | sort | xargs')).toBe(
      'tap-guest1 vx-network',
    );
    expect(await ping(state, 'guest1', '172.16.0.12', { count: 3 })).toBeGreaterThanOrEqual(2);
  });
});

describe('state absent', () => {
  it('removes what the roles made and leaves what others did', async () => {
    const { status } = await lab.play(
      playbook,
      '-e',
      '{"br_ext_mesh_state": "absent", "router_state": "absent"}',
    );
    expect(status).toBe(0);
    expect(await lab.ssh('network', 'ovs-vsctl list-br')).toBe('br-underlay');
    expect(await lab.ssh('compute1', 'ovs-vsctl list-ports br-ext')).toBe('tap-guest1');
    expect(await lab.ssh('network', 'iptables-save; ip6tables-save')).not.toContain('MW-RT');
    expect(await lab.ssh('network', 'iptables -S FORWARD')).toContain('-A FORWARD -p sctp -j DROP');
    const files = await lab.ssh('network', 'find /etc /usr/local -name "*60-mw*" -o -name "mw-router*"');
    expect(files).toBe('');
  });
});
