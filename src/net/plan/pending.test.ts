import { describe, expect, it } from 'vitest';
import { Dict } from '../../value/types.js';
import { readDocument } from '../document/document.js';
import { emptyLedger, type Ledger } from '../ledger/ledger.js';
import { blankLink } from '../object/blank.js';
import { keyOf } from '../object/key.js';
import type { LinkObject, NetObject } from '../object/types.js';
import { afterOperations } from './operation.js';
import { type Plan, planNetwork } from './plan.js';

const uplink: LinkObject = { ...blankLink('up0'), type: 'veth', up: true };
const tap: LinkObject = { ...blankLink('tap1'), type: 'tun', up: true, address: '52:54:00:00:00:01' };

const document = {
  links: [Dict.of({ name: 'tap1', state: 'up', address: '02:6d:77:00:00:01' })],
  routes: [
    Dict.of({ to: '192.0.2.0/24', dev: 'up0', table: 7 }),
    Dict.of({ to: '192.0.2.5/32', dev: 'tap1', table: 7 }),
  ],
  neighbours: [Dict.of({ dev: 'up0', address: '2001:db8::5', proxy: true, with: 'tap1' })],
};

function planFor(objects: readonly NetObject[], ledger: Ledger = emptyLedger): Plan {
  const { wishes, problems } = readDocument(document);
  expect(problems).toEqual([]);
  return planNetwork({
    wishes,
    owner: 'test',
    purge: 'owned',
    exclusive: [],
    pending: new Set(['tap1']),
    read: {
      state: new Map(objects.map((object) => [keyOf(object), object])),
      duplicates: [],
      detached: new Set(),
    },
    ledger,
    boot: 'boot',
    check: false,
  });
}

const lines = ({ operations }: Plan): string[] => operations.map(({ line }) => line);

describe('a device that may be missing', () => {
  it('lets what is on it wait, and leaves out what is only of use with it', () => {
    const plan = planFor([uplink]);
    expect(plan.problems).toEqual([]);
    expect(lines(plan)).toEqual(['add route 192.0.2.0/24 dev up0 table 7']);
    expect(plan.drift).toEqual(['waiting for tap1']);
  });

  it('is served when it is there, without a thought of interruption as nothing used it', () => {
    const plan = planFor([uplink, tap]);
    expect(lines(plan)).toEqual([
      'set the MAC address of tap1 to 02:6d:77:00:00:01',
      'add route 192.0.2.0/24 dev up0 table 7',
      'add route 192.0.2.5/32 dev tap1 table 7',
      'add proxy entry 2001:db8::5 on up0',
    ]);
    expect(plan.operations.map(({ impact }) => impact)).not.toContain('disruptive');
    expect(plan.drift).toEqual([]);
  });

  it('takes along what was of use with it only, and nothing else', () => {
    const first = planFor([uplink, tap]);
    const there = afterOperations(
      new Map([uplink, tap].map((link) => [keyOf(link), link])),
      first.operations,
    );
    const gone = [...there.values()].filter(
      (object) =>
        !('dev' in object && object.dev === 'tap1') && !('name' in object && object.name === 'tap1'),
    );
    const plan = planFor(gone, first.ledger);
    expect(lines(plan)).toEqual(['remove proxy entry 2001:db8::5 on up0']);
    expect([...plan.ledger.entries.keys()]).toContain('route 192.0.2.5/32 table 7 metric 0');
  });

  it('that is a VLAN names the role that makes it, unless it may be missing', () => {
    const { wishes } = readDocument({
      routes: [Dict.of({ to: '192.0.2.0/24', dev: 'bond0.993' })],
      links: [Dict.of({ name: 'bond0.993', state: 'up' })],
    });
    const given = {
      wishes,
      owner: 'test',
      purge: 'none',
      exclusive: [],
      read: { state: new Map(), duplicates: [], detached: new Set<string>() },
      ledger: emptyLedger,
      boot: 'boot',
      check: false,
    } as const;
    expect(planNetwork(given).problems).toContainEqual({
      path: 'links[0]',
      message: 'device bond0.993 does not exist',
      fix: 'role vlans makes it: {parent: bond0, id: 993}',
    });
    expect(planNetwork({ ...given, pending: new Set(['bond0.993']) }).problems).toEqual([]);
  });

  it('is not re-addressed silently while traffic uses it', () => {
    const route = planFor([uplink, tap]).operations.flatMap(({ effects }) => effects.at(-1)!.after ?? []);
    const served = route.find((object) => object.kind === 'route' && object.dev === 'tap1')!;
    const plan = planFor([uplink, tap, served]);
    expect(plan.operations[0]).toMatchObject({
      line: 'set the MAC address of tap1 to 02:6d:77:00:00:01',
      impact: 'disruptive',
    });
  });
});
