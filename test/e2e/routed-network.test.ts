import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCapture } from '../../src/lab/capture.js';
import { startLossCounter } from '../../src/lab/loss.js';
import { arping, ping } from '../../src/lab/probe.js';
import type { LabState } from '../../src/lab/state.js';
import { type PlayOutput, TestLab } from '../support/lab.js';
import {
  inside,
  type RoutedGuest,
  startGateway,
  startGuest,
  stopGuest,
  watchKernel,
} from '../support/routedGuest.js';

const playbook = 'playbooks/routed-network.yaml';
const subnet = '62.217.124.48/29';
const [gateway, unused, nobody] = ['62.217.124.49', '62.217.124.50', '62.217.124.54'];
const vm1: RoutedGuest = {
  station: 'vm1',
  tap: 'tap1',
  mac: 'aa:00:00:94:ed:49',
  ip4: '62.217.124.53',
  ip6: '2001:db8:993::53',
};
// its IPv6 address follows from its MAC address
const vm2: RoutedGuest = {
  station: 'vm2',
  tap: 'tap2',
  mac: 'aa:00:00:94:ed:50',
  ip4: '62.217.124.52',
  ip6: '2001:db8:993:0:a800:ff:fe94:ed50',
};
const stranger: RoutedGuest = { ...vm1, station: 'vm3', mac: 'aa:00:00:94:ed:99' };

const snapshot = `ip -N rule; ip -N -6 rule; ip -N route show table all | grep -v fe80 | sort
ip neigh show proxy; nft list ruleset; grep -r . /proc/sys/net/ipv4/conf /proc/sys/net/ipv6/conf /proc/sys/net/ipv4/neigh 2>/dev/null | grep -v /tap | sort
find /etc /usr/lib/meshwright -newer /etc/hostname -type f 2>/dev/null | sort`;
const fingerprint = `ip -N rule; ip route show table 993; nft -a list ruleset; ip -o link; find /etc/meshwright /etc/iproute2 /usr/lib/meshwright /var/lib/meshwright -type f | sort | xargs ls -l --time-style=full-iso`;

let lab: TestLab;
let state: LabState;
let before: string;
let predicted: PlayOutput;
let first: PlayOutput;

const settings = { routed_network_manage_packages: false, routed_network_verify: false };

async function play(more: object = {}, ...words: string[]): Promise<PlayOutput> {
  const output = await lab.play(playbook, '--diff', '-e', JSON.stringify({ ...settings, ...more }), ...words);
  if (output.status !== 0) throw new Error(output.text);
  return output;
}

function operations(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => /^(add|set|remove|change|replace|keep|create|release) /.test(line));
}

function guests(...entries: readonly (RoutedGuest & { host: string })[]): object {
  return {
    guests: entries.map(({ host, tap, mac, ip4, ip6 }) => ({
      host,
      tap,
      mac,
      ip4,
      ip6,
      network: 'public_993',
    })),
  };
}

beforeAll(async () => {
  lab = await TestLab.start('test/e2e/fixtures/routed-network.yaml');
  state = lab.state;
  await startGateway(state);
  // strict source validation, as many hosts have it
  for (const host of ['cn1', 'cn2']) await inside(state, host, 'sysctl -qw net.ipv4.conf.all.rp_filter=1');
  await startGuest(state, 'cn1', vm1);
  await startGuest(state, 'cn1', vm2);
  before = await lab.ssh('cn2', snapshot);
  predicted = await play({}, '--check');
  first = await play();
});
afterAll(() => lab.stop());

