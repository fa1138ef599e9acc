import { didYouMean } from '../../diag/suggest.js';
import { defineModule } from '../../module/define.js';
import type { Decision } from '../../module/types.js';
import { fromJs } from '../../value/convert.js';
import type { OvsColumn, OvsRecord } from './database.js';
import { mapAssignment, quoteAtom } from './externalIds.js';
import { holds } from './setClause.js';
import { commandLines, readTables, type Subcommand, transact, vsctlArgs } from './vsctl.js';

interface DbState {
  readonly program: string;
  readonly record: OvsRecord | undefined;
}

/** Sets, removes or reads one column (or one key of a map column) of an Open vSwitch record. */
export const openvswitchDb = defineModule({
  name: 'openvswitch.openvswitch.openvswitch_db',
  aliases: ['community.general.openvswitch_db'],
  doc: {
    short: 'Sets single values in the Open vSwitch database',
    examples: `- openvswitch.openvswitch.openvswitch_db:
    table: open_vswitch
    record: .
    col: other_config
    key: max-idle
    value: 50000
`,
    returns: {
      commands: 'The ovs-vsctl commands.',
      output: 'With state read: the value, or the entries of a map column.',
    },
  },
  args: {
    table: { required: true, description: 'Table of the database.' },
    record: { required: true, description: 'Record, by name or uuid; `.` for the only record of a table.' },
    col: { required: true, description: 'Column of the record.' },
    key: { no_log: false, description: 'Key, when the column is a map.' },
    value: { description: 'Wanted value.' },
    state: {
      choices: ['present', 'absent', 'read'],
      default: 'present',
      description: 'Set, remove or read the value.',
    },
    ...vsctlArgs,
  },
  check: 'full',

  async probe(args, ctx): Promise<DbState> {
    const { program, tables } = await readTables(ctx, args, [['list', args.table, args.record]]);
    return { program, record: tables[0]?.[0] };
  },

  decide(args, current): Decision<Subcommand[]> {
    const column = current.record?.get(args.col);
    if (column === undefined) {
      const hint = didYouMean(args.col, current.record?.keys() ?? []);
      return {
        changed: false,
        work: [],
        failed: `table ${args.table} has no column ${args.col}${hint ? `; ${hint}` : ''}`,
      };
    }
    if (args.state === 'present' && (args.value ?? '') === '') {
      return { changed: false, work: [], failed: 'state present needs a value' };
    }
    if (args.state !== 'read' && column.kind === 'map' && args.key === undefined) {
      return { changed: false, work: [], failed: `column ${args.col} is a map: name the key to change` };
    }
    const work = subcommands(args, column);
    const output = args.state === 'read' ? fromJs(reading(args, column)) : undefined;
    return {
      changed: work.length > 0,
      work,
      result: { commands: commandLines(current.program, args, work), output },
    };
  },

  async apply(args, work, ctx) {
    // The probe has read the value already.
    return args.state === 'read' ? {} : transact(args, work, ctx);
  },
});

interface Wanted {
  readonly table: string;
  readonly record: string;
  readonly col: string;
  readonly key: string | undefined;
  readonly value: string | undefined;
  readonly state: string;
}

function subcommands(args: Wanted, column: OvsColumn): Subcommand[] {
  const { table, record, col, key } = args;
  const value = args.value === 'True' || args.value === 'False' ? args.value.toLowerCase() : args.value;
  if (args.state === 'read') return [['get', table, record, key === undefined ? col : `${col}:${key}`]];
  if (args.state === 'absent') return removal(args, value, column);
  if (column.kind === 'map' && key !== undefined) {
    return column.entries.get(key) === value
      ? []
      : [['set', table, record, mapAssignment(col, key, value ?? '')]];
  }
  const word = `${col}=${value}`;
  return holds({ column: col, key: undefined, value: value ?? '', word }, column)
    ? []
    : [['set', table, record, word]];
}

function removal(
  { table, record, col, key }: Wanted,
  value: string | undefined,
  column: OvsColumn,
): Subcommand[] {
  if (column.kind === 'map') {
    if (key === undefined || !column.entries.has(key)) return [];
    if (value !== undefined && column.entries.get(key) !== value) return [];
    return [['remove', table, record, col, quoteAtom(key)]];
  }
  if (column.items.length === 0) return [];
  if (value === undefined) return [['clear', table, record, col]];
  return column.items.includes(value) ? [['remove', table, record, col, value]] : [];
}

function reading({ col, key }: Wanted, column: OvsColumn): Record<string, string> {
  if (column.kind === 'map') {
    return key === undefined ? Object.fromEntries(column.entries) : { [key]: column.entries.get(key) ?? '' };
  }
  return { [key ?? col]: column.items.length === 1 ? column.items[0]! : `[${column.items.join(', ')}]` };
}
