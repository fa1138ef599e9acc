import { type PlacedConnection, type PlacedDevice, type Point, sizes } from './columns.js';
import { type Drawing, draw, type PlacedHost } from './drawing.js';
import { measure } from './measure.js';
import { type Graph, type GraphObject, type ObjectState, objectsOf } from './model.js';
import type { PlacedRow } from './sections.js';
import { kindColour, style } from './style.js';
import type { PlacedTunnel } from './tunnels.js';

/**
 * A graph as one SVG document. Each declared object is one group with its id; the connections that it declares are
 * inside the group, so that one object is one thing to colour, to click and to count.
 */
export function graphSvg(graph: Graph): string {
  const drawing = draw(graph);
  const { width, height } = drawing;
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.ceil(width)}" height="${Math.ceil(height)}" viewBox="0 0 ${Math.ceil(width)} ${Math.ceil(height)}" role="img">`,
    '<title>Network as declared</title>',
    `<style>${style}</style>`,
    `<rect class="page" width="100%" height="100%"/>`,
    ...heading(graph, width),
    ...drawing.hosts.map((host) => card(host)),
    ...drawing.hosts.flatMap((host) => hostParts(host, drawing)),
    '</svg>',
  ];
  return `${lines.join('\n')}\n`;
}

function heading(graph: Graph, width: number): string[] {
  const objects = objectsOf(graph);
  const count = (state: ObjectState): number => objects.filter((object) => object.state === state).length;
  const legend: [string, string][] = [
    ['live', `${count('live')} live`],
    ...(count('waiting') > 0 ? [['waiting', `${count('waiting')} waiting`] as [string, string]] : []),
    ['different', `${count('different')} not as declared`],
    ['missing', `${count('missing')} missing`],
  ];
  const sum = `${graph.hosts.length} host${graph.hosts.length === 1 ? '' : 's'}, ${objects.length} declared object${objects.length === 1 ? '' : 's'}`;
  let x = Math.max(width, 560) - 28;
  const marks = legend.toReversed().map(([state, text]) => {
    x -= measure(text, 12) + 36;
    return `<g class="legend ${state}"><rect class="mark" x="${x}" y="28" width="12" height="12" rx="3"/><text class="small" x="${x + 18}" y="38.5">${text}</text></g>`;
  });
  return [
    '<text class="heading" x="28" y="34">Network as declared</text>',
    `<text class="small" x="28" y="52">${sum}</text>`,
    ...marks,
  ];
}

function card({ box, host }: PlacedHost): string {
  const { x, y, width, height } = box;
  return `<rect class="card" x="${x}" y="${y}" width="${width}" height="${height}" rx="10"/><text class="host" x="${x + 22}" y="${y + 26}">${escaped(host.name)}</text>`;
}

/** Objects from right to left: what runs to the left passes under the boxes there. */
function hostParts(host: PlacedHost, drawing: Drawing): string[] {
  const { devices, connections } = host.devices;
  const rightFirst = devices.toSorted((a, b) => b.box.x - a.box.x);
  const titles = host.sections.titles.map(
    ({ text, x, y }) =>
      `<text class="section" x="${host.sectionsAt.x + x}" y="${host.sectionsAt.y + y}">${text}</text>`,
  );
  return [
    ...titles,
    ...host.sections.rows.map((row) => rowGroup(row, host, tunnelsOf(row.object, drawing))),
    ...rightFirst.flatMap((placed) => {
      const { object } = placed.device;
      const own = connections.filter(({ owner }) => owner === placed.device);
      return deviceGroups(placed, own, host, object ? tunnelsOf(object, drawing) : []);
    }),
  ];
}

function tunnelsOf(object: GraphObject, { tunnels }: Drawing): PlacedTunnel[] {
  return tunnels.filter(({ owner }) => owner === object);
}

