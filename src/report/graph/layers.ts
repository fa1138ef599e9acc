import type { GraphDevice } from './model.js';

/** A place in a column: a device, or a free lane for a connection that passes by. */
export interface Slot {
  /** The device's name; for a lane `upper>lower`. */
  readonly name: string;
  readonly device: GraphDevice | undefined;
  /** Slots of the column to the left that it is connected with. */
  readonly before: Slot[];
  readonly after: Slot[];
}

/** A connection between two devices, with the slots it passes, from left to right. */
export interface Connection {
  /** The device that names the other one. */
  readonly owner: GraphDevice;
  readonly slots: readonly Slot[];
}

interface Layers {
  readonly columns: readonly (readonly Slot[])[];
  readonly connections: readonly Connection[];
}

/** Kinds that hang on a bridge's far side when they are its ports: what guests are plugged into. */
const guestKinds: ReadonlySet<string> = new Set(['tun', 'tap', 'veth', 'internal', 'patch', 'port', 'dummy']);

/**
 * The devices of a host in columns: what carries others to the left of them (cards, bonds, VLANs and tunnels,
 * bridges), ports of guests to the right of their bridge. Connections over several columns keep a lane in each;
 * neighbours are ordered so that few connections cross.
 */
export function layersOf(devices: readonly GraphDevice[]): Layers {
  const byName = new Map(devices.map((device) => [device.name, device]));
  const pairs = devices.flatMap((device) => pairsOf(device, byName));
  const level = levels(devices, pairs);
  const columns: Slot[][] = Array.from({ length: Math.max(0, ...level.values()) + 1 }, () => []);
  const slots = new Map<string, Slot>();
  for (const device of devices) {
    const slot: Slot = { name: device.name, device, before: [], after: [] };
    slots.set(device.name, slot);
    columns[level.get(device.name)!]!.push(slot);
  }
  const connections = pairs.flatMap(({ left, right, owner }): Connection[] => {
    const [from, to] = [level.get(left)!, level.get(right)!];
    if (from >= to) return [];
    const lanes = columns.slice(from + 1, to).map((column): Slot => {
      const lane: Slot = { name: `${left}>${right}`, device: undefined, before: [], after: [] };
      column.push(lane);
      return lane;
    });
    const path = [slots.get(left)!, ...lanes, slots.get(right)!];
    path.forEach((slot, i) => {
      const next = path[i + 1];
      if (next === undefined) return;
      slot.after.push(next);
      next.before.push(slot);
    });
    return [{ owner, slots: path }];
  });
  untangle(columns);
  return { columns, connections };
}

interface Pair {
  readonly left: string;
  readonly right: string;
  readonly owner: GraphDevice;
}

function pairsOf(owner: GraphDevice, byName: ReadonlyMap<string, GraphDevice>): Pair[] {
  const { name, object } = owner;
  const { master, parent, peer } = object?.relations ?? {};
  const pairs: Pair[] = [];
  if (parent !== undefined && byName.has(parent)) pairs.push({ left: parent, right: name, owner });
  if (master !== undefined && byName.has(master))
    pairs.push(
      isGuestPort(owner) ? { left: master, right: name, owner } : { left: name, right: master, owner },
    );
  const other = peer === undefined ? undefined : byName.get(peer);
  // of two ends that name each other one is enough
  if (other === undefined || (other.object?.relations.peer === name && other.name < name)) return pairs;
  // the end without a bridge stands behind the one that has one
  const outer = other.object?.relations.master === undefined;
  return [
    ...pairs,
    outer ? { left: name, right: other.name, owner } : { left: other.name, right: name, owner },
  ];
}

function isGuestPort({ object }: GraphDevice): boolean {
  return object !== undefined && guestKinds.has(object.kind) && object.relations.remote === undefined;
}

/** As far left as what stands to the left allows; what carries others without standing on anything close to them. */
function levels(devices: readonly GraphDevice[], pairs: readonly Pair[]): Map<string, number> {
  const found = new Map<string, number>();
  const visit = (name: string): number => {
    const known = found.get(name);
    if (known !== undefined) return known;
    found.set(name, 0);
    const below = pairs.filter(({ right }) => right === name).map(({ left }) => visit(left) + 1);
    const level = Math.max(0, ...below);
    found.set(name, level);
    return level;
  };
  for (const { name } of devices) visit(name);
  for (const { name, object } of devices) {
    const above = pairs.filter(({ left }) => left === name).map(({ right }) => found.get(right)!);
    const rests = pairs.every(({ right }) => right !== name);
    const leadsOut = object?.relations.local !== undefined || object?.relations.remote !== undefined;
    if (rests && above.length > 0 && !leadsOut) found.set(name, Math.max(0, Math.min(...above) - 1));
  }
  return found;
}

/** Orders each column by the middle of its neighbours, forth and back, and keeps the order with the fewest crossings. */
function untangle(columns: Slot[][]): void {
  let best = columns.map((column) => [...column]);
  let fewest = crossings(best);
  for (let round = 0; round < 8 && fewest > 0; round++) {
    const forth = round % 2 === 0;
    const order = forth ? columns : columns.toReversed();
    order.forEach((column, i) => {
      const known = order[i - 1];
      if (known !== undefined) sortBy(column, known, forth);
    });
    const now = crossings(columns);
    if (now >= fewest) continue;
    fewest = now;
    best = columns.map((column) => [...column]);
  }
  columns.splice(0, columns.length, ...best);
}

function sortBy(column: Slot[], known: readonly Slot[], forth: boolean): void {
  const place = new Map(known.map((slot, at) => [slot, at]));
  const weights = column.map((slot, at): [Slot, number] => {
    const near = (forth ? slot.before : slot.after).map((other) => place.get(other)!);
    return [slot, near.length === 0 ? at : near.reduce((sum, each) => sum + each, 0) / near.length];
  });
  const weight = new Map(weights);
  column.sort((a, b) => weight.get(a)! - weight.get(b)!);
}

function crossings(columns: readonly (readonly Slot[])[]): number {
  let count = 0;
  columns.forEach((column, i) => {
    const next = new Map(columns[i + 1]?.map((slot, at) => [slot, at]));
    const ends = column.map((slot) => slot.after.map((other) => next.get(other)!));
    ends.forEach((upper, a) => {
      for (const lower of ends.slice(a + 1))
        for (const x of upper) count += lower.filter((y) => y < x).length;
    });
  });
  return count;
}
