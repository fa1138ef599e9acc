import type { Point } from './columns.js';
import type { PlacedHost } from './drawing.js';
import type { Graph, GraphObject, Tunnel } from './model.js';

/** A connection between hosts, from its device on. */
export interface PlacedTunnel {
  readonly owner: GraphObject;
  readonly points: readonly Point[];
  /** Written at the end of a tunnel that leads to no declared device. */
  readonly label: string;
}

type End = Tunnel['from'];

/** Pixels between two lanes. */
export const laneWidth = 9;

/** Vertical lanes for the tunnels between hosts: how many, and which one each takes, from the hosts outwards. */
interface Lanes {
  readonly count: number;
  of(tunnel: Tunnel): number;
}

/** Both halves of a tunnel share a lane; tunnels that pass the same hosts do not. */
export function lanesOf({ hosts, tunnels }: Graph): Lanes {
  const index = new Map(hosts.map(({ name }, i) => [name, i]));
  const spans = new Map<string, readonly [number, number]>();
  for (const { from, to } of tunnels) {
    if (!to) continue;
    const ends = [index.get(from.host)!, index.get(to.host)!].toSorted((a, b) => a - b);
    spans.set(pairKey(from, to), [ends[0]!, ends[1]!]);
  }
  const taken: (readonly [number, number])[][] = [];
  const lanes = new Map<string, number>();
  const shortFirst = [...spans].toSorted(([, a], [, b]) => a[1] - a[0] - (b[1] - b[0]) || a[0] - b[0]);
  for (const [key, span] of shortFirst) {
    const free = taken.findIndex((others) => others.every(([a, b]) => span[1] < a || b < span[0]));
    const at = free < 0 ? taken.length : free;
    taken[at] = [...(taken[at] ?? []), span];
    lanes.set(key, at);
  }
  const textRoom = tunnels.some(({ to }) => to === undefined) ? 11 : 0;
  return {
    count: Math.max(taken.length, textRoom),
    of: ({ from, to }) => (to ? (lanes.get(pairKey(from, to)) ?? 0) : 0),
  };
}

/** The devices of a host whose way to the lanes leads past others: each needs a strip below them. */
export function buriedDevices(
  host: Pick<PlacedHost, 'host' | 'devices'>,
  tunnels: readonly Tunnel[],
): string[] {
  const ends = tunnels.flatMap(({ from, to }) => (to ? [from, to] : [from]));
  const names = new Set(ends.filter((end) => end.host === host.host.name).map(({ device }) => device));
  const boxes = host.devices.devices;
  return boxes
    .filter(({ device, box }) => {
      const middle = box.y + box.height / 2;
      const inTheWay = boxes.some(
        (other) =>
          other.box.x < box.x && other.box.y - 4 < middle && middle < other.box.y + other.box.height + 4,
      );
      return names.has(device.name) && inTheWay;
    })
    .map(({ device }) => device.name);
}

/** Draws all tunnels. `left` is where the cards of the hosts begin. */
export function placeTunnels(
  graph: Graph,
  hosts: readonly PlacedHost[],
  lanes: Lanes,
  left: number,
): PlacedTunnel[] {
  const byName = new Map(hosts.map((host) => [host.host.name, host]));
  return graph.tunnels.map((tunnel): PlacedTunnel => {
    const { owner, from, to, remote } = tunnel;
    const x = left - 14 - lanes.of(tunnel) * laneWidth;
    const start = wayOut(from, byName.get(from.host)!);
    const y = start.at(-1)!.y;
    if (to === undefined) return { owner, points: [...start, { x, y }], label: remote };
    const end = wayOut(to, byName.get(to.host)!);
    const far = end.at(-1)!.y;
    const answered = graph.tunnels.some((other) => other.to && same(other.from, to) && same(other.to, from));
    // each end draws its half of a tunnel that both name
    const rest = answered ? [{ x, y: (y + far) / 2 }] : [{ x, y: far }, ...end.toReversed()];
    return { owner, points: [...start, { x, y }, ...rest], label: '' };
  });
}

/** From the left side of a device's box to where it can go straight to the lanes. */
function wayOut({ device }: End, host: PlacedHost): Point[] {
  const { devicesAt, devices, buried } = host;
  const { box } = devices.devices.find((each) => each.device.name === device)!;
  const start = { x: devicesAt.x + box.x, y: devicesAt.y + box.y + box.height / 2 };
  const strip = buried.indexOf(device);
  if (strip < 0) return [start];
  const below = devicesAt.y + devices.height + 16 + strip * laneWidth;
  const x = start.x - 16;
  return [start, { x, y: start.y }, { x, y: below }];
}

function same(a: End, b: End): boolean {
  return a.host === b.host && a.device === b.device;
}

function pairKey(a: End, b: End): string {
  return [`${a.host} ${a.device}`, `${b.host} ${b.device}`].toSorted().join(' ');
}
