import { describe, expect, it } from 'vitest';
import { Dict, type Value } from '../../value/types.js';
import { readDocument } from '../document/document.js';
import { emptyLedger, type LedgerEntry } from '../ledger/ledger.js';
import { blankLink } from '../object/blank.js';
import { keyOf } from '../object/key.js';
import type { LinkObject, NetObject } from '../object/types.js';
import { inverseOf, type Operation } from './operation.js';
import { type Plan, planNetwork } from './plan.js';

type Entry = Readonly<Record<string, Value>>;

const nic = (name: string, more: Partial<LinkObject> = {}): LinkObject => ({
  ...blankLink(name),
  up: true,
  mtu: 1500,
  ...more,
});
const bond = (more: Partial<LinkObject> = {}): LinkObject => ({
  ...nic('bond0'),
  type: 'bond',
  options: { mode: 'active-backup', miimon: '100', lacp_rate: 'slow' },
  ...more,
});
const member = (name: string, mtu = 1500): LinkObject => nic(name, { master: 'bond0', mtu });
const vlan = (more: Partial<LinkObject> = {}): LinkObject => ({
  ...nic('bond0.10', { parent: 'bond0' }),
  type: 'vlan',
  options: { id: '10' },
  ...more,
});

/** The plan for a document, on a host with some links that the owner made or was given. */
function planned(have: readonly NetObject[], links: readonly Entry[], mine: readonly string[] = []): Plan {
  const { wishes } = readDocument({ links: links.map((entry) => Dict.of(entry)) });
  const entries = new Map(
    mine.map((name): [string, LedgerEntry] => {
      const previous = name.startsWith('bond') ? null : { master: '' };
      return [`link ${name}`, { key: `link ${name}`, owners: ['test'], previous, boot: 'boot' }];
    }),
  );
  return planNetwork({
    wishes,
    owner: 'test',
    purge: 'owned',
    exclusive: [],
    read: {
      state: new Map(have.map((object) => [keyOf(object), object])),
      duplicates: [],
      detached: new Set(),
    },
    ledger: { ...emptyLedger, entries },
    boot: 'boot',
    check: false,
  });
}

function lines({ operations, problems }: Plan): string[] {
  expect(problems).toEqual([]);
  return operations.map(({ line, impact }) => (impact === 'disruptive' ? `${line} (disruptive)` : line));
}

const declared = (mode = 'active-backup', mtu = 1500): Entry => ({
  name: 'bond0',
  type: 'bond',
  state: 'up',
  mtu,
  options: Dict.of({ mode }),
});
const joins = (...names: string[]): Entry[] => names.map((name) => ({ name, master: 'bond0', state: 'up' }));

