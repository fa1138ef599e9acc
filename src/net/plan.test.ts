import { describe, expect, it } from 'vitest';
import { parseAddresses } from './addresses.js';
import { planAddresses } from './addressPlan.js';
import { parseCidr } from './ip.js';
import { type DesiredLink, planLink } from './linkPlan.js';
import { parseLinks } from './links.js';
import { batchText, inverseOf } from './operation.js';

const links = parseLinks(`[{},
  {"ifindex":2,"ifname":"eth0","flags":["UP"],"mtu":1500,"address":"02:00:00:00:00:01","link_type":"ether"},
  {"ifindex":3,"ifname":"br0","flags":["UP"],"mtu":1500,"address":"02:00:00:00:00:02",
   "linkinfo":{"info_kind":"bridge","info_data":{"stp_state":0,"forward_delay":1500,"mcast_snooping":1}}},
  {"ifindex":4,"ifname":"vx0","flags":[],"mtu":1450,"address":"02:00:00:00:00:03","master":"br0",
   "linkinfo":{"info_kind":"vxlan","info_data":{"id":10,"local":"10.0.0.1","port":4789,"learning":false}}}]`);

function lines(desired: Partial<DesiredLink> & { name: string }): string[] | string {
  const plan = planLink({ state: 'present', options: new Map(), ...desired }, links);
  return (
    plan.problem ??
    batchText(plan.operations.map(({ command }) => command))
      .split('\n')
      .slice(0, -1)
  );
}

describe('the plan for a link', () => {
  it.each<[string, Partial<DesiredLink> & { name: string }, string[]]>([
    [
      'nothing to do',
      { name: 'br0', kind: 'bridge', mtu: 1500, state: 'up', options: new Map([['stp_state', 'False']]) },
      [],
    ],
    [
      'a new bridge',
      {
        name: 'br1',
        kind: 'bridge',
        mtu: 9000,
        state: 'up',
        options: new Map([
          ['stp_state', 'no'],
          ['forward_delay', '0'],
        ]),
      },
      [
        'link add name br1 type bridge stp_state 0 forward_delay 0',
        'link set dev br1 mtu 9000',
        'link set dev br1 up',
      ],
    ],
    [
      'a new vxlan',
      {
        name: 'vx1',
        kind: 'vxlan',
        parent: 'eth0',
        master: 'br0',
        options: new Map([
          ['id', '7'],
          ['learning', 'false'],
        ]),
      },
      ['link add name vx1 type vxlan id 7 nolearning dev eth0', 'link set dev vx1 master br0'],
    ],
    [
      'a new vlan',
      { name: 'eth0.5', kind: 'vlan', parent: 'eth0', options: new Map([['id', '5']]) },
      ['link add link eth0 name eth0.5 type vlan id 5'],
    ],
    ['a veth pair', { name: 'a', kind: 'veth', peer: 'b' }, ['link add name a type veth peer name b']],
    [
      'changed options',
      {
        name: 'br0',
        options: new Map([
          ['mcast_snooping', '0'],
          ['forward_delay', '1500'],
        ]),
      },
      ['link set dev br0 type bridge mcast_snooping 0'],
    ],
    [
      'several changes',
      { name: 'vx0', master: '', mtu: 9000, address: '02:00:00:00:00:09', alias: 'to site b', state: 'up' },
      [
        'link set dev vx0 address 02:00:00:00:00:09',
        'link set dev vx0 mtu 9000',
        'link set dev vx0 alias "to site b"',
        'link set dev vx0 nomaster',
        'link set dev vx0 up',
      ],
    ],
    ['a deletion', { name: 'vx0', state: 'absent' }, ['link del dev vx0']],
    ['a deletion of nothing', { name: 'vx9', state: 'absent' }, []],
  ])('%s', (_what, desired, expected) => {
    expect(lines(desired)).toEqual(expected);
  });

  it.each<[string, Partial<DesiredLink> & { name: string }, string]>([
    ['an unknown device', { name: 'eth9', state: 'up' }, 'device eth9 does not exist'],
    ['an unknown master', { name: 'eth0', master: 'br9' }, 'device br9, the master of eth0, does not exist'],
    ['another kind', { name: 'br0', kind: 'dummy' }, 'br0 exists as bridge, not as dummy'],
    [
      'a fixed option',
      { name: 'vx0', options: new Map([['id', '11']]) },
      'the kernel cannot change id of vx0 while it exists',
    ],
  ])('refuses %s', (_what, desired, problem) => {
    expect(lines(desired)).toBe(problem);
  });

  it('knows the way back, last change first', () => {
    const plan = planLink({ name: 'vx0', state: 'up', mtu: 1400, master: '', options: new Map() }, links);
    expect(plan.problem === undefined && batchText(inverseOf(plan.operations))).toBe(
      'link set dev vx0 down\nlink set dev vx0 master br0\nlink set dev vx0 mtu 1450\n',
    );
  });

  it('re-creates a deleted link with its options as the way back', () => {
    const plan = planLink({ name: 'vx0', state: 'absent', options: new Map() }, links);
    expect(plan.problem === undefined && plan.operations[0]).toMatchObject({
      inverse: [
        'link',
        'add',
        'name',
        'vx0',
        'type',
        'vxlan',
        'id',
        '10',
        'local',
        '10.0.0.1',
        'dstport',
        '4789',
        'nolearning',
        'noproxy',
      ],
      impact: 'disruptive',
    });
  });
});