describe('a first run', () => {
  it('does what --check has said, operation for operation', () => {
    expect(operations(first.text).length).toBeGreaterThan(50);
    expect(operations(predicted.text).sort()).toEqual(operations(first.text).sort());
  });

  it('brings packets to guests and back, though the main table knows nothing of the network', async () => {
    expect(await lab.ssh('cn1', `ip route show root ${subnet}; ip rule | wc -l`)).toBe('7');
    expect(await ping(state, 'vm1', '198.51.100.80', { count: 2 })).toBe(2);
    expect(await ping(state, 'beyond', vm1.ip4, { count: 2 })).toBe(2);
    expect(await ping(state, 'gw', vm2.ip4)).toBe(1);
    expect(await ping(state, 'vm1', vm2.ip4)).toBe(1);
    expect(await ping(state, 'vm1', '62.217.124.51')).toBe(1);
    for (const guest of ['vm1', 'vm2']) expect(await ping(state, guest, '2001:db8:993::1')).toBe(1);
    expect(await ping(state, 'gw', vm2.ip6!)).toBe(1);
    expect(await ping(state, 'vm1', vm2.ip6!)).toBe(1);
  });

  it('never asks under an address of the host', async () => {
    const segment = await startCapture(state, 'gw', 'eth1', 'arp');
    const wire = await startCapture(state, 'vm1', 'eth0', 'arp');
    await inside(state, 'cn1', 'ip neigh flush dev vlan993; ip neigh flush dev tap1');
    await ping(state, 'vm1', '198.51.100.80');
    await ping(state, 'beyond', vm1.ip4);
    const [asked, heard] = [(await segment.stop()).join('\n'), (await wire.stop()).join('\n')];
    expect(asked).toContain(`who-has ${gateway} tell ${nobody}`);
    expect(heard).toContain(`who-has ${vm1.ip4} tell ${gateway}`);
    expect(asked + heard).not.toContain('10.255.0.');
  });

  it('answers for its guests and for nobody else', async () => {
    expect(await arping(state, 'gw', 'eth1', vm1.ip4)).toHaveLength(1);
    for (const address of [unused, nobody, '10.255.0.1'])
      expect(await arping(state, 'gw', 'eth1', address), address).toEqual([]);
  });

  it('drops what a guest sends under addresses of others', async () => {
    await inside(
      state,
      'vm1',
      `ip addr add ${unused}/29 dev eth0; ip -6 addr add 2001:db8:993::66/128 dev eth0 nodad`,
    );
    const beyondHost = await startCapture(state, 'gw', 'eth1', `host ${unused} or host 2001:db8:993::66`);
    const host = await startCapture(state, 'cn1', 'eth0', 'net 62.217.124.48/29');
    const from = (address: string, to: string) =>
      inside(state, 'vm1', `ping -n -c 2 -i 0.2 -W 1 -I ${address} ${to} || true`);
    expect(await from(unused, gateway)).toContain(' 0 received');
    expect(await from(unused, '10.255.0.1')).toContain(' 0 received');
    expect(await from('2001:db8:993::66', '2001:db8:993::1')).toContain(' 0 received');
    // its own address under another card's
    await inside(state, 'vm1', 'ip link set eth0 address aa:00:00:94:ed:98');
    expect(await from(vm1.ip4, gateway)).toContain(' 0 received');
    await inside(
      state,
      'vm1',
      `ip link set eth0 address ${vm1.mac}; ip addr del ${unused}/29 dev eth0; ip -6 addr del 2001:db8:993::66/128 dev eth0`,
    );
    expect((await beyondHost.stop()).filter((line) => !line.includes('ARP'))).toEqual([]);
    expect(await host.stop()).toEqual([]);
    expect(await ping(state, 'vm1', gateway, { count: 3 })).toBeGreaterThan(0);
  });
});

describe('a second run', () => {
  it('changes nothing, and the kernel has nothing to tell', async () => {
    const seen = await lab.ssh('cn1', fingerprint);
    const kernel = await watchKernel(state, 'cn1');
    const again = await play();
    expect(await kernel.stop()).toBe('');
    expect(again.changes).toBe(0);
    expect(operations(again.text)).toEqual([]);
    expect(await lab.ssh('cn1', fingerprint)).toBe(seen);
  });
});

describe('drift', () => {
  it('is named by --check and repaired; what others made stays', async () => {
    await inside(
      state,
      'cn1',
      `ip rule del priority 10500 iif vlan993 unreachable; ip route add 192.0.2.0/24 dev vlan993 table 993; ip rule add priority 10100 iif eth0 lookup 500`,
    );
    const check = await play({}, '--check');
    expect(operations(check.text)).toEqual(['add rule priority 10500 iif vlan993 unreachable']);
    expect(operations((await play()).text)).toEqual(operations(check.text));
    expect(await lab.ssh('cn1', 'ip route show table 993; ip rule')).toMatch(
      /192\.0\.2\.0\/24[\s\S]*iif eth0 lookup 500/,
    );
    await inside(state, 'cn1', 'ip route del 192.0.2.0/24 table 993; ip rule del priority 10100');
  });
});