describe('a bond', () => {
  it('gets its mode and MTU before its members, which follow it', () => {
    const plan = planned([nic('eno1'), nic('eno2')], [declared('802.3ad', 9000), ...joins('eno1', 'eno2')]);
    expect(lines(plan)).toEqual([
      'create bond bond0',
      'set the MTU of bond0 to 9000',
      'set bond0 up',
      'make eno1 a member of bond0',
      'make eno2 a member of bond0',
    ]);
    expect(plan.operations[3]!.steps.map((step) => 'words' in step && step.words.slice(3).join(' '))).toEqual(
      ['eno1 down', 'eno1 master bond0', 'eno1 up'],
    );
  });

  it('lets a member go only when another one came and has a link', () => {
    const have = [bond(), member('eno1'), nic('eno2')];
    const plan = planned(have, [declared(), ...joins('eno2')], ['bond0', 'eno1']);
    expect(lines(plan)).toEqual(['make eno2 a member of bond0', 'release eno1 from bond0']);
    expect(plan.operations[1]!.steps[0]).toEqual({ tool: 'wait', members: ['eno2'] });
  });

  it('is emptied for another mode, which interrupts traffic', () => {
    const have = [bond(), member('eno1'), member('eno2'), vlan()];
    const plan = planned(have, [declared('802.3ad'), ...joins('eno1', 'eno2')], ['bond0', 'eno1', 'eno2']);
    expect(lines(plan)).toEqual([
      'release eno1 from bond0 (disruptive)',
      'release eno2 from bond0 (disruptive)',
      'set bond0 down (disruptive)',
      'set mode of bond0 to 802.3ad',
      'set bond0 up',
      'make eno1 a member of bond0',
      'make eno2 a member of bond0',
    ]);
  });

  it('goes down for another LACP rate, and its VLANs come up with it again', () => {
    const have = [bond({ options: { mode: '802.3ad', lacp_rate: 'slow' } }), member('eno1'), vlan()];
    const fast = { ...declared(), options: Dict.of({ mode: '802.3ad', lacp_rate: 'fast' }) };
    expect(lines(planned(have, [fast, ...joins('eno1')], ['bond0', 'eno1']))).toEqual([
      'set bond0 down (disruptive)',
      'set lacp_rate of bond0 to fast',
      'set bond0 up',
    ]);
  });

  it('takes another primary member and its timers in place', () => {
    const changed = { ...declared(), options: Dict.of({ miimon: 500, primary: 'eno2' }) };
    const have = [
      bond({ options: { mode: 'active-backup', miimon: '100', primary: 'eno1' } }),
      member('eno1'),
      member('eno2'),
    ];
    const plan = planned(have, [changed, ...joins('eno1', 'eno2')], ['bond0', 'eno1', 'eno2']);
    expect(lines(plan)).toEqual(['set miimon of bond0 to 500', 'set primary of bond0 to eno2']);
  });

  it('forgets its primary member', () => {
    const have = bond({ options: { mode: 'active-backup', primary: 'eno1' } });
    const plan = planned([have, member('eno1')], [{ ...declared(), options: Dict.of({ primary: '' }) }]);
    expect(plan.operations[0]!.steps).toEqual([
      { tool: 'ip', words: ['link', 'set', 'dev', 'bond0', 'type', 'bond', 'primary', 'if2147483647'] },
    ]);
  });

  it('that the driver made takes a mode in place, as it has no members', () => {
    const have = bond({ up: false, options: { mode: 'balance-rr' } });
    expect(lines(planned([have], [declared()]))).toEqual([
      'set mode of bond0 to active-backup',
      'set bond0 up',
    ]);
  });

  it('is not removed with what stands on it', () => {
    const plan = planned([bond(), member('eno1'), vlan()], [], ['bond0', 'eno1']);
    expect(lines(plan).at(-1)).toBe('remove bond bond0 and with it vlan bond0.10 (disruptive)');
  });
});

describe('MTUs', () => {
  const bridge: LinkObject = { ...nic('vlan10'), type: 'bridge' };
  const stack = (mtu: number): LinkObject[] => [
    { ...bridge, mtu },
    vlan({ mtu, master: 'vlan10' }),
    bond({ mtu }),
    member('eno1', mtu),
  ];
  const wanted = (mtu: number): Entry[] => [
    declared('active-backup', mtu),
    ...joins('eno1'),
    { name: 'bond0.10', mtu },
    { name: 'vlan10', mtu },
  ];

  it('rise from the card to the bridge', () => {
    expect(lines(planned(stack(1500), wanted(9000)))).toEqual([
      'set the MTU of eno1 from 1500 to 9000',
      'set the MTU of bond0 from 1500 to 9000',
      'set the MTU of bond0.10 from 1500 to 9000',
      'set the MTU of vlan10 from 1500 to 9000',
    ]);
  });

  it('sink from the bridge to the card', () => {
    expect(lines(planned(stack(9000), wanted(1500)))).toEqual([
      'set the MTU of vlan10 from 9000 to 1500 (disruptive)',
      'set the MTU of bond0.10 from 9000 to 1500 (disruptive)',
      'set the MTU of bond0 from 9000 to 1500 (disruptive)',
    ]);
  });

  it('of a VLAN that nobody names sinks with the device below it', () => {
    const plan = planned([bond({ mtu: 9000 }), vlan({ mtu: 9000 })], [declared()]);
    expect(lines(plan)[0]).toBe('set the MTU of bond0.10 from 9000 to 1500');
  });

  it('of a VLAN cannot be larger than that of the device below it', () => {
    const { problems } = planned([bond(), vlan()], [{ name: 'bond0.10', mtu: 9100 }]);
    expect(problems).toEqual([
      {
        path: 'links[0]',
        message: 'the MTU of bond0.10, 9100, is more than that of bond0 below it, which is 1500',
        fix: 'raise the MTU of bond0 to 9100, or give bond0.10 at most 1500',
      },
    ]);
  });
});