const devices = parseAddresses(`[{},{"ifname":"eth0","addr_info":[
  {"family":"inet","local":"10.0.0.1","prefixlen":24,"scope":"global"},
  {"family":"inet","local":"10.0.0.9","prefixlen":24,"scope":"global","dynamic":true},
  {"family":"inet","local":"10.1.1.1","address":"10.1.1.2","prefixlen":32,"scope":"global"},
  {"family":"inet6","local":"fd00::1","prefixlen":64,"scope":"global"},
  {"family":"inet6","local":"fe80::1","prefixlen":64,"scope":"link"}]}]`);

describe('the plan for addresses', () => {
  const wanted = (...texts: string[]) => texts.map((text) => parseCidr(text)!);
  const peer = { ...parseCidr('10.1.1.1/32')!, peer: '10.1.1.2' };

  it.each([
    ['all present', 'present', wanted('10.0.0.1/24', 'FD00:0::1/64'), false, []],
    ['a point-to-point address', 'present', [peer], false, []],
    ['another prefix', 'present', wanted('10.0.0.1/25'), false, ['address add 10.0.0.1/25 dev eth0']],
    [
      'exclusive',
      'present',
      wanted('10.0.0.2/24'),
      true,
      [
        'address add 10.0.0.2/24 dev eth0',
        'address del 10.0.0.1/24 dev eth0',
        'address del 10.1.1.1 peer 10.1.1.2/32 dev eth0',
        'address del fd00::1/64 dev eth0',
        'address replace 10.0.0.9/24 dev eth0',
        'address replace 10.0.0.2/24 dev eth0',
      ],
    ],
    [
      'absent',
      'absent',
      [...wanted('10.0.0.1/24', '10.9.9.9/32'), peer],
      false,
      [
        'address del 10.0.0.1/24 dev eth0',
        'address del 10.1.1.1 peer 10.1.1.2/32 dev eth0',
        'address replace 10.0.0.9/24 dev eth0',
      ],
    ],
  ] as const)('%s', (_what, state, addresses, exclusive, expected) => {
    const plan = planAddresses({ device: 'eth0', state, addresses, exclusive }, devices);
    expect(plan.problem === undefined && plan.operations.map(({ command }) => command.join(' '))).toEqual(
      expected,
    );
  });

  it('names a missing device', () => {
    expect(
      planAddresses({ device: 'eth9', state: 'present', addresses: [], exclusive: false }, devices).problem,
    ).toBe('device eth9 does not exist');
  });
});
