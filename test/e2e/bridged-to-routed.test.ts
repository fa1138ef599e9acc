import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCapture } from '../../src/lab/capture.js';
import { type LossReport, startLossCounter } from '../../src/lab/loss.js';
import { ping } from '../../src/lab/probe.js';
import type { LabState } from '../../src/lab/state.js';
import { type PlayOutput, TestLab } from '../support/lab.js';
import { inside, type RoutedGuest, startGuest, watchKernel } from '../support/routedGuest.js';

const gateway = '62.217.124.49';
const vm1: RoutedGuest = { station: 'vm1', tap: 'tap1', mac: 'aa:00:00:94:ed:49', ip4: '62.217.124.53' };
// stays in the bridge
const vm2: RoutedGuest = { station: 'vm2', tap: 'tap2', mac: 'aa:00:00:94:ed:50', ip4: '62.217.124.52' };
const guest = { tap: vm1.tap, network: 'public_993', mac: vm1.mac, ip4: vm1.ip4 };
const settings = {
  bridges_manage_packages: false,
  bridges_watch: 0,
  routed_network_manage_packages: false,
  bridged_to_routed_listen: 1,
};

let lab: TestLab;
let state: LabState;

function play(more: object = {}, ...words: string[]): Promise<PlayOutput> {
  return lab.play(
    'playbooks/bridged-to-routed.yaml',
    '-e',
    JSON.stringify({ ...settings, ...more }),
    ...words,
  );
}

async function succeeded(more: object = {}): Promise<PlayOutput> {
  const output = await play(more);
  if (output.status !== 0) throw new Error(output.text);
  return output;
}

const master = async () => (await inside(state, 'cn1', 'ip -o link show tap1')).match(/ master (\S+)/)?.[1];

/** The role of bridges has its own business with ports that came and went. */
const ofTheMove = (task: string) => !task.startsWith('bridges : ');

/** Runs a move while the guest sends 50 packets a second to its gateway, and a machine beyond it to the guest. */
async function counted(move: () => Promise<void>): Promise<LossReport[]> {
  let reports: LossReport[] = [];
  const counters = await Promise.all([
    startLossCounter(state, { from: 'vm1', to: 'gw', address: gateway, rate: 50 }),
    startLossCounter(state, { from: 'beyond', to: 'vm1', address: vm1.ip4, rate: 50 }),
  ]);
  try {
    await move();
  } finally {
    reports = await Promise.all(counters.map((counter) => counter.stop()));
  }
  return reports;
}

/** What of a broadcast arrives at the other member. */
async function broadcastArrives(from: string, to: string, link: string): Promise<boolean> {
  const capture = await startCapture(state, to, link, 'udp port 7008');
  await inside(
    state,
    from,
    `python3 -c 'import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1); s.sendto(b"x", ("62.217.124.55", 7008))'; sleep 0.3`,
  );
  return (await capture.stop()).length > 0;
}

beforeAll(async () => {
  lab = await TestLab.start('test/e2e/fixtures/routed-network.yaml');
  state = lab.state;
  await inside(state, 'gw', 'sysctl -qw net.ipv4.ip_forward=1');
  await startGuest(state, 'cn1', vm1);
  await startGuest(state, 'cn1', vm2);
  // the guest of another host: this makes the bridge alone
  await succeeded({ guest: { ...guest, host: 'cn2' } });
  await inside(state, 'cn1', 'ip link set tap1 master br993; ip link set tap2 master br993');
  expect(await ping(state, 'vm1', gateway, { count: 2 })).toBeGreaterThan(0);
});
afterAll(() => lab.stop());

describe('a guest that cannot be moved', () => {
  const refused = async (more: object): Promise<string> => {
    const { status, text } = await play(more);
    expect(status, text).toBe(2);
    expect(await master()).toBe('br993');
    expect(text).not.toContain('TASK [Prepare the network');
    return text;
  };

  it('is named with everything that is wrong with its variables', async () => {
    const text = await refused({
      guest: { ...guest, ip4: '62.217.124.99', network: 'publik_993' },
      bridged_to_routed_from_bridge: 'br 993',
    });
    expect(text).toContain('guest.network: publik_993 is none of routed_networks');
    expect(text).toContain('bridged_to_routed_from_bridge: "br 993" is no device\'s name');
  });

  it('is not behind the tap, or not in the bridge', async () => {
    expect(await refused({ bridged_to_routed_from_bridge: 'br0' })).toContain(
      'br0 is no bridge of this host',
    );
    expect(await refused({ guest: { ...guest, tap: 'tap7' } })).toContain('there is no device tap7');
    const text = await refused({ guest: { ...guest, tap: 'tap2' } });
    expect(text).toContain(`the guest ${vm1.mac} is not behind tap2: br993 saw it on tap1`);
    expect(text).toContain(`${vm2.mac} is behind tap2 too`);
    expect(await refused({ guest: { ...guest, ip4: vm2.ip4 } })).toMatch(
      /62\.217\.124\.52 does not answer ARP on br993 with aa:00:00:94:ed:49/,
    );
  });

  it('needs the segment', async () => {
    await inside(
      state,
      'vm1',
      'ip link set eth0 down; ip link set eth0 up; ip route add default via 62.217.124.49',
    );
    const speak = inside(
      state,
      'vm1',
      `python3 -c 'import socket, time; s = socket.socket(socket.AF_INET, socket.SOCK_RAW, 112)
for n in range(150): s.sendto(b"x" * 20, ("224.0.0.18", 0)); time.sleep(0.1)'`,
    );
    expect(await refused({})).toContain('the guest speaks VRRP or CARP, which needs the segment');
    await speak;
  });
});

