import { devicesOf, sysctlDevice } from '../object/device.js';
import { keyOf } from '../object/key.js';
import type { AddressObject, LinkObject, NetObject, NetState } from '../object/types.js';
import { isBond, linkIn, membersOf } from './members.js';

/** One object before and after a change; undefined stands for absence. */
export interface Effect {
  readonly key: string;
  readonly before: NetObject | undefined;
  readonly after: NetObject | undefined;
}

/** Lets effects happen to a state. */
export function applyEffects(state: Map<string, NetObject>, effects: readonly Effect[]): void {
  for (const { key, after } of effects) {
    if (after) state.set(key, after);
    else state.delete(key);
  }
}

/**
 * What the kernel changes by itself when one object changes: routes of a link that goes down, ports of a bridge
 * that is deleted, secondaries of an address that leaves. Dependents come first, so that the reverse order
 * restores their base before them.
 */
export function consequences(
  state: NetState,
  before: NetObject | undefined,
  after: NetObject | undefined,
): Effect[] {
  if (before?.kind === 'link') {
    if (after === undefined) return linkGone(state, before);
    if (after.kind === 'link') return linkChanged(state, before, after);
  }
  if (before?.kind === 'address' && after === undefined) return addressGone(state, before);
  if (after?.kind === 'sysctl' && after.value !== (before as { value?: string } | undefined)?.value)
    return sysctlEffects(state, after.name, after.value);
  return [];
}

/** A device without any IPv4 address forgets its IPv4 routes and neighbours too, even those that need no address. */
function addressGone(state: NetState, address: AddressObject): Effect[] {
  const dying = [...state.values()].filter((other) => diesWithAddress(state, address, other));
  const left = [...state.values()].some(
    (other) =>
      other.kind === 'address' &&
      other.family === 4 &&
      other.dev === address.dev &&
      keyOf(other) !== keyOf(address) &&
      !dying.includes(other),
  );
  if (address.family === 6 || left) return dying.map(gone);
  const forgotten = [...state.values()].filter(
    (object) =>
      ((object.kind === 'route' && object.family === 4) ||
        (object.kind === 'neighbour' && !object.address.includes(':'))) &&
      devicesOf(object).includes(address.dev) &&
      !dying.includes(object),
  );
  return [...forgotten, ...dying].map(gone);
}

function linkGone(state: NetState, link: LinkObject): Effect[] {
  const effects = new Map<string, Effect>();
  const removed = new Set<string>();
  const remove = (name: string): void => {
    removed.add(name);
    for (const other of state.values()) {
      if (other.kind !== 'link' || removed.has(other.name)) continue;
      if (other.peer === name || other.parent === name) {
        remove(other.name);
        add(effects, gone(other));
      } else if (other.master === name) {
        add(effects, change(other, { ...other, master: '', port: {} }));
      }
    }
  };
  remove(link.name);
  const dependents = [...state.values()].filter((object) =>
    devicesOf(object).some((dev) => removed.has(dev)),
  );
  const freed = [...effects.values()].flatMap(({ before, after }) =>
    before?.kind === 'link' && after ? bridgeEntries(state, before.name) : [],
  );
  return [...dependents.toSorted(dependentsFirst).map(gone), ...freed, ...effects.values()];
}

function linkChanged(state: NetState, before: LinkObject, after: LinkObject): Effect[] {
  const effects: Effect[] = [];
  const moves = before.master !== after.master;
  if (moves) effects.push(...bridgeEntries(state, before.name));
  // a bond closes a card that comes or goes
  const closed = moves && (isBond(state, before.master) || isBond(state, after.master));
  if (before.up && (!after.up || closed)) effects.push(...linkDown(state, before.name));
  if (after.up !== before.up) effects.push(...vlansFollow(state, after));
  if (moves) effects.push(...bondEmptied(state, before));
  if (after.mtu !== before.mtu && after.mtu !== 0) effects.push(...mtuFollows(state, after));
  return effects;
}

/** What the kernel forgets of a device that goes down. */
function linkDown(state: NetState, name: string): Effect[] {
  const lost = [...state.values()].filter(
    (object) =>
      (object.kind === 'route' ||
        object.kind === 'neighbour' ||
        (object.kind === 'address' && object.family === 6)) &&
      devicesOf(object).includes(name),
  );
  return lost.toSorted(dependentsFirst).map(gone);
}

