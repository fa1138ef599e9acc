import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { arping, ping } from '../../src/lab/probe.js';
import type { LabState } from '../../src/lab/state.js';
import { TestLab } from '../support/lab.js';
import { inside, type RoutedGuest, startGateway, startGuest } from '../support/routedGuest.js';

const playbook = 'playbooks/routed-network.yaml';
const nobody = '62.217.124.54';
const guests: readonly RoutedGuest[] = [
  { station: 'vm1', tap: 'tap1', mac: 'aa:00:00:94:ed:49', ip4: '62.217.124.53', ip6: '2001:db8:993::53' },
  { station: 'vm2', tap: 'tap2', mac: 'aa:00:00:94:ed:50', ip4: '62.217.124.52' },
];

let lab: TestLab;
let state: LabState;

async function run(...words: string[]): Promise<{ status: number; text: string }> {
  return lab.play(playbook, '-e', JSON.stringify({ routed_network_manage_packages: false }), ...words);
}

/** What the role's own checks say: nothing, or a sentence for each failure. */
async function verify(): Promise<string> {
  const { status, text } = await lab.meshwright('verify', playbook);
  expect(status).toBe(/stale|redundant|open|answers|announced|extra|declared/.test(text) ? 2 : 0);
  return text;
}

beforeAll(async () => {
  lab = await TestLab.start('test/e2e/fixtures/routed-network.yaml');
  state = lab.state;
  await startGateway(state);
  for (const guest of guests) await startGuest(state, 'cn1', guest);
  const first = await run();
  if (first.status !== 0) throw new Error(first.text);
});
afterAll(() => lab.stop());

describe('wrong variables', () => {
  it('are all reported at once, before a host is contacted', async () => {
    const network = { name: 'public', table: 254, uplink: 'bond0.993', subnet4: '62.217.124.48/29' };
    const { status, text } = await run(
      '-e',
      JSON.stringify({
        vlans: [{ parent: 'bond0', id: 992 }],
        routed_networks: [{ ...network, gateway4: '62.217.124.1', arp_ip: '62.217.124.50' }],
        guests: [
          { tap: 'tap1', network: 'public', host: 'cn1', ip4: '62.217.124.50', mac: '2:0:0:0:0:1' },
          { tap: 'tap1', network: 'publik', host: 'cn1', ip4: '62.217.124.51', mac: '02:00:00:00:00:01' },
        ],
      }),
    );
    expect(status).toBe(2);
    for (const sentence of [
      'routed_networks[0].table: 254 is the kernel',
      'routed_networks[0].uplink: bond0.993 is none of this host',
      'role vlans makes it',
      'routed_networks[0].gateway4: 62.217.124.1 is not inside 62.217.124.48/29',
      'guests[0].ip4: 62.217.124.50 is the arp_ip of routed_networks[0]',
      'guests[1].tap: tap tap1 is taken by guests[0].tap',
      'guests[1].mac: MAC address 02:00:00:00:00:01 is taken by guests[0].mac',
      'guests[1].network: publik is none of routed_networks',
      'did you mean',
    ])
      expect(text).toContain(sentence);
    expect(text).not.toContain('Make the networks');
  });
});

