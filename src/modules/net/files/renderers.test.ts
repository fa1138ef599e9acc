import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { type PlainDocument, rendered } from '../../../../test/support/netFiles.js';
import type { Renderer } from '../../../net/render/file.js';

const interfaces = (name: string): string => `/etc/network/interfaces.d/60-mw-${name}`;
const network = (name: string): string => `/etc/systemd/network/${name}`;

describe('ifupdown', () => {
  it.each([
    [
      'a VLAN whose name says nothing is made by a command',
      { name: 'adm', type: 'vlan', parent: 'eth0', options: { id: 5 } },
      'pre-up [ -e /sys/class/net/$IFACE ] || ip link add link eth0 name adm type vlan id 5',
    ],
    [
      'one of another protocol takes the place of what ifupdown makes of its name',
      { name: 'eth0.5', type: 'vlan', parent: 'eth0', options: { id: 5, protocol: '802.1ad' } },
      "pre-up ip -d -o link show dev $IFACE 2>/dev/null | grep -q '@eth0: .* vlan protocol 802.1ad id 5 ' || { ip link del dev $IFACE 2>/dev/null; ip link add link eth0 name eth0.5 type vlan id 5 protocol 802.1ad; }",
    ],
    [
      'so does one whose name tells another number',
      { name: 'eth0.7', type: 'vlan', parent: 'eth0', options: { id: 5 } },
      "pre-up ip -d -o link show dev $IFACE 2>/dev/null | grep -q '@eth0: .* vlan protocol 802.1Q id 5 ' || { ip link del dev $IFACE 2>/dev/null; ip link add link eth0 name eth0.7 type vlan id 5; }",
    ],
    [
      'and one on another VLAN, for which ifupdown would take the first number',
      { name: 'eth0.7.5', type: 'vlan', parent: 'eth0.7', options: { id: 5 } },
      "pre-up ip -d -o link show dev $IFACE 2>/dev/null | grep -q '@eth0.7: .* vlan protocol 802.1Q id 5 ' || { ip link del dev $IFACE 2>/dev/null; ip link add link eth0.7 name eth0.7.5 type vlan id 5; }",
    ],
    [
      'which is made when its parent comes up, before ifupdown gets to it',
      { name: 'eth0.7.5', type: 'vlan', parent: 'eth0.7', options: { id: 5 } },
      'post-up [ -e /sys/class/net/eth0.7.5 ] || { ip link add link eth0.7 name eth0.7.5 type vlan id 5; }\n\nauto eth0.7.5',
    ],
    [
      'further options of a VLAN are set when it is there',
      { name: 'eth0.5', type: 'vlan', parent: 'eth0', options: { id: 5, loose_binding: true } },
      'post-up ip link set dev $IFACE type vlan loose_binding on',
    ],
    [
      'options of a bond that ifenslave does not know are files of the kernel',
      { name: 'b', type: 'bond', options: { mode: '802.3ad', min_links: 2 } },
      'post-up echo 2 > /sys/class/net/$IFACE/bonding/min_links',
    ],
    [
      'names are quoted for the shell',
      { name: 'a$b;c', type: 'dummy' },
      "pre-up [ -e /sys/class/net/$IFACE ] || ip link add name 'a$b;c' type dummy",
    ],
    [
      'so are values of options',
      { name: 'b', type: 'bridge', options: { group_fwd_mask: '8;x' } },
      "post-up echo '8;x' > /sys/class/net/$IFACE/bridge/group_fwd_mask",
    ],
    [
      'a member of a bridge that others make joins it when it comes up',
      { name: 'eth1', master: 'br9', port: { isolated: true } },
      'post-up ip link set dev $IFACE type bridge_slave isolated on',
    ],
    [
      'timers of a bridge are seconds',
      { name: 'b', type: 'bridge', options: { forward_delay: 1500, ageing_time: 30000 } },
      'bridge_ageing 300',
    ],
    [
      'a link wanted down is put down',
      { name: 'eth1', state: 'down' },
      'post-up ip link set dev $IFACE down',
    ],
    [
      'an alias is a command',
      { name: 'eth1', alias: "it's up" },
      `post-up ip link set dev $IFACE alias 'it'"'"'s up'`,
    ],
  ])('%s', async (_title, link, line) => {
    const { texts, unsupported } = await rendered('ifupdown', { links: [link] });
    expect(Object.values(texts).join('')).toContain(`    ${line}\n`);
    expect(unsupported).toEqual([]);
  });

  it('puts a device after those it is made of, whatever the order of the document', async () => {
    const { texts } = await rendered('ifupdown', {
      links: [
        { name: 'br0', type: 'bridge' },
        { name: 'br0.7', type: 'vlan', parent: 'br0', options: { id: 7 } },
        { name: 'v0', type: 'veth', peer: 'v1', master: 'br0' },
        { name: 'v1', state: 'up' },
      ],
    });
    const order = [
      ...Object.values(texts)
        .join('')
        .matchAll(/^auto (.*)/gm),
    ].map(([, name]) => name);
    expect(order).toEqual(['v0', 'br0', 'br0.7', 'v1']);
  });

  it('gives unrelated devices a file each, and a role’s item one file', async () => {
    const document = {
      links: [
        { name: 'br0', type: 'bridge' },
        { name: 'br1', type: 'bridge' },
      ],
      addresses: [{ dev: 'eth1', address: '192.0.2.1/24' }],
    };
    const own = await rendered('ifupdown', document);
    expect(Object.keys(own.texts)).toEqual(['br0', 'br1', 'eth1-test'].map(interfaces));
    const item = await rendered('ifupdown', document, { owner: 'role/an.item' });
    expect(Object.keys(item.texts)).toEqual([interfaces('role-an_item')]);
  });

  it('adds addresses of a device that others make in a way that may be repeated', async () => {
    const { texts } = await rendered('ifupdown', { addresses: [{ dev: 'eth1', address: '192.0.2.1/24' }] });
    expect(texts[interfaces('eth1-test')]).toBe(`auto eth1
iface eth1 inet manual
    up ip address replace 192.0.2.1/24 dev eth1
    down ip address del 192.0.2.1/24 dev eth1 || :
`);
  });
});