describe('a link of the segment that goes down and comes back', () => {
  it('leaves the host closed until somebody replays', async () => {
    await inside(
      state,
      'cn1',
      'ip route add default via 10.255.0.254 2>/dev/null || true; ip link set vlan993 down; ip link set vlan993 up',
    );
    expect(await lab.ssh('cn1', `ip route show table 993 ${subnet}`)).toBe('');
    expect(await lab.ssh('cn1', 'ip route show table 993; ip -6 route show table 993')).toMatch(
      /unreachable default [\s\S]*unreachable default /,
    );
    const until = Date.now() + 10_000;
    while (Date.now() < until) {
      expect(await arping(state, 'gw', 'eth1', unused)).toEqual([]);
      expect(await arping(state, 'gw', 'eth1', '8.8.8.8')).toEqual([]);
    }
    expect(await ping(state, 'vm1', '10.255.0.1', { wait: 1 })).toBeLessThanOrEqual(1);
    await lab.ssh('cn1', '/usr/lib/meshwright/routed-replay all');
    expect(await ping(state, 'vm1', '198.51.100.80', { count: 2 })).toBeGreaterThan(0);
    expect(await ping(state, 'vm1', '2001:db8:993::1', { count: 2 })).toBeGreaterThan(0);
    expect(operations((await play({}, '--check')).text)).toEqual([]);
  });
});