describe('the checks', () => {
  it('pass on healthy hosts', async () => {
    expect(await verify()).not.toMatch(/stale|redundant/);
  });

  it('name a proxy entry that was left behind, and both hosts that answer', async () => {
    await inside(state, 'cn2', 'ip -6 neigh add proxy 2001:db8:993::53 dev vlan993');
    expect(await verify()).toContain(
      'stale proxy entry: cn2 answers for 2001:db8:993::53 on vlan993, which is none of its guests, and so does cn1',
    );
    await inside(state, 'cn2', 'ip -6 neigh del proxy 2001:db8:993::53 dev vlan993');
  });

  it('name a neighbour that was not told where a guest is', async () => {
    await inside(
      state,
      'gw',
      'ip neigh replace 62.217.124.53 lladdr 02:00:00:00:00:99 dev eth1 nud permanent',
    );
    expect(await verify()).toMatch(
      /not announced: gw sends to 62\.217\.124\.53 at 02:00:00:00:00:99, not at/,
    );
    await inside(state, 'gw', 'ip neigh del 62.217.124.53 dev eth1');
  });

  it('name filter rules that are redundant, and those whose tap is gone', async () => {
    await inside(
      state,
      'cn1',
      'iptables -A FORWARD -i tap1 -s 10.0.0.0/8 -j DROP; iptables -A FORWARD -o tap7 -j DROP; ip rule add iif tap8 lookup 993 pref 20000',
    );
    const said = await verify();
    expect(said).toMatch(/redundant rule: "iptables -A FORWARD .*-i tap1/);
    expect(said).toMatch(/stale rule: "iptables -A FORWARD -o tap7 .*the next guest of that tap inherits it/);
    expect(said).toMatch(
      /stale rule: "iprule 20000 from all iif tap8 \[detached\] lookup .*" names tap8, which is gone/,
    );
    await inside(state, 'cn1', 'iptables -F FORWARD; ip rule del pref 20000');
    // one of the role's own rules is part of what is declared
    await inside(state, 'cn1', 'nft flush chain inet mw_routed from_guest');
    expect(await verify()).toContain('replace nft table inet mw_routed');
    expect((await run()).status).toBe(0);
  });

  it('name a host that answers for the whole subnet', async () => {
    // source validation on a device without an address is one more lock
    await inside(
      state,
      'cn1',
      `sysctl -qw net.ipv4.conf.vlan993.rp_filter=0
ip route del unreachable default metric 4278198272 table 993
for selector in "iif vlan993" "from 62.217.124.48/29"; do ip rule del priority 10500 $selector unreachable; done
ip link set vlan993 down; ip link set vlan993 up; ip route show default`,
    );
    const deadline = Date.now() + 10_000;
    while ((await arping(state, 'gw', 'eth1', nobody)).length === 0)
      expect(Date.now()).toBeLessThan(deadline);
    const said = await verify();
    expect(said).toContain(`packets from vlan993 to ${nobody}, which nobody has, would leave by eth0`);
    expect(said).toMatch(
      /somebody answers ARP for 62\.217\.124\.54, which nobody has: gw got .* \(this host\)/,
    );
    expect((await run()).status).toBe(0);
    expect(await arping(state, 'gw', 'eth1', nobody)).toEqual([]);
    expect(await verify()).not.toContain('nobody has');
  });

  it('name a second router between the gateway and a guest', async () => {
    // the gateway takes the way round by the other host
    await inside(
      state,
      'gw',
      'ip route add 62.217.124.53/32 via 10.255.0.2; sysctl -qw net.ipv4.conf.all.accept_redirects=0 net.ipv4.conf.eth0.accept_redirects=0',
    );
    await inside(
      state,
      'cn2',
      `ip route add 62.217.124.53/32 via 10.255.0.1; sysctl -qw net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.eth0.send_redirects=0`,
    );
    await inside(state, 'cn1', 'ip route add 62.217.124.53/32 dev tap1');
    expect(await ping(state, 'gw', '62.217.124.53')).toBe(1);
    expect(await verify()).toContain(
      'extra hop: more than one router stands between gw and the guest 62.217.124.53',
    );
    await inside(state, 'gw', 'ip route del 62.217.124.53/32');
    await inside(state, 'cn2', 'ip route del 62.217.124.53/32');
    await inside(state, 'cn1', 'ip route del 62.217.124.53/32 dev tap1');
    expect(await verify()).not.toContain('extra hop');
  });
});

describe('an announcement that does not leave', () => {
  it('fails the run, and is made by the next one', async () => {
    await inside(state, 'cn1', 'ip route del 62.217.124.53/32 dev tap1 table 993');
    const broken = '/tmp/no-arping';
    await lab.ssh(
      'cn1',
      `printf '#!/bin/sh\\ncase $* in *--help*) exit 0 ;; esac\\nexit 1\\n' >${broken}; chmod 755 ${broken}
for tool in arping busybox; do if command -v $tool >/dev/null; then mount --bind ${broken} $(command -v $tool); fi; done`,
    );
    const failed = await run();
    await lab.ssh('cn1', 'for tool in arping busybox; do umount $(command -v $tool) 2>/dev/null; done; true');
    expect(failed.status).toBe(2);
    expect(failed.text).toMatch(
      /62\.217\.124\.53 was not announced on vlan993.*their neighbours still send to where they were/s,
    );
    await inside(state, 'gw', 'ip neigh replace 62.217.124.53 lladdr 02:00:00:00:00:99 dev eth1 nud stale');
    expect((await run()).status).toBe(0);
    expect(await lab.ssh('gw', 'ip neigh show 62.217.124.53')).not.toContain('02:00:00:00:00:99');
  });
});
