import { fail } from '../../diag/diagnostic.js';

/** A column's value: scalars are one-element sets, as ovs-vsctl itself treats them. */
export type OvsColumn =
  | { readonly kind: 'set'; readonly items: readonly string[] }
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, string> };

/** One record of a table: column name → value. */
export type OvsRecord = ReadonlyMap<string, OvsColumn>;

type Cell = string | number | boolean | readonly [string, unknown];

/**
 * Reads the output of `ovs-vsctl --format=json`: one table per line, in the order of the commands.
 * Data types are those of RFC 7047 (`["set",[…]]`, `["map",[…]]`, `["uuid","…"]`). Throws a DiagnosticError
 * when the text is no such output.
 */
export function parseTables(text: string): OvsRecord[][] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => parseTable(line));
}

function parseTable(line: string): OvsRecord[] {
  let table: { headings: string[]; data: Cell[][] };
  try {
    table = JSON.parse(line) as typeof table;
  } catch (cause) {
    fail('ovs-output', `ovs-vsctl printed something that is not JSON: ${line.slice(0, 80)}`, {
      fix: `Open vSwitch 2.4 or newer is needed (${(cause as Error).message})`,
    });
  }
  return table.data.map(
    (row) => new Map(table.headings.map((heading, i) => [heading, column(row[i] ?? '')])),
  );
}

function column(cell: Cell): OvsColumn {
  if (Array.isArray(cell)) {
    const [type, content] = cell as [string, unknown];
    if (type === 'map') {
      const pairs = content as [Cell, Cell][];
      return { kind: 'map', entries: new Map(pairs.map(([key, value]) => [atom(key), atom(value)])) };
    }
    if (type === 'set') return { kind: 'set', items: (content as Cell[]).map(atom) };
  }
  return { kind: 'set', items: [atom(cell as Cell)] };
}

function atom(cell: Cell): string {
  return Array.isArray(cell) ? String((cell as [string, unknown])[1]) : String(cell);
}

/** The single value of a column, or undefined when it is empty or a map. */
export function scalarOf(record: OvsRecord | undefined, name: string): string | undefined {
  const found = record?.get(name);
  return found?.kind === 'set' && found.items.length === 1 ? found.items[0] : undefined;
}

/** The elements of a set column; empty when absent. */
export function itemsOf(record: OvsRecord | undefined, name: string): readonly string[] {
  const found = record?.get(name);
  return found?.kind === 'set' ? found.items : [];
}

/** The entries of a map column; empty when absent. */
export function entriesOf(record: OvsRecord | undefined, name: string): ReadonlyMap<string, string> {
  const found = record?.get(name);
  return found?.kind === 'map' ? found.entries : new Map();
}
