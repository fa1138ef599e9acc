import { fail } from '../../diag/diagnostic.js';
import { defineModule } from '../../module/define.js';
import type { Decision } from '../../module/types.js';
import { entriesOf, itemsOf, type OvsRecord, scalarOf } from './database.js';
import { differingIds, mapAssignment, quoteAtom, wantedIds } from './externalIds.js';
import { type OvsSubject, ovsReport } from './report.js';
import { missingAssignments, parseSetClauses, type SetClause } from './setClause.js';
import { decideTransaction, readTables, type Subcommand, transact, vsctlArgs } from './vsctl.js';

interface PortState {
  readonly program: string;
  readonly bridgeExists: boolean;
  /** Bridge that holds the port, undefined when there is no such port. */
  readonly holder: string | undefined;
  readonly onBridge: boolean;
  readonly tag: string | undefined;
  readonly ids: ReadonlyMap<string, string>;
  readonly clauses: readonly { clause: SetClause; record: OvsRecord | undefined }[];
}

/** Manages ports of Open vSwitch bridges. */
export const openvswitchPort = defineModule({
  name: 'openvswitch.openvswitch.openvswitch_port',
  aliases: ['community.general.openvswitch_port'],
  doc: {
    short: 'Adds, configures and removes ports of Open vSwitch bridges',
    description:
      'Creates, changes and removes ports in one atomic transaction. The properties in `set` are compared with the actual records, so a port that was changed by hand is repaired.',
    examples: `- openvswitch.openvswitch.openvswitch_port:
    bridge: br-ext
    port: vx1
    tag: 10
    set: interface vx1 type=vxlan options:remote_ip=10.0.0.2 options:key=100
`,
    returns: { commands: 'The ovs-vsctl commands of the transaction.' },
  },
  args: {
    bridge: { required: true, description: 'Bridge that the port belongs to.' },
    port: { required: true, description: 'Name of the port.' },
    tag: { description: 'VLAN tag of an access port, 0 to 4095; leaving it out keeps what is there.' },
    state: {
      choices: ['present', 'absent'],
      default: 'present',
      description: 'Whether the port exists on the bridge.',
    },
    external_ids: {
      type: 'dict',
      default: {},
      description: 'External ids of the port; a null value removes a key.',
    },
    set: {
      type: 'list',
      elements: 'str',
      description:
        'Properties in the form of ovs-vsctl set, such as `interface vx1 type=vxlan options:key=1`.',
    },
    ...vsctlArgs,
  },
  check: 'full',

  async probe(args, ctx): Promise<PortState> {
    const clauses = (args.set ?? []).flatMap((text) => {
      const parsed = parseSetClauses(text);
      return typeof parsed === 'string' ? fail('ovs-set', parsed, { span: ctx.span }) : parsed;
    });
    const { program, tables } = await readTables(ctx, args, [
      ['--columns=name,ports', 'list', 'Bridge'],
      ['--columns=_uuid,tag,external_ids', 'find', 'Port', `name=${quoteAtom(args.port)}`],
      ['--columns=_uuid,fake_bridge', 'find', 'Port', `name=${quoteAtom(args.bridge)}`],
      ...clauses.map(({ table, record }) => ['--if-exists', 'list', table, record]),
    ]);
    const [bridges = [], ports = [], namesakes = [], ...records] = tables;
    const port = ports[0];
    const holder = bridgeOf(bridges, port);
    const fake = namesakes.find((record) => scalarOf(record, 'fake_bridge') === 'true');
    const wanted = fake ? bridgeOf(bridges, fake) : args.bridge;
    return {
      program,
      bridgeExists: bridges.some((bridge) => scalarOf(bridge, 'name') === wanted),
      holder,
      onBridge: holder !== undefined && holder === wanted,
      tag: itemsOf(port, 'tag')[0],
      ids: entriesOf(port, 'external_ids'),
      clauses: clauses.map((clause, i) => ({ clause, record: records[i]?.[0] })),
    };
  },

  decide(args, current, { check }): Decision<Subcommand[]> {
    const refused = refusal(args, current, check);
    if (refused !== undefined) return { changed: false, work: [], failed: refused };
    const work =
      args.state === 'absent'
        ? current.onBridge
          ? [['del-port', args.bridge, args.port]]
          : []
        : changes(args, current);
    return {
      ...decideTransaction(current.program, args, work),
      network: ovsReport(subjectOf(args, current), work),
    };
  },

  apply: transact,
});

/** What the `set` clauses say about the port's interface, for reporters. */
function subjectOf(
  args: { bridge: string; port: string; tag: string | undefined; state: string },
  { clauses, onBridge }: PortState,
): OvsSubject {
  const said = clauses.flatMap(({ clause }) =>
    /^interface$/i.test(clause.table) && clause.record === args.port ? clause.assignments : [],
  );
  const setTo = (column: string, key?: string): string | undefined =>
    said.find((each) => each.column === column && each.key === key)?.value.replaceAll('"', '');
  const key = setTo('options', 'key');
  const relations = {
    master: args.bridge,
    local: setTo('options', 'local_ip'),
    remote: setTo('options', 'remote_ip'),
    peer: setTo('options', 'peer'),
  };
  const words = [args.tag !== undefined && `VLAN ${args.tag}`, key !== undefined && `VNI ${key}`];
  return {
    kind: setTo('type') ?? 'port',
    name: args.port,
    text: words.filter(Boolean).join(', '),
    relations: Object.fromEntries(
      Object.entries(relations).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
    wanted: args.state === 'present',
    exists: onBridge,
  };
}

function bridgeOf(bridges: readonly OvsRecord[], port: OvsRecord | undefined): string | undefined {
  const id = scalarOf(port, '_uuid');
  if (id === undefined) return undefined;
  const bridge = bridges.find((candidate) => itemsOf(candidate, 'ports').includes(id));
  return scalarOf(bridge, 'name');
}

/** In check mode a bridge may be missing only because the task that creates it has not run for real. */
function refusal(
  args: { bridge: string; port: string; state: string },
  current: PortState,
  check: boolean,
): string | undefined {
  if (!current.bridgeExists && !check) return `ovs-vsctl: no bridge named ${args.bridge}`;
  if (args.state === 'present' && current.holder !== undefined && !current.onBridge) {
    return `port ${args.port} already belongs to bridge ${current.holder}; remove it there before adding it to ${args.bridge}`;
  }
  return undefined;
}

interface Wanted {
  readonly bridge: string;
  readonly port: string;
  readonly tag: string | undefined;
  readonly external_ids: Parameters<typeof wantedIds>[0];
}

function changes(args: Wanted, current: PortState): Subcommand[] {
  const commands: Subcommand[] = [];
  if (!current.onBridge) {
    commands.push([
      'add-port',
      args.bridge,
      args.port,
      ...(args.tag === undefined ? [] : [`tag=${args.tag}`]),
    ]);
  } else if (args.tag !== undefined && args.tag !== current.tag) {
    commands.push(['set', 'port', args.port, `tag=${args.tag}`]);
  }
  for (const { clause, record } of current.clauses) {
    const missing = missingAssignments(clause, record);
    if (missing) commands.push(missing);
  }
  const ids = current.onBridge ? current.ids : new Map<string, string>();
  for (const [key, value] of differingIds(wantedIds(args.external_ids), ids)) {
    commands.push(
      value === null
        ? ['remove', 'port', args.port, 'external_ids', quoteAtom(key)]
        : ['set', 'port', args.port, mapAssignment('external_ids', key, value)],
    );
  }
  return commands;
}