describe('a VLAN of ours', () => {
  const made = { name: 'bond0.10', type: 'vlan', parent: 'bond0', state: 'up' };
  const bridge: LinkObject = { ...nic('br0'), type: 'bridge' };

  it('is made anew for another id, a port of its bridge again', () => {
    const have = [bond(), bridge, vlan({ master: 'br0' })];
    const plan = planned(have, [{ ...made, options: Dict.of({ id: 20 }) }], ['bond0.10']);
    expect(lines(plan)).toEqual([
      'replace vlan bond0.10, as its id becomes 20 (disruptive)',
      'create vlan bond0.10',
      'set the MTU of bond0.10 to 1500',
      'make bond0.10 a member of br0',
      'set bond0.10 up',
    ]);
  });

  it('stays until its successor is there, under another name, and comes back so', () => {
    const plan = planned([bond(), vlan()], [{ ...made, options: Dict.of({ id: 20 }) }], ['bond0.10']);
    const words = (operations: readonly Operation[]): string[] =>
      operations.flatMap(({ steps }) =>
        steps.map((step) => ('words' in step ? step.words.slice(1).join(' ') : '')),
      );
    const there = words(plan.operations);
    const name = / name (mw-[0-9a-f]{8}) /.exec(there[0] ?? '')?.[1];
    expect(there.slice(0, 3)).toEqual([
      `add link bond0 name ${name} type vlan id 20`,
      'del dev bond0.10',
      `set dev ${name} name bond0.10`,
    ]);
    expect(words(inverseOf(plan.operations.slice(0, 2))).slice(0, 3)).toEqual([
      `set dev bond0.10 name ${name}`,
      `del dev ${name}`,
      'add link bond0 name bond0.10 type vlan id 10',
    ]);
  });

  it('takes the MAC address of its device again, not one of its own', () => {
    const address = '02:00:00:00:00:05';
    const other = [{ ...made, options: Dict.of({ id: 20 }) }];
    const inherits = planned([{ ...bond(), address }, vlan({ address })], other, ['bond0.10']);
    expect(lines(inherits).join()).not.toContain('MAC');
    const hasItsOwn = planned([bond(), vlan({ address })], other, ['bond0.10']);
    expect(lines(hasItsOwn)).toContain(`set the MAC address of bond0.10 to ${address}`);
  });

  it('makes room first where two swap their ids', () => {
    const other = vlan({ name: 'bond0.20', options: { id: '20' } });
    const plan = planned(
      [bond(), vlan(), other],
      [
        { ...made, options: Dict.of({ id: 20 }) },
        { ...made, name: 'bond0.20', options: Dict.of({ id: 10 }) },
      ],
      ['bond0.10', 'bond0.20'],
    );
    expect(lines(plan).slice(0, 2)).toEqual([
      'replace vlan bond0.10, as its id becomes 20',
      'replace vlan bond0.20, as its id becomes 10',
    ]);
    expect(JSON.stringify(plan.operations.map(({ steps }) => steps))).not.toContain('mw-');
  });

  it('of others stays as it is', () => {
    const { problems } = planned([bond(), vlan()], [{ ...made, options: Dict.of({ id: 20 }) }]);
    expect(problems[0]!.message).toBe('the kernel cannot change id of bond0.10 while it exists');
  });
});