/** VLANs go down and up with the device below them, unless they are bound loosely. */
function vlansFollow(state: NetState, { name, up }: LinkObject): Effect[] {
  return vlansOn(state, name)
    .filter((vlan) => vlan.up !== up && vlan.options.loose_binding !== '1')
    .flatMap((vlan) => [
      ...(up ? [] : linkDown(state, vlan.name)),
      ...vlansFollow(state, { ...vlan, up }),
      change(vlan, { ...vlan, up }),
    ]);
}

/** A bond without members has a MAC address of the kernel's choice. */
function bondEmptied(state: NetState, { name, master }: LinkObject): Effect[] {
  const bond = linkIn(state, master);
  if (bond?.type !== 'bond' || membersOf(state, master).some((other) => other.name !== name)) return [];
  return [change(bond, { ...bond, address: '' })];
}

/** A bond's MTU is that of its members, and no VLAN has more than the device below it. */
function mtuFollows(state: NetState, link: LinkObject): Effect[] {
  const members = link.type === 'bond' ? membersOf(state, link.name) : [];
  const vlans = vlansOn(state, link.name);
  return [
    ...members.filter(({ mtu }) => mtu !== link.mtu),
    ...vlans.filter(({ mtu }) => mtu > link.mtu),
  ].flatMap((other) => {
    const after = { ...other, mtu: link.mtu };
    return [...mtuFollows(state, after), change(other, after)];
  });
}

function vlansOn(state: NetState, name: string): LinkObject[] {
  const vlans: LinkObject[] = [];
  for (const object of state.values())
    if (object.kind === 'link' && object.type === 'vlan' && object.parent === name) vlans.push(object);
  return vlans;
}

/** The bridge's own entries of a port; they vanish when the port leaves. */
function bridgeEntries(state: NetState, port: string): Effect[] {
  return [...state.values()]
    .filter((object) => object.kind === 'fdb' && object.dev === port && object.side === 'master')
    .map(gone);
}

/**
 * Deleting the first IPv4 address of a subnet deletes the others of that subnet and length, unless the sysctl
 * promote_secondaries is on; routes that prefer an address as source go with it.
 */
function diesWithAddress(state: NetState, address: AddressObject, other: NetObject): boolean {
  if (address.family !== 4) return false;
  if (other.kind === 'route') return other.src === address.address;
  if (other.kind !== 'address' || other === address || !sameSubnet(address, other)) return false;
  for (const first of state.values()) {
    if (first.kind === 'address' && sameSubnet(address, first)) return keyOf(first) === keyOf(address);
  }
  return false;
}

function sameSubnet(a: AddressObject, b: AddressObject): boolean {
  return (
    a.dev === b.dev &&
    a.prefix === b.prefix &&
    a.family === b.family &&
    network(a.peer || a.address, a.prefix) === network(b.peer || b.address, b.prefix)
  );
}

function network(address: string, prefix: number): number {
  const bits = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  return Math.floor(bits / 2 ** (32 - prefix));
}

/** Forwarding and disable_ipv6 of `all` are written to every device; disable_ipv6 takes a device's IPv6 addresses. */
function sysctlEffects(state: NetState, name: string, value: string): Effect[] {
  const everywhere =
    name === 'net/ipv4/ip_forward'
      ? /^net\/ipv4\/conf\/[^/]+\/forwarding$/
      : /^net\/ipv[46]\/conf\/all\/(forwarding|disable_ipv6)$/.test(name)
        ? new RegExp(`^${name.replace('/all/', '/[^/]+/')}$`)
        : undefined;
  const disables = name.endsWith('/disable_ipv6') && value !== '0';
  if (everywhere === undefined && !disables) return [];
  const effects: Effect[] = [];
  for (const object of state.values()) {
    if (object.kind === 'sysctl' && object.name !== name && object.value !== value) {
      if (everywhere?.test(object.name)) effects.push(change(object, { ...object, value }));
    }
    if (disables && losesIpv6(object, sysctlDevice(name))) effects.push(gone(object));
  }
  return effects;
}

function losesIpv6(object: NetObject, device: string | undefined): boolean {
  if (object.kind !== 'address' && object.kind !== 'route') return false;
  return object.family === 6 && devicesOf(object).includes(device ?? '');
}

/** Routes and neighbours go before the addresses that they stand on. */
function dependentsFirst(a: NetObject, b: NetObject): number {
  return Number(a.kind === 'address') - Number(b.kind === 'address');
}

function add(effects: Map<string, Effect>, effect: Effect): void {
  effects.set(effect.key, effect);
}

function gone(object: NetObject): Effect {
  return { key: keyOf(object), before: object, after: undefined };
}

function change(before: NetObject, after: NetObject): Effect {
  return { key: keyOf(before), before, after };
}
