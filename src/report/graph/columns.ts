import { type Connection, layersOf, type Slot } from './layers.js';
import { fitted, measure } from './measure.js';
import type { GraphDevice, GraphHost } from './model.js';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface PlacedDevice {
  readonly device: GraphDevice;
  readonly box: Box;
  /** Kind and details, cut to the box. */
  readonly detail: string;
}

export interface PlacedConnection {
  readonly owner: GraphDevice;
  readonly points: readonly Point[];
}

export interface PlacedDevices {
  readonly devices: readonly PlacedDevice[];
  readonly connections: readonly PlacedConnection[];
  readonly width: number;
  readonly height: number;
}

/** Font sizes and distances in pixels. */
export const sizes = {
  name: 13,
  detail: 10.5,
  row: 11,
  line: 16,
  padding: 9,
  between: 14,
  column: 52,
  widest: 230,
} as const;

const laneHeight = 10;

/** The devices of a host as boxes in columns, from the origin on. */
export function placeDevices(host: GraphHost): PlacedDevices {
  const { columns, connections } = layersOf(host.devices);
  const widths = columns.map((column) => Math.max(60, ...column.map(({ device }) => widthOf(device))));
  const tops = settle(columns);
  const lefts: number[] = [];
  let x = 0;
  for (const width of widths) {
    lefts.push(x);
    x += width + sizes.column;
  }
  const boxes = new Map<Slot, Box>();
  columns.forEach((column, i) => {
    for (const slot of column)
      boxes.set(slot, { x: lefts[i]!, y: tops.get(slot)!, width: widths[i]!, height: heightOf(slot) });
  });
  const devices = columns.flat().flatMap((slot): PlacedDevice[] => {
    const box = boxes.get(slot)!;
    return slot.device === undefined ? [] : [{ device: slot.device, box, detail: detailOf(slot.device) }];
  });
  return {
    devices,
    connections: connections.map((connection) => placeConnection(connection, boxes)),
    width: Math.max(0, x - sizes.column),
    height: Math.max(0, ...[...boxes.values()].map((box) => box.y + box.height)),
  };
}

function detailOf({ object }: GraphDevice): string {
  const text =
    object === undefined
      ? 'not declared'
      : [object.kind === 'link' ? '' : object.kind, object.text].filter(Boolean).join(' · ');
  return fitted(text, sizes.detail, sizes.widest - 2 * sizes.padding - 6);
}

function widthOf(device: GraphDevice | undefined): number {
  if (device === undefined) return 0;
  const texts = [
    measure(device.name, sizes.name) * 1.08,
    measure(detailOf(device), sizes.detail),
    ...device.addresses.map(({ text }) => measure(text, sizes.row)),
  ];
  return Math.min(sizes.widest, Math.ceil(Math.max(...texts)) + 2 * sizes.padding + 6);
}

function heightOf({ device }: Slot): number {
  if (device === undefined) return laneHeight;
  const lines = 1 + (detailOf(device) === '' ? 0 : 1) + device.addresses.length;
  return lines * sizes.line + 2 * sizes.padding - 4;
}

/** The top of each slot: as near to the middle of its neighbours as the others of its column let it. */
function settle(columns: readonly (readonly Slot[])[]): Map<Slot, number> {
  const tops = new Map<Slot, number>();
  for (const column of columns) stack(column, tops, () => undefined);
  const middle = (slots: readonly Slot[]): number | undefined =>
    slots.length === 0
      ? undefined
      : slots.reduce((sum, slot) => sum + tops.get(slot)! + heightOf(slot) / 2, 0) / slots.length;
  for (let round = 0; round < 6; round++) {
    const order = round % 2 === 0 ? columns : columns.toReversed();
    for (const column of order) {
      const near = (slot: Slot): number | undefined => middle([...slot.before, ...slot.after]);
      stack(column, tops, near);
    }
  }
  const highest = Math.min(0, ...tops.values());
  for (const [slot, top] of tops) tops.set(slot, Math.round(top - highest));
  return tops;
}

/** Places a column top down; where slots push each other away, the whole run is centred on what they wished for. */
function stack(
  column: readonly Slot[],
  tops: Map<Slot, number>,
  wish: (slot: Slot) => number | undefined,
): void {
  interface Run {
    readonly slots: Slot[];
    /** Sum of the tops that the run's first slot should have for each of its members. */
    wanted: number;
    height: number;
  }
  const topOf = (run: Run): number => run.wanted / run.slots.length;
  const runs: Run[] = [];
  for (const slot of column) {
    const height = heightOf(slot);
    const middle = wish(slot);
    const last = runs.at(-1);
    const below = last === undefined ? 0 : topOf(last) + last.height;
    runs.push({
      slots: [slot],
      wanted: middle === undefined ? (tops.get(slot) ?? below) : middle - height / 2,
      height: height + sizes.between,
    });
    for (let run = runs.at(-1)!, over = runs.at(-2); over && topOf(over) + over.height > topOf(run); ) {
      runs.splice(-2);
      const joined: Run = {
        slots: [...over.slots, ...run.slots],
        wanted: over.wanted + run.wanted - over.height * run.slots.length,
        height: over.height + run.height,
      };
      runs.push(joined);
      run = joined;
      over = runs.at(-2);
    }
  }
  for (const run of runs) {
    let top = topOf(run);
    for (const slot of run.slots) {
      tops.set(slot, top);
      top += heightOf(slot) + sizes.between;
    }
  }
}

function placeConnection({ owner, slots }: Connection, boxes: ReadonlyMap<Slot, Box>): PlacedConnection {
  const points = slots.flatMap((slot, i): Point[] => {
    const { x, y, width, height } = boxes.get(slot)!;
    const middle = y + height / 2;
    if (i === 0) return [{ x: x + width, y: middle }];
    if (i === slots.length - 1) return [{ x, y: middle }];
    return [
      { x, y: middle },
      { x: x + width, y: middle },
    ];
  });
  return { owner, points };
}