describe('guests that come and go', () => {
  it('lose the others no packet', async () => {
    const counter = await startLossCounter(state, { from: 'beyond', to: 'vm1', address: vm1.ip4, rate: 50 });
    const removed = await play(guests({ ...vm1, host: 'cn1' }));
    expect(operations(removed.text).filter((line) => / (tap1|2001:db8:993::53)/.test(line))).toEqual([]);
    expect(await lab.ssh('cn1', 'ip route show table 993; ip -6 neigh show proxy')).not.toMatch(
      /tap2|fe94:ed50/,
    );
    const added = await play(guests({ ...vm1, host: 'cn1' }, { ...vm2, host: 'cn1' }));
    const report = await counter.stop();
    expect(operations(added.text).length).toBeGreaterThan(5);
    expect(report.rate).toBeGreaterThan(25);
    expect(report.lost).toBe(0);
    expect(await ping(state, 'vm2', '198.51.100.80', { count: 2 })).toBeGreaterThan(0);
  });

  it('are served by the host itself, when Ganeti says who they are', async () => {
    await play({ routed_network_hooks: 'ganeti' });
    await stopGuest(state, 'cn1', vm1);
    await startGuest(state, 'cn1', vm1);
    const card = (mac: string) => `INTERFACE=tap1 MAC=${mac} MODE=routed LINK=993 /etc/ganeti`;
    await lab.ssh('cn1', `${card(stranger.mac)}/kvm-ifup-custom 2>&1`);
    expect(await ping(state, 'vm1', gateway)).toBe(0);
    await lab.ssh('cn1', `${card(vm1.mac.toUpperCase())}/kvm-ifup-custom`);
    expect(await ping(state, 'vm1', '198.51.100.80', { count: 2 })).toBeGreaterThan(0);
    await lab.ssh('cn1', `${card(vm1.mac)}/kvm-ifdown-custom`);
    expect(await lab.ssh('cn1', 'ip route show table 993; ip -6 neigh show proxy')).not.toMatch(
      /62\.217\.124\.53|993::53/,
    );
  });

  it('are served by the host itself, when libvirt says who they are', async () => {
    await play({ routed_network_hooks: 'libvirt' });
    expect(await lab.ssh('cn1', 'ls /etc/ganeti')).toBe('');
    await stopGuest(state, 'cn1', vm1);
    await startGuest(state, 'cn1', vm1);
    await new Promise((wake) => setTimeout(wake, 500));
    // a random address of the tap tells nothing
    expect(await ping(state, 'vm1', gateway)).toBe(0);
    const domain = `<domain><devices><interface type='ethernet'><mac address='${vm1.mac}'/><target dev='tap1' managed='no'/></interface></devices></domain>`;
    await lab.ssh(
      'cn1',
      `echo "${domain}" | /etc/libvirt/hooks/qemu.d/50-meshwright-routed vm1 started begin -`,
    );
    expect(await ping(state, 'vm1', '198.51.100.80', { count: 2 })).toBeGreaterThan(0);
    expect(await ping(state, 'gw', vm1.ip6!, { count: 2 })).toBeGreaterThan(0);
  });

  it('are served within two seconds when the tap itself tells', async () => {
    await stopGuest(state, 'cn1', vm1);
    const started = Date.now();
    await startGuest(state, 'cn1', vm1, `fe${vm1.mac.slice(2)}`);
    while ((await ping(state, 'vm1', '198.51.100.80')) === 0) expect(Date.now() - started).toBeLessThan(5000);
    expect(Date.now() - started).toBeLessThan(2000);
    while ((await ping(state, 'vm1', '2001:db8:993::1')) === 0)
      expect(Date.now() - started).toBeLessThan(5000);
    expect(operations((await play({ routed_network_hooks: 'libvirt' }, '--check')).text)).toEqual([]);
  });

  it('wait until a playbook run has made its changes, and it learns of them', async () => {
    const lines = await lab.ssh(
      'cn1',
      `cd /var/lib/meshwright/ledger && before=$(cat own-changes)
      flock work sh -c 'echo locked; : >/tmp/locked; sleep 1; echo done' &
      until [ -e /tmp/locked ]; do sleep 0.1; done
      /usr/lib/meshwright/routed-replay up tap1 && echo served; wait
      [ "$(cat own-changes)" -gt "$before" ] && echo counted; wc -c <work`,
    );
    expect(lines.split('\n')).toEqual(['locked', 'done', 'served', 'counted', '0']);
  });

  it('inherit nothing from the guest that had their tap before', async () => {
    await stopGuest(state, 'cn1', vm1);
    await startGuest(state, 'cn1', stranger, `fe${stranger.mac.slice(2)}`);
    await new Promise((wake) => setTimeout(wake, 500));
    expect(
      await lab.ssh(
        'cn1',
        'ip route show table 993; ip -6 neigh show proxy; cat /proc/sys/net/ipv4/conf/tap1/proxy_arp',
      ),
    ).not.toMatch(/tap1|993::53|^1$/m);
    expect(await ping(state, 'vm3', gateway)).toBe(0);
    expect(await arping(state, 'gw', 'eth1', vm1.ip4)).toEqual([]);
    // and not even by a playbook that still names the old guest
    await play({ routed_network_hooks: 'libvirt' });
    expect(await ping(state, 'vm3', gateway)).toBe(0);
    await stopGuest(state, 'cn1', stranger);
    await startGuest(state, 'cn1', vm1, `fe${vm1.mac.slice(2)}`);
    await play({ routed_network_hooks: 'libvirt' });
  });

  it('move to another host, which their neighbours learn within a second', async () => {
    await ping(state, 'gw', vm1.ip4);
    await stopGuest(state, 'cn1', vm1);
    await startGuest(state, 'cn2', { ...vm1, tap: 'tap9' });
    await play({
      ...guests({ ...vm1, host: 'cn2', tap: 'tap9' }, { ...vm2, host: 'cn1' }),
      routed_network_hooks: 'libvirt',
    });
    const mac = (await inside(state, 'cn2', 'ip -o link show vlan993')).match(/link\/ether (\S+)/)![1]!;
    expect(await lab.ssh('gw', `ip neigh show ${vm1.ip4}`)).toContain(mac);
    expect(await ping(state, 'beyond', vm1.ip4, { count: 2 })).toBe(2);
    expect(await ping(state, 'gw', vm1.ip6!, { count: 2 })).toBeGreaterThan(0);
    expect(
      await lab.ssh(
        'cn1',
        'ip rule; ip route show table 993; ip -6 neigh show proxy; nft list ruleset; cat /etc/meshwright/routed/*',
      ),
    ).not.toMatch(/tap1\b|62\.217\.124\.53|993::53|detached/);
  });
});

describe('state absent', () => {
  it('leaves the host as it was before the first run', async () => {
    await stopGuest(state, 'cn2', { ...vm1, tap: 'tap9' });
    await inside(state, 'cn2', 'ip route add 192.0.2.0/24 dev eth0 proto 109 table 993');
    await play({ routed_network_state: 'absent' });
    expect(await lab.ssh('cn2', 'ip route show table 993')).toContain('192.0.2.0/24');
    await inside(state, 'cn2', 'ip route del 192.0.2.0/24 table 993');
    expect(await lab.ssh('cn2', snapshot)).toBe(before);
  });
});
