import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCapture } from '../../src/lab/capture.js';
import { down } from '../../src/lab/down.js';
import { plugGuests } from '../../src/lab/guests.js';
import { startLossCounter } from '../../src/lab/loss.js';
import { arping, ping, tcpConnect } from '../../src/lab/probe.js';
import type { LabState } from '../../src/lab/state.js';
import { up } from '../../src/lab/up.js';
import { ranOn } from '../support/places.js';

const run = promisify(execFile);
const tunnel = (name: string, peer: string) =>
  `ovs-vsctl --may-exist add-br br-ext -- --may-exist add-port br-ext ${name} -- set interface ${name} type=vxlan options:remote_ip=${peer} options:key=100`;

let root: string;
let lab: LabState;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'lab-'));
  ({ state: lab } = await up(resolve('inventory/lab/br-ext.yaml'), { directory: join(root, 'ovs') }));
  ranOn(lab);
});

afterAll(async () => {
  await down(lab.directory);
  await rm(root, { recursive: true, force: true });
});

async function ssh(host: string, command: string): Promise<string> {
  return (await run('ssh', ['-F', join(lab.directory, 'ssh_config'), host, command])).stdout.trim();
}

describe('hosts with Open vSwitch', () => {
  it('leave guests waiting until their bridge exists', async () => {
    expect(await plugGuests(lab.directory)).toEqual({ plugged: [], waiting: ['guest1', 'guest2'] });
  });

  it('carry VXLAN that was set up with plain ovs-vsctl commands over ssh', async () => {
    await ssh('compute1', tunnel('vx0', '192.0.2.12'));
    await ssh('compute2', tunnel('vx0', '192.0.2.11'));
    expect(await plugGuests(lab.directory)).toEqual({ plugged: ['guest1', 'guest2'], waiting: [] });
    const underlay = await startCapture(lab, 'compute2', 'eth1', 'udp port 4789');
    expect(await ping(lab, 'guest1', '172.16.0.12', { count: 3 })).toBeGreaterThanOrEqual(2);
    expect((await underlay.stop()).join('\n')).toContain('vni 100');
    expect(await arping(lab, 'guest1', 'eth0', '172.16.0.12')).toHaveLength(1);
    expect(await arping(lab, 'guest1', 'eth0', '172.16.0.99')).toEqual([]);
  });

  it('plug guests only once', async () => {
    const ports = await ssh('compute1', 'ovs-vsctl list-ports br-ext');
    await plugGuests(lab.directory);
    expect(await ssh('compute1', 'ovs-vsctl list-ports br-ext')).toBe(ports);
  });

  it('pass TCP between guests', async () => {
    expect(await tcpConnect(lab, 'guest1', '172.16.0.12', 9)).toBe('refused');
    await ssh('compute1', 'ovs-vsctl set interface vx0 options:key=101');
    expect(await tcpConnect(lab, 'guest1', '172.16.0.12', 9, 1)).toBe('timeout');
    await ssh('compute1', 'ovs-vsctl set interface vx0 options:key=100');
  });

  it('lose what is sent while the tunnel is wrong, and the counter says how much', async () => {
    const counter = await startLossCounter(lab, { from: 'guest1', to: 'guest2', address: '172.16.0.12' });
    await new Promise((wake) => setTimeout(wake, 500));
    await ssh('compute1', 'ovs-vsctl set interface vx0 options:key=101');
    await new Promise((wake) => setTimeout(wake, 500));
    await ssh('compute1', 'ovs-vsctl set interface vx0 options:key=100');
    await new Promise((wake) => setTimeout(wake, 500));
    const report = await counter.stop();
    expect(report.lost).toBeGreaterThanOrEqual(5);
    expect(report.received).toBeGreaterThanOrEqual(10);
    expect(report.longestGapMs).toBeGreaterThan(300);
  });
});