describe.each(['ifupdown', 'networkd', 'netplan'] as const)('%s', (renderer) => {
  it('says nothing of what every new bridge has, as the kernel may not know of it', async () => {
    const bridge = (vlan_filtering: number) => ({
      links: [
        { name: 'b', type: 'bridge', options: { vlan_filtering, mcast_snooping: 0, nf_call_iptables: 0 } },
      ],
    });
    const text = async (on: number) => Object.values((await rendered(renderer, bridge(on))).texts).join('');
    expect(await text(1)).toMatch(/vlan_?filtering/i);
    expect(await text(0)).not.toMatch(/vlan_?filtering|nf_call/i);
    expect(await text(0)).toMatch(/multicast_?snooping/i);
  });
});

describe.each(['networkd', 'netplan'] as const)('%s', (renderer) => {
  it('does not switch IPv6 on again for a link-local address where it is off', async () => {
    const { texts } = await rendered(renderer, {
      links: [{ name: 'b', type: 'bridge' }],
      sysctls: [{ name: 'net/ipv6/conf/b/disable_ipv6', value: 1 }],
    });
    expect(Object.values(texts).join('')).toContain('LinkLocalAddressing=no\n');
  });
});

describe('a member of a bond that another owner makes', () => {
  const member: PlainDocument = { links: [{ name: 'eth1', master: 'bond0', state: 'up' }] };
  const host = { bonds: new Set(['bond0']) };

  it.each<[Renderer, string, string]>([
    [
      'ifupdown',
      '/etc/network/interfaces.d/60-mw-eth1-test',
      'ip link set dev $IFACE down && ip link set dev $IFACE master bond0; }\n',
    ],
    ['networkd', '/etc/systemd/network/10-mw-eth1.network', '\nBond=bond0\n'],
    ['netplan', '/etc/systemd/network/10-mw-eth1.network', '\nBond=bond0\n'],
  ])('joins it as such by %s', async (renderer, path, line) => {
    const { texts } = await rendered(renderer, member, { host });
    expect(texts[path]).toContain(line);
  });
});

describe('the order of ifupdown', () => {
  const document = { addresses: [{ dev: 'br-ext', address: '192.0.2.1/24' }] };
  const after = ['openvswitch-switch.service'];
  const path = '/etc/systemd/system/networking.service.d/60-mw-mesh-br-ext.conf';
  const texts = async (renderer: 'ifupdown' | 'networkd', systemd = true) =>
    (await rendered(renderer, document, { owner: 'mesh/br-ext', after, host: { systemd } })).texts;

  it('has it start after what makes devices, where systemd starts both', async () => {
    expect((await texts('ifupdown'))[path]).toBe('[Unit]\nAfter=openvswitch-switch.service\n');
    expect(Object.keys(await texts('ifupdown', false))).not.toContain(path);
    expect(Object.keys(await texts('networkd'))).not.toContain(path);
  });

  it('is nobody’s business when nothing is raised', async () => {
    expect((await rendered('ifupdown', {}, { after })).texts).toEqual({});
  });
});

