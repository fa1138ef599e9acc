import { describe, expect, it } from 'vitest';
import { linkOf } from './links.js';

const vlan = (protocol: unknown) =>
  linkOf({
    ifname: 'eth0.5',
    link: 'eth0',
    flags: ['UP'],
    linkinfo: { info_kind: 'vlan', info_data: { protocol, id: 5, flags: ['REORDER_HDR', 'LOOSE_BINDING'] } },
  });

describe('a link as ip reports it', () => {
  it.each([
    ['802.1ad', '802.1ad'],
    ['[34984]', '802.1ad'],
    ['802.1Q', '802.1q'],
    ['[33024]', '802.1q'],
  ])('has the protocol of its VLAN by name, with and without -N: %s', (shown, protocol) => {
    expect(vlan(shown).options).toEqual({
      id: '5',
      protocol,
      reorder_hdr: '1',
      loose_binding: '1',
      gvrp: '0',
    });
  });

  it.each([
    [0, { stp_state: '1', ageing_time: '30000' }],
    [1, { stp_state: '1' }],
  ])('has no ageing time while a spanning tree changes, as it shows another one: %s', (changes, options) => {
    const data = { stp_state: 1, ageing_time: changes ? 600 : 30000, topology_change: changes };
    const bridge = linkOf({ ifname: 'br0', linkinfo: { info_kind: 'bridge', info_data: data } });
    expect(bridge.options).toEqual(options);
  });

  it('has the parent of a VLAN, and as a member of a bond its own address', () => {
    expect(vlan('802.1Q')).toMatchObject({ parent: 'eth0', peer: '', up: true });
    const member = linkOf({
      ifname: 'eth1',
      address: '02:00:00:00:00:01',
      master: 'bond0',
      linkinfo: { info_slave_kind: 'bond', info_slave_data: { perm_hwaddr: '02:00:00:00:00:02' } },
    });
    expect(member).toMatchObject({ address: '02:00:00:00:00:02', master: 'bond0', port: {}, up: false });
  });
});
