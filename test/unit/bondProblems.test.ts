import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createTemplar } from '../../src/template/templar.js';
import type { Scope } from '../../src/template/types.js';
import { fromJs } from '../../src/value/convert.js';
import type { Value } from '../../src/value/types.js';

const file = 'roles/bonding/templates/problems.yml.j2';
const source = readFileSync(file, 'utf8');
const templar = createTemplar();

interface Link {
  readonly ifname: string;
  readonly [property: string]: unknown;
}

/** Bits of the LACP state of a member that collects and distributes (IEEE 802.1AX, 6.4.2.3). */
const takesPart = 0x3f;

const bond = (data: object = {}, more: object = {}): Link => ({
  ifname: 'bond0',
  mtu: 1500,
  flags: ['UP', 'LOWER_UP'],
  address: '02:00:00:00:00:01',
  linkinfo: {
    info_kind: 'bond',
    info_data: { mode: '802.3ad', ad_info: { partner_mac: '02:00:00:00:00:99' }, ...data },
  },
  ...more,
});

const member = (ifname: string, data: object = {}, more: object = {}): Link => ({
  ifname,
  mtu: 1500,
  master: 'bond0',
  flags: ['UP', 'LOWER_UP'],
  address: '02:00:00:00:00:01',
  linkinfo: {
    info_slave_kind: 'bond',
    info_slave_data: {
      mii_status: 'UP',
      perm_hwaddr: `02:00:00:00:01:0${ifname.at(-1)}`,
      ad_aggregator_id: 1,
      ad_actor_oper_port_state: takesPart,
      ...data,
    },
  },
  ...more,
});

/** What the checks say about a host with some links. */
function problems(
  links: readonly Link[],
  more: { entries?: object[]; speeds?: Record<string, string> } = {},
): string[] {
  const read = { links, entries: [], speeds: { eno1: '10000', eno2: '10000' }, ...more };
  const variables = new Map<string, Value>([
    ['bonds', fromJs([{ name: 'bond0', members: ['eno1', 'eno2'], mode: '802.3ad' }])],
    ['bonding_read', fromJs({ stdout: JSON.stringify(read) })],
  ]);
  const scope: Scope = {
    get: (name) => variables.get(name),
    has: (name) => variables.has(name),
    names: () => [...variables.keys()],
  };
  return JSON.parse(String(templar.renderFile(source, scope, { file }))) as string[];
}

const whole = [bond(), member('eno1'), member('eno2')];

describe('what is wrong with a bond', () => {
  it('is nothing when all members take part in one aggregate', () => {
    expect(problems(whole)).toEqual([]);
  });

  it.each<[string, string[], RegExp]>([
    ['a bond that is not there', problems([]), /^bond0 does not exist$/],
    [
      'another mode than meant',
      problems([bond({ mode: 'balance-rr' }), ...whole.slice(1)]),
      /works in mode balance-rr, not 802\.3ad$/,
    ],
    [
      'no member with a link',
      problems([bond({}, { flags: ['UP'] }), ...whole.slice(1)]),
      /^bond0 has no member with a link$/,
    ],
    [
      'a card that is none of its members',
      problems([bond(), member('eno1'), member('eno2', {}, { master: 'br0' })]),
      /^eno2 is not a member of bond0$/,
    ],
    [
      'a cable that is out',
      problems([bond(), member('eno1'), member('eno2', { mii_status: 'DOWN' })]),
      /^eno2 of bond0 has no link: look at its cable/,
    ],
    [
      'a card that does not know its speed',
      problems(whole, { speeds: { eno1: '10000', eno2: '-1' } }),
      /^eno2 of bond0 does not know its speed: the bond leaves it out/,
    ],
    [
      'a member of another MTU',
      problems([bond(), member('eno1'), member('eno2', {}, { mtu: 9000 })]),
      /^eno2 of bond0 has an MTU of 9000, the bond 1500$/,
    ],
    [
      'two cards of one address',
      problems([bond(), member('eno1'), member('eno2', { perm_hwaddr: '02:00:00:00:01:01' })]),
      /^eno2 of bond0 has the MAC address 02:00:00:00:01:01, as another member/,
    ],
    [
      'a switch without LACP',
      problems([bond({ ad_info: { partner_mac: '00:00:00:00:00:00' } }), ...whole.slice(1)]),
      /^nobody answers the LACP of bond0/,
    ],
    [
      'two aggregates',
      problems([bond(), member('eno1'), member('eno2', { ad_aggregator_id: 2 })]),
      /^the members of bond0 are in 2 aggregates: only one of them is used/,
    ],
    [
      'a member without LACP',
      problems([bond(), member('eno1'), member('eno2', { ad_actor_oper_port_state: 0x0f })]),
      /^eno2 of bond0 takes no part in the aggregate/,
    ],
    [
      'frames that come back from the switch',
      problems(
        [
          ...whole,
          {
            ifname: 'bond0.992',
            link: 'bond0',
            mtu: 1500,
            flags: ['UP'],
            address: '02:00:00:00:00:01',
            linkinfo: {},
          },
        ],
        {
          entries: [{ ifname: 'bond0.992', mac: '02:00:00:00:00:01', state: '' }],
        },
      ),
      /^frames of 02:00:00:00:00:01 come back over bond0\.992: the switch floods the members of bond0/,
    ],
    [
      'a card that left with the address of the bond',
      problems([...whole, { ifname: 'eno3', mtu: 1500, flags: ['UP'], address: '02:00:00:00:00:01' }]),
      /^eno3 has the MAC address of bond0 and is not its member/,
    ],
  ])('is %s', (_what, found, sentence) => {
    expect(found.filter((each) => sentence.test(each))).toHaveLength(1);
  });
});
