import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Dict } from '../../value/types.js';
import { readDocument } from '../document/document.js';
import { emptyLedger } from '../ledger/ledger.js';
import { blankLink, blanks } from '../object/blank.js';
import { keyOf, sameObject } from '../object/key.js';
import type { LinkObject, NetObject, NetState, RouteObject, RuleObject } from '../object/types.js';
import { afterOperations, inverseOf, type Operation } from './operation.js';
import { type Plan, type PlanInput, planNetwork } from './plan.js';
import { fulfil, type Wish } from './wish.js';

const devices = ['br0', 'br1', 'bond0', 'bond0.5', 'up0', 'tap1', 'tap10'];

const link = fc.record({
  name: fc.constantFrom(...devices),
  up: fc.boolean(),
  mtu: fc.constantFrom(1400, 1500, 9000),
  master: fc.constantFrom('', '', 'br0', 'br1', 'bond0', 'bond0'),
  mode: fc.constantFrom('active-backup', '802.3ad'),
  id: fc.constantFrom('5', '6'),
});

interface Given {
  readonly name: string;
  readonly up: boolean;
  readonly mtu: number;
  readonly master: string;
  readonly mode: string;
  readonly id: string;
}

function linkObject({ name, up, mtu, master, mode, id }: Given): LinkObject {
  const link = { ...blankLink(name), up, mtu };
  if (name.startsWith('br')) return { ...link, type: 'bridge', options: { stp_state: '0' } };
  if (name === 'bond0') return { ...link, type: 'bond', master: bridgeOnly(master), options: { mode } };
  if (name === 'bond0.5')
    return { ...link, type: 'vlan', parent: 'bond0', master: bridgeOnly(master), options: { id } };
  return { ...link, type: 'tun', master, options: { mode: 'tap' } };
}

function bridgeOnly(master: string): string {
  return master === 'bond0' ? '' : master;
}

const dev = fc.constantFrom(...devices);
const others: fc.Arbitrary<NetObject> = fc.oneof(
  fc.record({ dev, address: fc.constantFrom('10.0.0.1', '10.0.0.2', '10.9.0.1') }).map(
    ({ dev, address }): NetObject => ({
      kind: 'address',
      dev,
      family: 4,
      address,
      prefix: 24,
      peer: '',
      scope: 'global',
      label: dev,
      dynamic: false,
    }),
  ),
  fc.record({ dev, address: fc.constantFrom('2001:db8::1', '2001:db8::2') }).map(
    ({ dev, address }): NetObject => ({
      kind: 'address',
      dev,
      family: 6,
      address,
      prefix: 64,
      peer: '',
      scope: 'global',
      label: '',
      dynamic: false,
    }),
  ),
  fc.record({ dev, to: fc.constantFrom('192.0.2.1/32', '192.0.2.2/32', '0.0.0.0/0') }).map(
    ({ dev, to }): NetObject => ({
      ...(blanks.route as RouteObject),
      kind: 'route',
      family: 4,
      to,
      dev,
      table: 993,
      scope: 'link',
    }),
  ),
  fc.record({ iif: dev, action: fc.constantFrom('', 'unreachable') }).map(
    ({ iif, action }): NetObject => ({
      ...(blanks.rule as RuleObject),
      kind: 'rule',
      family: 4,
      priority: action === '' ? 10000 : 10500,
      iif,
      action,
      table: action === '' ? 993 : 0,
    }),
  ),
  fc.record({ dev, proxy: fc.boolean() }).map(
    ({ dev, proxy }): NetObject => ({
      kind: 'neighbour',
      dev,
      address: '192.0.2.9',
      proxy,
      lladdr: proxy ? '' : '02:00:00:00:00:09',
      protocol: '109',
    }),
  ),
  fc.record({ dev, proxy: fc.constantFrom('0', '1') }).map(
    ({ dev, proxy }): NetObject => ({
      kind: 'sysctl',
      name: `net/ipv4/conf/${dev}/proxy_arp`,
      value: proxy,
    }),
  ),
  fc.array(fc.constantFrom('-i tap1 -j DROP', '-i up0 -j ACCEPT'), { maxLength: 2 }).map(
    (rules): NetObject => ({
      kind: 'chain',
      tool: 'iptables',
      table: 'filter',
      name: 'MW-T',
      policy: '-',
      rules,
      jumps: [{ from: 'FORWARD', position: 'first', match: '' }],
    }),
  ),
);

/** A state that a kernel could be in: what stands on a device that is missing or down is left out. */
const states: fc.Arbitrary<NetState> = fc
  .tuple(fc.uniqueArray(link, { selector: ({ name }) => name }), fc.array(others, { maxLength: 12 }))
  .map(([links, objects]) => {
    const state = new Map<string, NetObject>();
    const names = new Set(links.map(({ name }) => name));
    const bond = links.find(({ name }) => name === 'bond0');
    for (const given of links) {
      const master = names.has(given.master) ? given.master : '';
      const object = linkObject({ ...given, master });
      if (object.type === 'vlan') {
        if (bond === undefined) continue;
        const fitting = { mtu: Math.min(given.mtu, bond.mtu), up: given.up && bond.up };
        state.set(keyOf(object), { ...object, ...fitting });
      } else {
        state.set(keyOf(object), object.master === 'bond0' ? { ...object, mtu: bond!.mtu } : object);
      }
    }
    for (const object of objects) if (possible(object, state)) state.set(keyOf(object), object);
    return state;
  });

