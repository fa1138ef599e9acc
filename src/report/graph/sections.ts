import { type Box, sizes } from './columns.js';
import { fitted, measure } from './measure.js';
import type { GraphObject } from './model.js';

export interface PlacedRow {
  readonly object: GraphObject;
  readonly text: string;
  readonly box: Box;
}

interface PlacedTitle {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

export interface PlacedSections {
  readonly titles: readonly PlacedTitle[];
  readonly rows: readonly PlacedRow[];
  readonly width: number;
  readonly height: number;
}

const titles: Readonly<Record<string, string>> = {
  route: 'Routes',
  rule: 'Rules',
  neighbour: 'Neighbours',
  proxy: 'Proxies',
  fdb: 'Forwarding',
  sysctl: 'Settings',
  chain: 'Filters',
  nft: 'Filters',
};

const rowHeight = 19;
const titleHeight = 24;
const widest = 330;
const between = 24;
const mostColumns = 3;

/** What is no device as lists under their titles, in few columns of at least a given height, from the origin on. */
export function placeSections(objects: readonly GraphObject[], least: number): PlacedSections {
  const groups = new Map<string, GraphObject[]>();
  for (const kind of Object.keys(titles)) {
    const title = titles[kind]!;
    const found = objects.filter((object) => object.kind === kind);
    if (found.length > 0) groups.set(title, [...(groups.get(title) ?? []), ...found]);
  }
  const wanted = groups.size * (titleHeight + 6) + objects.length * rowHeight;
  const room = Math.max(least, 8 * rowHeight, Math.ceil(wanted / mostColumns) + titleHeight);
  const placed = { titles: [] as PlacedTitle[], rows: [] as PlacedRow[] };
  const column = { x: 0, y: 0, width: 0 };
  let height = 0;
  const advance = (needed: number): void => {
    if (column.y === 0 || column.y + needed <= room) return;
    Object.assign(column, { x: column.x + column.width + between, y: 0, width: 0 });
  };
  for (const [title, members] of groups) {
    const width = Math.min(widest, Math.max(...members.map(({ text }) => measure(text, sizes.row))) + 24);
    advance(titleHeight + rowHeight);
    placed.titles.push({ text: title, x: column.x, y: column.y + 15 });
    column.y += titleHeight;
    for (const object of members) {
      advance(rowHeight);
      column.width = Math.max(column.width, width);
      const text = fitted(object.text, sizes.row, width - 20);
      placed.rows.push({ object, text, box: { x: column.x, y: column.y, width, height: rowHeight - 3 } });
      column.y += rowHeight;
      height = Math.max(height, column.y);
    }
    column.y += 6;
  }
  return { ...placed, width: column.x + column.width, height };
}
