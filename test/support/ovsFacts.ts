/** Columns that count, or that come from an interface's random hardware address. */
const unsteady = new Set([
  '_uuid',
  'statistics',
  'rstp_statistics',
  'cur_cfg',
  'next_cfg',
  'link_resets',
  'cfm_flap_count',
  'mac_in_use',
  'datapath_id',
]);

type Atom = string | number | boolean | readonly ['uuid', string];
type Datum = Atom | readonly ['set', readonly Atom[]] | readonly ['map', readonly (readonly [Atom, Atom])[]];

interface Table {
  readonly caption: string;
  readonly headings: readonly string[];
  readonly data: readonly (readonly Datum[])[];
}

/**
 * The rows of an Open vSwitch database as `TABLE ROW COLUMN VALUE`, rows called by their name, references by the
 * name of what they refer to, sets and maps sorted. `dump` is what `ovsdb-client dump --format=json` prints.
 */
export function ovsFacts(dump: string): string[] {
  const tables = dump
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Table);
  const names = new Map<string, string>();
  for (const { caption, headings, data } of tables) {
    const [uuid, name] = [headings.indexOf('_uuid'), headings.indexOf('name')];
    for (const row of data) {
      names.set(String((row[uuid] as readonly ['uuid', string])[1]), String(row[name] ?? caption));
    }
  }
  const plain = (atom: Atom): string =>
    Array.isArray(atom) ? `<${names.get(atom[1])}>` : JSON.stringify(atom);
  const shown = (datum: Datum): string => {
    if (!Array.isArray(datum) || datum[0] === 'uuid') return plain(datum as Atom);
    const parts =
      datum[0] === 'set'
        ? (datum[1] as readonly Atom[]).map(plain)
        : (datum[1] as readonly (readonly [Atom, Atom])[]).map(
            ([key, value]) => `${plain(key)}=${plain(value)}`,
          );
    return `{${parts.sort().join(', ')}}`;
  };
  return tables.flatMap(({ caption, headings, data }) =>
    data.flatMap((row) => {
      const own = names.get((row[headings.indexOf('_uuid')] as readonly ['uuid', string])[1]);
      return headings.flatMap((heading, column) =>
        unsteady.has(heading) ? [] : [`${caption} ${own} ${heading} ${shown(row[column]!)}`],
      );
    }),
  );
}