function possible(object: NetObject, state: NetState): boolean {
  const device =
    'dev' in object ? object.dev : object.kind === 'sysctl' ? object.name.split('/')[3]! : undefined;
  if (device === undefined) return true;
  const link = state.get(`link ${device}`);
  if (link?.kind !== 'link') return false;
  return object.kind === 'route' || object.kind === 'neighbour' ? link.up : true;
}

/** Wishes for exactly the state `b`: everything of it present, everything else of `a` absent. */
function wishesFor(a: NetState, b: NetState): Wish[] {
  const wish = (object: NetObject, state: Wish['state']): Wish => ({
    path: keyOf(object),
    state,
    object,
    given: ['up', 'mtu', 'master', 'rules', 'jumps'],
    creates: true,
  });
  const absent = [...a].filter(([key, { kind }]) => !b.has(key) && kind !== 'sysctl');
  return [
    ...[...b.values()].map((object) => wish(object, 'present')),
    ...absent.map(([, object]) => wish(object, 'absent')),
  ];
}

const nothing: PlanInput = {
  wishes: [],
  owner: 'test',
  purge: 'none',
  exclusive: [],
  read: { state: new Map(), duplicates: [], detached: new Set() },
  ledger: emptyLedger,
  boot: 'boot',
  check: false,
};

function planned(a: NetState, b: NetState): Plan {
  const read = { state: a, duplicates: [], detached: new Set<string>() };
  // a link of one's own may be made anew
  const vlan = { key: 'link bond0.5', owners: ['test'], previous: null, boot: 'boot' };
  const ledger = { ...emptyLedger, entries: new Map(a.has(vlan.key) ? [[vlan.key, vlan]] : []) };
  return planNetwork({ ...nothing, wishes: wishesFor(a, b), read, ledger });
}

function expectSame(a: NetState, b: NetState): void {
  expect([...a.keys()].filter((key) => !sameObject(a.get(key), b.get(key)))).toEqual([]);
  expect([...b.keys()].filter((key) => !a.has(key))).toEqual([]);
}

function place(operations: readonly Operation[], test: (line: string) => boolean): number[] {
  return operations.flatMap(({ line }, i) => (test(line) ? [i] : []));
}

describe('a veth pair', () => {
  it('is made before its second end is configured, though the first one stands on a bridge', () => {
    const { wishes } = readDocument({
      links: [
        Dict.of({ name: 'br0', type: 'bridge' }),
        Dict.of({ name: 've0', type: 'veth', peer: 've1', master: 'br0' }),
        Dict.of({ name: 've1', state: 'up' }),
      ],
    });
    const { operations } = planNetwork({ ...nothing, wishes });
    expect(operations.map(({ line }) => line)).toEqual([
      'create bridge br0',
      'create veth ve0',
      'make ve0 a member of br0',
      'set ve1 up',
    ]);
  });
});

describe('a plan from one state to another', () => {
  it('leads there, its inverse leads back, and a second plan is empty', () => {
    fc.assert(
      fc.property(states, states, (a, b) => {
        const plan = planned(a, b);
        expect(plan.problems).toEqual([]);
        const there = afterOperations(a, plan.operations);
        for (const wish of wishesFor(a, b)) {
          const now = there.get(keyOf(wish.object));
          if (wish.state === 'absent') expect(now).toBeUndefined();
          else expect(sameObject(fulfil(wish, now), now)).toBe(true);
        }
        expectSame(afterOperations(there, inverseOf(plan.operations)), a);
        expect(planned(there, b).operations.map(({ line }) => line)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps the order: filters before, proxies after, the closing rule before the look-up', () => {
    fc.assert(
      fc.property(states, states, (a, b) => {
        const { operations } = planned(a, b);
        const inTurn = (first: RegExp, second: RegExp): void => {
          const last = Math.max(-1, ...place(operations, (line) => first.test(line)));
          const next = Math.min(Number.MAX_SAFE_INTEGER, ...place(operations, (line) => second.test(line)));
          expect(last).toBeLessThan(next);
        };
        inTurn(/^(add|replace) chain/, /^(create|add (?!chain))/);
        inTurn(/^create/, /^add (route|\d)/);
        inTurn(/^add rule .*unreachable/, /^add rule .*lookup/);
        inTurn(/^add (route|rule)/, /proxy_arp.* to 1$/);
        inTurn(/^add (route|rule|\d)/, /^remove (?!.*proxy)/);
        inTurn(/^remove (route|rule|proxy)/, /^remove (bridge|tun|chain)/);
      }),
      { numRuns: 300 },
    );
  });
});