function deviceGroups(
  { device, box, detail }: PlacedDevice,
  own: readonly PlacedConnection[],
  host: PlacedHost,
  tunnels: readonly PlacedTunnel[],
): string[] {
  const at = host.devicesAt;
  const [x, y] = [at.x + box.x, at.y + box.y];
  const { object } = device;
  const { padding, line } = sizes;
  const text = [
    `<text class="name" x="${x + padding + 5}" y="${y + padding + 10}">${escaped(device.name)}</text>`,
    ...(detail === ''
      ? []
      : [
          `<text class="detail" x="${x + padding + 5}" y="${y + padding + 10 + line}">${escaped(detail)}</text>`,
        ]),
  ];
  const lines = [
    ...tunnels.map(tunnelPath),
    ...own.map(
      ({ points }) => `<path class="line" d="${curve(points.map((point) => shifted(point, at)))}"/>`,
    ),
  ];
  const frame = `<rect class="box" x="${x}" y="${y}" width="${box.width}" height="${box.height}" rx="6"/>`;
  const first = detail === '' ? 1 : 2;
  const addresses = device.addresses.map((address, i) => {
    const top = y + padding + 10 + (first + i) * line;
    return group(address, [
      `<text class="address" x="${x + padding + 5}" y="${top}">${escaped(address.text)}</text>`,
    ]);
  });
  if (object === undefined)
    return [`<g class="context">${[...lines, frame, ...text].join('')}</g>`, ...addresses];
  const stripe = `<rect class="stripe" x="${x}" y="${y + 6}" width="4" height="${box.height - 12}" fill="${kindColour(object.kind)}"/>`;
  return [group(object, [...lines, frame, stripe, ...text]), ...addresses];
}

function rowGroup(
  { object, text, box }: PlacedRow,
  host: PlacedHost,
  tunnels: readonly PlacedTunnel[],
): string {
  const { x, y } = shifted(box, host.sectionsAt);
  const middle = y + box.height / 2;
  return group(object, [
    ...tunnels.map(tunnelPath),
    `<circle class="mark" cx="${x + 5}" cy="${middle}" r="3.5"/>`,
    `<text class="row" x="${x + 16}" y="${middle + 4}">${escaped(text)}</text>`,
  ]);
}

function group(object: GraphObject, parts: readonly string[]): string {
  const title = `${object.kind} ${object.name}${object.text === '' ? '' : `: ${object.text}`} (${stateWords[object.state]})`;
  const name = `class="object ${object.kind} ${object.state}"`;
  return `<g id="${escaped(object.id)}" ${name}><title>${escaped(title)}</title>${parts.join('')}</g>`;
}

const stateWords: Readonly<Record<ObjectState, string>> = {
  live: 'live',
  waiting: 'waits for a device that comes and goes',
  different: 'not as declared',
  missing: 'missing',
};

function tunnelPath({ points, label }: PlacedTunnel): string {
  const path = `<path class="tunnel" d="${rounded(points)}"/>`;
  const end = points.at(-1)!;
  return label === ''
    ? path
    : `${path}<text class="end" x="${end.x - 5}" y="${end.y + 4}">${escaped(label)}</text>`;
}

/** A smooth line from left to right through pairs of points: curved between columns, straight inside of one. */
function curve(points: readonly Point[]): string {
  return points
    .map(({ x, y }, i) => {
      if (i === 0) return `M${x} ${y}`;
      const before = points[i - 1]!;
      if (i % 2 === 0) return `L${x} ${y}`;
      const half = (x - before.x) / 2;
      return `C${before.x + half} ${before.y} ${x - half} ${y} ${x} ${y}`;
    })
    .join('');
}

/** Straight lines with rounded corners between them. */
function rounded(points: readonly Point[]): string {
  return points
    .map((point, i) => {
      const [before, after] = [points[i - 1], points[i + 1]];
      if (before === undefined) return `M${point.x} ${point.y}`;
      if (after === undefined) return `L${point.x} ${point.y}`;
      const near = towards(point, before);
      const far = towards(point, after);
      return `L${near.x} ${near.y}Q${point.x} ${point.y} ${far.x} ${far.y}`;
    })
    .join('');
}

/** A point a little way from a corner. */
function towards(corner: Point, { x, y }: Point): Point {
  const [right, down] = [x - corner.x, y - corner.y];
  const length = Math.hypot(right, down);
  const share = length === 0 ? 0 : Math.min(8, length) / length;
  return { x: corner.x + right * share, y: corner.y + down * share };
}

function shifted<P extends Point>(point: P, by: Point): P {
  return { ...point, x: point.x + by.x, y: point.y + by.y };
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, ' ');
}
