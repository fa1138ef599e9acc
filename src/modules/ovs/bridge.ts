import { fail } from '../../diag/diagnostic.js';
import { defineModule } from '../../module/define.js';
import type { Decision, ModuleContext } from '../../module/types.js';
import { blankLink } from '../../net/object/blank.js';
import { foresee } from '../net/state/foreseen.js';
import { entriesOf, itemsOf, type OvsRecord, scalarOf } from './database.js';
import { differingIds, quoteAtom, wantedIds } from './externalIds.js';
import { ovsReport } from './report.js';
import { missingAssignments, parseSetClauses, type SetClause } from './setClause.js';
import { decideTransaction, readTables, type Subcommand, transact, vsctlArgs } from './vsctl.js';

interface BridgeState {
  readonly program: string;
  /** undefined: the bridge does not exist. */
  readonly bridge:
    | {
        readonly vlan: string | undefined;
        readonly failMode: string | undefined;
        readonly ids: ReadonlyMap<string, string>;
        readonly fake: boolean;
      }
    | undefined;
  readonly clauses: readonly { clause: SetClause; record: OvsRecord | undefined }[];
}

/** Manages Open vSwitch bridges and fake (VLAN) bridges. */
export const openvswitchBridge = defineModule({
  name: 'openvswitch.openvswitch.openvswitch_bridge',
  aliases: ['community.general.openvswitch_bridge'],
  doc: {
    short: 'Creates, configures and removes Open vSwitch bridges',
    description:
      'Creates, changes and removes bridges in one atomic transaction. The properties in `set` are compared with the actual records, so a bridge that was changed by hand is repaired.',
    examples: `- openvswitch.openvswitch.openvswitch_bridge:
    bridge: br-int
    fail_mode: secure
    external_ids:
      bridge-id: br-int
- openvswitch.openvswitch.openvswitch_bridge:
    bridge: br-int.405
    parent: br-int
    vlan: 405
`,
    returns: { commands: 'The ovs-vsctl commands of the transaction.' },
  },
  args: {
    bridge: { required: true, description: 'Name of the bridge.' },
    parent: { description: 'Bridge that a fake bridge belongs to; needs `vlan`.' },
    vlan: { type: 'int', description: 'VLAN of a fake bridge, 0 to 4095.' },
    state: { choices: ['present', 'absent'], default: 'present', description: 'Whether the bridge exists.' },
    external_ids: {
      type: 'dict',
      description: 'External ids to set; an empty dictionary clears them, leaving it out keeps them.',
    },
    fail_mode: { description: '`secure` or `standalone`; leaving it out keeps what is there.' },
    set: {
      description: 'Properties in the form of ovs-vsctl set, such as `bridge br0 datapath_type=netdev`.',
    },
    ...vsctlArgs,
  },
  rules: { required_by: { parent: 'vlan' } },
  check: 'full',

  async probe(args, ctx): Promise<BridgeState> {
    const clauses = args.set === undefined ? [] : parseSetClauses(args.set);
    if (typeof clauses === 'string') fail('ovs-set', clauses, { span: ctx.span });
    const { program, tables } = await readTables(ctx, args, [
      ['--columns=fail_mode,external_ids', 'find', 'Bridge', `name=${quoteAtom(args.bridge)}`],
      ['--columns=tag,external_ids,fake_bridge', 'find', 'Port', `name=${quoteAtom(args.bridge)}`],
      ...clauses.map(({ table, record }) => ['--if-exists', 'list', table, record]),
    ]);
    const [bridges, ports, ...records] = tables;
    const bridge = bridgeState(bridges?.[0], ports?.[0]);
    if (bridge === undefined && args.state === 'present') foreseeDevice(ctx, args.bridge);
    return {
      program,
      bridge,
      clauses: clauses.map((clause, i) => ({ clause, record: records[i]?.[0] })),
    };
  },

  decide(args, current): Decision<Subcommand[]> {
    const work = args.state === 'absent' ? removal(args.bridge, current) : changes(args, current);
    const subject = {
      kind: 'bridge',
      name: args.bridge,
      text: ['Open vSwitch', args.vlan !== undefined && `VLAN ${args.vlan}`].filter(Boolean).join(', '),
      relations: args.parent === undefined ? {} : { parent: args.parent },
      wanted: args.state === 'present',
      exists: current.bridge !== undefined,
    };
    return { ...decideTransaction(current.program, args, work), network: ovsReport(subject, work) };
  },

  apply: transact,
});

/** A bridge comes with a device of its name, which later tasks of a check configure. */
function foreseeDevice(ctx: ModuleContext, name: string): void {
  const after = { ...blankLink(name), type: 'openvswitch', mtu: 1500 };
  foresee(ctx, '', [{ key: `link ${name}`, before: undefined, after }]);
}

function bridgeState(bridge: OvsRecord | undefined, port: OvsRecord | undefined): BridgeState['bridge'] {
  const fake = scalarOf(port, 'fake_bridge') === 'true';
  if (!bridge && !fake) return undefined;
  const ids = fake
    ? new Map(
        [...entriesOf(port, 'external_ids')].map(([key, value]) => [key.replace(/^fake-bridge-/, ''), value]),
      )
    : entriesOf(bridge, 'external_ids');
  return { vlan: itemsOf(port, 'tag')[0], failMode: scalarOf(bridge, 'fail_mode'), ids, fake };
}

function removal(bridge: string, current: BridgeState): Subcommand[] {
  return current.bridge ? [['del-br', bridge]] : [];
}

interface Wanted {
  readonly bridge: string;
  readonly parent: string | undefined;
  readonly vlan: number | undefined;
  readonly fail_mode: string | undefined;
  readonly external_ids: Parameters<typeof wantedIds>[0];
}

function changes(args: Wanted, current: BridgeState): Subcommand[] {
  const commands: Subcommand[] = [];
  const have = current.bridge;
  if (!have)
    commands.push([
      'add-br',
      args.bridge,
      ...(args.parent === undefined ? [] : [args.parent, String(args.vlan)]),
    ]);
  for (const { clause, record } of current.clauses) {
    const missing = missingAssignments(clause, record);
    if (missing) commands.push(missing);
  }
  if (args.fail_mode !== undefined && args.fail_mode !== (have?.failMode ?? '')) {
    commands.push(['set-fail-mode', args.bridge, args.fail_mode]);
  }
  const wanted = wantedIds(args.external_ids);
  const ids = have?.ids ?? new Map<string, string>();
  if (args.external_ids !== undefined && wanted.size === 0)
    for (const key of ids.keys()) wanted.set(key, null);
  for (const [key, value] of differingIds(wanted, ids)) {
    commands.push(['br-set-external-id', args.bridge, key, ...(value === null ? [] : [value])]);
  }
  if (have?.fake && args.vlan !== undefined && String(args.vlan) !== have.vlan) {
    commands.push(['set', 'port', args.bridge, `tag=${args.vlan}`]);
  }
  return commands;
}