describe('networkd', () => {
  it('leaves settings that its version has no word for to sysctl.d', async () => {
    const document = {
      links: [{ name: 't.1', type: 'dummy' }],
      sysctls: [{ name: 'net/ipv4/conf/t.1/proxy_arp', value: 1 }],
    };
    const old = await rendered('networkd', document, { host: { networkd: 232 } });
    expect(old.texts['/etc/sysctl.d/60-mw-test.conf']).toBe('net/ipv4/conf/t.1/proxy_arp = 1\n');
    expect(old.texts[network('20-mw-t.1.network')]).not.toContain('ProxyARP');
    const present = await rendered('networkd', document, { host: { networkd: 233 } });
    expect(present.texts['/etc/sysctl.d/60-mw-test.conf']).toBeUndefined();
    expect(present.texts[network('20-mw-t.1.network')]).toContain('IPv4ProxyARP=yes\n');
  });

  it('keeps routes to nowhere with the device that uses their table', async () => {
    const { texts } = await rendered('networkd', {
      links: [
        { name: 'd0', type: 'dummy' },
        { name: 'd1', type: 'dummy' },
      ],
      routes: [
        { to: '192.0.2.0/24', dev: 'd1', table: 7 },
        { to: 'default', type: 'unreachable', table: 7 },
      ],
    });
    expect(texts[network('20-mw-d1.network')]).toContain('Type=unreachable\nTable=7\n');
    expect(texts[network('20-mw-d0.network')]).not.toContain('[Route]');
  });

  it.each([
    [
      { links: [{ name: 'b', type: 'bridge', options: { mcast_router: 2 } }] },
      'networkd cannot set mcast_router of b',
    ],
    [{ links: [{ name: 'b', type: 'bridge', options: { nf_call_iptables: 0 } }] }, undefined],
    [
      { links: [{ name: 'e', master: 'b', port: { locked: true } }] },
      'networkd cannot set locked of bridge port e',
    ],
    [{ links: [{ name: 'e', alias: 'uplink' }] }, 'networkd cannot set the alias of e'],
    [
      { neighbours: [{ dev: 'e', address: '192.0.2.1', proxy: true }] },
      'networkd cannot add proxy entry 192.0.2.1 on e',
    ],
    [{ links: [{ name: 'w', type: 'team' }] }, 'networkd cannot make w of type team'],
  ])('says what it has no word for: %j', async (document, sentence) => {
    expect((await rendered('networkd', document)).unsupported).toEqual(
      sentence === undefined ? [] : [sentence],
    );
  });

  it('knows taps, IPv6 rules, tunnels without a device and their forwarding entries', async () => {
    const { texts } = await rendered('networkd', {
      links: [
        { name: 'tap1', type: 'tun', options: { user: 'root' } },
        { name: 'tun1', type: 'tun', options: { mode: 'tun' } },
        { name: 'vx1', type: 'vxlan', options: { id: 9, dstport: 4789 } },
        { name: 'vx2', type: 'vxlan', parent: 'eth1', options: { id: 10 } },
      ],
      rules: [{ priority: 5, family: 'inet6', iif: 'tap1', table: 7 }],
      fdb: [{ dev: 'vx1', lladdr: '02:00:00:00:00:01', dst: '192.0.2.1', vni: 3 }],
    });
    expect(texts[network('10-mw-tap1.netdev')]).toContain('Kind=tap\n\n[Tap]\nUser=root\n');
    expect(texts[network('10-mw-tun1.netdev')]).toContain('Kind=tun\n');
    expect(texts[network('20-mw-tap1.network')]).toContain('Family=ipv6\nTable=7\nPriority=5\n');
    expect(texts[network('10-mw-vx1.netdev')]).toContain('VNI=9\nDestinationPort=4789\nIndependent=yes\n');
    expect(texts[network('20-mw-vx1.network')]).toContain(
      'MACAddress=02:00:00:00:00:01\nDestination=192.0.2.1\nVNI=3\nAssociatedWith=self\n',
    );
    expect(texts[network('20-mw-eth1.network.d/60-mw-test.conf')]).toBe('[Network]\nVXLAN=vx2\n');
  });
});

describe('the script of filters', () => {
  it('is accepted by the shell, whatever the rules hold', async () => {
    const { texts } = await rendered(
      'ifupdown',
      {
        chains: [
          {
            tool: 'arptables',
            name: 'MW-A',
            rules: [['-m', 'comment', '--comment', "it's $HOME `id`", '-j', 'DROP']],
            jumps: [{ from: 'OUTPUT', match: ['-o', 'a b'] }],
          },
          { tool: 'iptables', table: 'nat', name: 'MW-N', rules: [['-m', 'comment', '--comment', '_END_']] },
        ],
        nft: [
          {
            family: 'inet',
            table: 't',
            text: 'chain c {\n}',
            otherwise: [
              { tool: 'ip6tables', name: 'MW-O', rules: ['-i tap1 -j DROP'], jumps: [{ from: 'FORWARD' }] },
            ],
          },
        ],
      },
      { host: { systemd: false } },
    );
    const script = texts['/etc/network/if-pre-up.d/mw-test'] ?? '';
    execFileSync('sh', ['-n'], { input: script });
    expect(script).toContain(
      `"$arptables" -t filter -A MW-A -m comment --comment 'it'"'"'s $HOME \`id\`' -j DROP\n`,
    );
    expect(script).toContain('"$arptables" -t filter -I OUTPUT -o \'a b\' -j MW-A\n');
    expect(script).toContain("<<'_END__'\n*nat\n");
    expect(script).toMatch(
      /^if unshare -n nft add table inet .*\nnft -f - [\s\S]*^else\n"\$ip6tables-restore" [\s\S]*^-A MW-O -i tap1 -j DROP\n[\s\S]*"\$ip6tables" .*-I FORWARD -j MW-O\nfi\nfi\n/m,
    );
  });
});