describe('a guest that becomes routed', () => {
  let moved: PlayOutput;
  let reports: LossReport[];
  let bystander: LossReport;
  beforeAll(async () => {
    expect(await broadcastArrives('probe', 'vm1', 'eth0')).toBe(true);
    expect(await broadcastArrives('vm1', 'probe', 'eth0')).toBe(true);
    const other = await startLossCounter(state, { from: 'vm2', to: 'gw', address: gateway, port: 7009 });
    reports = await counted(async () => {
      moved = await succeeded();
    });
    bystander = await other.stop();
  });

  it('costs the other guest of the bridge no packet', () => {
    expect(bystander.rate).toBeGreaterThan(10);
    expect(bystander.lost).toBe(0);
  });

  it('is silent for a moment at most', () => {
    for (const report of reports) {
      expect(report.rate).toBeGreaterThan(25);
      expect(report.longestGapMs).toBeLessThanOrEqual(2000);
      expect(report.lost).toBeLessThanOrEqual(100);
    }
    expect(moved.text).toMatch(/gw heard nothing of 62\.217\.124\.53 for \d+ ms at most/);
  });

  it('talks to everybody, but shares no segment any more', async () => {
    expect(await master()).toBeUndefined();
    for (const address of [gateway, '198.51.100.80', vm2.ip4]) {
      await inside(state, 'vm1', `ip neigh flush ${address}`);
      expect(await ping(state, 'vm1', address, { count: 2 }), address).toBeGreaterThan(0);
    }
    expect(await ping(state, 'probe', vm1.ip4, { count: 2 })).toBeGreaterThan(0);
    expect(await broadcastArrives('probe', 'vm1', 'eth0')).toBe(false);
    expect(await broadcastArrives('vm1', 'probe', 'eth0')).toBe(false);
    expect(await inside(state, 'cn1', 'bridge fdb show')).not.toContain(vm1.mac);
  });

  it('stays as it is in a second run', async () => {
    const again = await succeeded();
    expect(again.changed.filter(ofTheMove)).toEqual([]);
    const files =
      'find /etc /usr/lib/meshwright /var/lib/meshwright -newer /etc/hostname -type f | sort | xargs ls -lin --time-style=full-iso; ip -o link | sed "s/ qdisc.*//"; nft -a list ruleset';
    const had = await lab.ssh('cn1', files);
    const kernel = await watchKernel(state, 'cn1');
    expect((await succeeded()).changed).toEqual([]);
    expect(await kernel.stop()).toBe('');
    expect(await lab.ssh('cn1', files)).toBe(had);
  });
});

describe('a guest that goes back', () => {
  it('is silent for a moment at most, and shares the segment again', async () => {
    const bridged = { bridged_to_routed_direction: 'bridged' };
    const reports = await counted(async () => void (await succeeded(bridged)));
    for (const report of reports) expect(report.longestGapMs).toBeLessThanOrEqual(2000);
    expect(await master()).toBe('br993');
    expect(await ping(state, 'vm1', gateway, { count: 3 })).toBe(3);
    expect(await broadcastArrives('probe', 'vm1', 'eth0')).toBe(true);
    expect(await inside(state, 'cn1', 'ip route show table 993; nft list ruleset')).not.toMatch(
      /tap1|124\.53/,
    );
    expect((await succeeded(bridged)).changed.filter(ofTheMove)).toEqual([]);
  });
});

describe('a move that fails half-way', () => {
  it('ends in the bridge, with the cause', async () => {
    const tools = (script: string) =>
      lab.ssh(
        'cn1',
        `mkdir -p /tmp/real; for tool in arping busybox; do if path=$(command -v $tool); then ${script}; fi; done`,
      );
    await tools(`cp $path /tmp/real
printf '#!/bin/sh\\ncase $* in *" -U "*|*" -A "*|"-U "*|"-A "*) exit 1 ;; esac\\nexec /tmp/real/%s "$@"\\n' $tool >/tmp/$tool
chmod 755 /tmp/$tool; mount --bind /tmp/$tool $path`);
    const failed = await play();
    await tools('umount $path');
    expect(failed.status, failed.text).toBe(2);
    expect(failed.text).toMatch(/was not announced on [\s\S]*; tap1 is back in br993/);
    expect(await master()).toBe('br993');
    expect(await ping(state, 'vm1', gateway, { count: 5 })).toBeGreaterThan(0);
  });
});
