import { describe, expect, it } from 'vitest';
import { reportOf, stateOf } from '../../../test/support/networkReports.js';
import { blankLink } from '../object/blank.js';
import type { LinkObject, NetState } from '../object/types.js';

const bridge = { name: 'br0', type: 'bridge', state: 'up', mtu: 1500, options: { stp_state: 0 } };
const document = {
  links: [
    bridge,
    { name: 'eth0', master: 'br0' },
    { name: 'br0.7', type: 'vlan', parent: 'br0', state: 'up', options: { id: 7 } },
  ],
  addresses: [{ dev: 'br0', address: '192.0.2.1/24' }],
  sysctls: [{ name: 'net.ipv4.ip_forward', value: 1 }],
};
const bare: NetState = new Map([['link eth0', { ...blankLink('eth0'), up: true }]]);
const built = stateOf(document, bare);

/** The state after a link was changed by hand. */
function touched(name: string, change: Partial<LinkObject>): NetState {
  const link = built.get(`link ${name}`);
  if (link?.kind !== 'link') throw new Error(`${name} is no link`);
  return new Map([...built, [`link ${name}`, { ...link, ...change }]]);
}

function without(...keys: string[]): NetState {
  const state = new Map(built);
  for (const key of keys) if (!state.delete(key)) throw new Error(`no ${key}`);
  return state;
}

/** What a report says is not as declared. */
function differences(state: NetState, wanted: object = document): string[] {
  const { changes } = reportOf({ ...wanted }, state);
  return changes.map(({ difference }) => difference).filter((text) => text !== '');
}

describe('what is not as declared', () => {
  it('is nothing on a host that is', () => {
    expect(differences(built)).toEqual([]);
  });

  it.each<[string, NetState, string]>([
    ['a missing link, once', without('link br0.7'), 'vlan br0.7 is missing'],
    ['a missing address', without('address br0 192.0.2.1/24'), '192.0.2.1/24 on br0 is missing'],
    ['a link that is down', touched('br0.7', { up: false }), 'br0.7 is down'],
    ['an MTU', touched('br0', { mtu: 9000 }), 'the MTU of br0 is 9000, declared is 1500'],
    ['a lost master', touched('eth0', { master: '' }), 'the master of eth0 is none, declared is br0'],
    ['an option', touched('br0', { options: { stp_state: '1' } }), 'stp_state of br0 is 1, declared is 0'],
    [
      'a setting',
      new Map([
        ...built,
        ['sysctl net/ipv4/ip_forward', { kind: 'sysctl', name: 'net/ipv4/ip_forward', value: '0' }],
      ]),
      'net.ipv4.ip_forward is 0, declared is 1',
    ],
  ])('is named: %s', (_, state, sentence) => {
    expect(differences(state)).toEqual([sentence]);
  });

  it('includes what should be gone', () => {
    expect(differences(built, { links: [{ name: 'br0.7', state: 'absent' }] })).toEqual([
      'vlan br0.7 is there and should not be',
    ]);
  });
});

describe('what a disruptive operation interrupts', () => {
  it('is the device, what stands on it, its ports, and what the kernel takes along', () => {
    const down = reportOf({ links: [{ name: 'br0', state: 'down' }] }, built);
    expect(down.changes[0]).toMatchObject({
      line: 'set br0 down',
      disruptive: true,
      interrupts: ['br0', 'br0.7', 'eth0'],
    });
    const gone = reportOf({ links: [{ name: 'br0', state: 'absent' }] }, built);
    expect(gone.changes[0]!.interrupts).toContain('192.0.2.1/24 on br0');
  });

  it('is said only of disruptive ones, and they are marked as refused where they are', () => {
    const wanted = { links: [{ name: 'br0', state: 'down' }] };
    expect(reportOf(wanted, built, 'refuse').refused).toBe(true);
    expect(reportOf(wanted, built).refused).toBe(false);
    expect(
      reportOf(document, bare).changes.flatMap(({ disruptive, interrupts }) =>
        disruptive ? [] : interrupts,
      ),
    ).toEqual([]);
  });
});
