import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bond, bridge, routed, uplink } from '../../../../test/support/goldenNetwork.js';
import { rendered } from '../../../../test/support/netFiles.js';

describe('files of ifupdown', () => {
  it('make a bond of its members', async () => {
    const { texts } = await rendered('ifupdown', bond, { owner: 'bonding' });
    expect(texts).toEqual({
      '/etc/network/interfaces.d/60-mw-bond0': `auto bond0
iface bond0 inet manual
    bond-slaves eno1 eno2
    bond-mode active-backup
    bond-primary eno1
    bond-miimon 100
    mtu 9000
`,
    });
  });

  it('make a bridge on a VLAN, named after the bridge', async () => {
    const { texts } = await rendered('ifupdown', bridge, { owner: 'bridges' });
    expect(texts).toEqual({
      '/etc/network/interfaces.d/60-mw-vlan992': `auto bond0.992
iface bond0.992 inet manual
    vlan-raw-device bond0
    mtu 9000

auto vlan992
iface vlan992 inet manual
    bridge_ports bond0.992
    bridge_stp off
    bridge_fd 0
    bridge_maxwait 0
    mtu 9000
    post-up echo 0 > /sys/class/net/$IFACE/bridge/multicast_snooping
`,
    });
  });

  it('call a hook where one stands for routes, rules and settings', async () => {
    const hook = {
      dev: 'bond0.993',
      up: '/usr/lib/meshwright/routed-replay up public_993',
      down: '/usr/lib/meshwright/routed-replay down public_993',
    };
    const document = { ...routed, links: [{ ...uplink, mtu: 9000 }] };
    const { texts } = await rendered('ifupdown', document, { owner: 'routed/public_993', hooks: [hook] });
    expect(texts).toEqual({
      '/etc/network/interfaces.d/60-mw-routed-public_993': `auto bond0.993
iface bond0.993 inet manual
    vlan-raw-device bond0
    mtu 9000
    up /usr/lib/meshwright/routed-replay up public_993
    pre-down /usr/lib/meshwright/routed-replay down public_993
`,
    });
  });
});

describe('the real programs', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mw-golden-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('ifquery reads every option of a bond and of a bridge', async () => {
    const texts = await Promise.all(
      [bond, bridge].map(async (document) => (await rendered('ifupdown', document)).texts),
    );
    const file = join(folder, 'interfaces');
    writeFileSync(file, texts.flatMap((each) => Object.values(each)).join('\n'));
    const query = (name: string) =>
      execFileSync('ifquery', ['-i', file, name], { encoding: 'utf8' }).split('\n');
    expect(query('bond0')).toEqual(
      expect.arrayContaining(['bond-slaves: eno1 eno2', 'bond-mode: active-backup']),
    );
    expect(query('bond0.992')).toContain('vlan-raw-device: bond0');
    expect(query('vlan992')).toEqual(
      expect.arrayContaining(['bridge_ports: bond0.992', 'bridge_fd: 0', 'mtu: 9000']),
    );
  });

  it('ifup makes every device of the whole stack, in an order in which each finds what it stands on', async () => {
    const written = await Promise.all([
      rendered('ifupdown', bond, { owner: 'bonding' }),
      rendered('ifupdown', bridge, { owner: 'bridges' }),
      rendered('ifupdown', routed, { owner: 'routed/public_993' }),
    ]);
    const texts = Object.fromEntries(written.flatMap((each) => Object.entries(each.texts)));
    const paths = ['bond0', 'routed-public_993', 'vlan992'].map(
      (name) => `/etc/network/interfaces.d/60-mw-${name}`,
    );
    expect(Object.keys(texts).toSorted()).toEqual(paths);
    const file = join(folder, 'interfaces');
    writeFileSync(file, paths.map((path) => texts[path]).join('\n'));
    const words = ['--no-act', '--all', '--no-scripts', '--no-loopback', '-i', file, '--state-dir', folder];
    const { stderr, status } = spawnSync('ifup', words, { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, expect.not.stringMatching(/ifup:.*(unknown|error|fail)/i)]);
    const raised = [...stderr.matchAll(/^ip link set dev (\S+) up/gm)].map(([, device]) => device);
    expect([...new Set(raised)]).toEqual(['bond0', 'bond0.993', 'bond0.992', 'vlan992']);
    expect(stderr).toContain('ip rule add priority 10000 iif bond0.993 lookup 993 protocol 109');
  });
});

describe('files of networkd', () => {
  it('make a bond', async () => {
    const { texts } = await rendered('networkd', bond, { owner: 'bonding' });
    expect(texts['/etc/systemd/network/10-mw-bond0.netdev']).toBe(`[NetDev]
Name=bond0
Kind=bond
MTUBytes=9000

[Bond]
Mode=active-backup
MIIMonitorSec=100ms
`);
    expect(texts['/etc/systemd/network/10-mw-eno1.network']).toBe(`[Match]
Name=eno1

[Network]
LinkLocalAddressing=no
Bond=bond0
PrimarySlave=yes
`);
    expect(texts['/etc/systemd/network/10-mw-eno2.network']).not.toContain('PrimarySlave');
  });

  it('make a routed VLAN', async () => {
    const { texts } = await rendered('networkd', routed, { owner: 'routed/public_993' });
    expect(texts['/etc/systemd/network/11-mw-bond0.993.netdev']).toBe(`[NetDev]
Name=bond0.993
Kind=vlan

[VLAN]
Id=993
`);
    expect(texts['/etc/systemd/network/20-mw-bond0.993.network']).toBe(`[Match]
Name=bond0.993

[Network]
LinkLocalAddressing=ipv6
IPv4ProxyARP=yes
IPv6ProxyNDP=yes
ConfigureWithoutCarrier=yes

[Route]
Destination=62.217.124.48/29
Table=993
Protocol=109

[Route]
Gateway=62.217.124.49
GatewayOnLink=yes
Table=993
Protocol=109

[RoutingPolicyRule]
IncomingInterface=bond0.993
Table=993
Priority=10000

[RoutingPolicyRule]
IncomingInterface=bond0.993
Type=unreachable
Priority=10500
`);
  });

  it('leave the routes and rules of others alone when networkd restarts', async () => {
    const { texts } = await rendered('networkd', bond);
    expect(texts['/etc/systemd/networkd.conf.d/60-mw.conf']).toBe(`[Network]
ManageForeignRoutes=no
ManageForeignRoutingPolicyRules=no
`);
  });
});
