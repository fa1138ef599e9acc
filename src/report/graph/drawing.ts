import { type Box, type PlacedDevices, type Point, placeDevices } from './columns.js';
import type { Graph, GraphHost } from './model.js';
import { type PlacedSections, placeSections } from './sections.js';
import { buriedDevices, lanesOf, laneWidth, type PlacedTunnel, placeTunnels } from './tunnels.js';

export interface PlacedHost {
  readonly host: GraphHost;
  readonly box: Box;
  readonly devices: PlacedDevices;
  readonly sections: PlacedSections;
  /** Where devices and sections begin. */
  readonly devicesAt: Point;
  readonly sectionsAt: Point;
  /** Devices whose tunnels leave through strips below all of them, from the uppermost strip on. */
  readonly buried: readonly string[];
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly hosts: readonly PlacedHost[];
  readonly tunnels: readonly PlacedTunnel[];
}

const margin = 28;
const header = 72;
const cardHeader = 40;
const padding = 22;

/** The hosts one below the other, each with its devices and lists; tunnels run in lanes on the left. */
export function draw(graph: Graph): Drawing {
  const lanes = lanesOf(graph);
  const gutter = lanes.count === 0 ? 0 : lanes.count * laneWidth + 26;
  const left = margin + gutter;
  let y = header;
  const hosts = graph.hosts.map((host): PlacedHost => {
    const devices = placeDevices(host);
    const sections = placeSections(host.rows, devices.height);
    const buried = buriedDevices({ host, devices }, graph.tunnels);
    const strips = buried.length === 0 ? 0 : buried.length * laneWidth + 10;
    const inner = Math.max(devices.height + strips, sections.height);
    const devicesAt = { x: left + padding, y: y + cardHeader };
    const gap = devices.width > 0 && sections.width > 0 ? 44 : 0;
    const sectionsAt = { x: devicesAt.x + devices.width + gap, y: devicesAt.y };
    const width = 2 * padding + devices.width + gap + sections.width;
    const box = { x: left, y, width, height: cardHeader + inner + padding };
    y += box.height + margin;
    return { host, box, devices, sections, devicesAt, sectionsAt, buried };
  });
  const widest = Math.max(520, ...hosts.map(({ box }) => box.width));
  const even = hosts.map((host) => ({ ...host, box: { ...host.box, width: widest } }));
  return {
    width: left + widest + margin,
    height: Math.max(y, header + margin),
    hosts: even,
    tunnels: placeTunnels(graph, even, lanes, left),
  };
}
