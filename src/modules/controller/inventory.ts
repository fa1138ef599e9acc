import { definePlainModule } from '../../module/define.js';
import { pyStr } from '../../value/repr.js';
import { Dict, type Value } from '../../value/types.js';

const nameArguments = ['name', 'hostname', 'host'];
const groupArguments = ['groups', 'group', 'groupname'];

/** Adds a host, with groups and variables, to the inventory of the run. */
export const addHost = definePlainModule({
  name: 'ansible.builtin.add_host',
  kind: 'controller',
  oncePerBatch: true,
  anyArgs: true,
  doc: {
    short: 'Adds a host to the inventory of this run',
    examples: `- ansible.builtin.add_host:
    name: 192.0.2.10
    groups: [new_nodes]
    ansible_user: root
`,
    returns: { add_host: 'The name, groups and variables.' },
  },
  args: {
    name: {
      aliases: ['hostname', 'host'],
      required: true,
      description: 'Name or address, with an optional `:port`.',
    },
    groups: {
      type: 'list',
      elements: 'str',
      aliases: ['group', 'groupname'],
      default: [],
      description: 'Groups to put it in.',
    },
  },
  async run(args, ctx) {
    const { name, port } = splitPort(args.name);
    const groups = args.groups.map((group) => group.trim()).filter((group) => group !== '');
    const vars = new Dict(port === undefined ? [] : [['ansible_ssh_port', port]]);
    for (const [key, value] of ctx.rawArgs) {
      if (!nameArguments.includes(String(key)) && !groupArguments.includes(String(key))) vars.set(key, value);
    }
    return {
      changed: true,
      result: { add_host: Dict.of({ host_name: name, groups, host_vars: vars }) },
      effects: [{ kind: 'add-host', name, groups, vars }],
    };
  },
});

/** `host:22` and `[2001:db8::1]:22`; an IPv6 address alone has no port. */
function splitPort(text: string): { name: string; port: number | undefined } {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(text);
  return match ? { name: (match[1] ?? match[2])!, port: Number(match[3]) } : { name: text, port: undefined };
}

/** Puts the host into groups named by a value. */
export const groupBy = definePlainModule({
  name: 'ansible.builtin.group_by',
  kind: 'controller',
  doc: {
    short: 'Sorts hosts into groups named by a key',
    examples: `- ansible.builtin.group_by:
    key: os_{{ ansible_distribution }}
    parents: all_os
`,
    returns: { add_group: 'Name of the group.', parent_groups: 'Its parents.' },
  },
  args: {
    key: { required: true, description: 'Name of the group; blanks become dashes.' },
    parents: { type: 'list', elements: 'str', default: ['all'], description: 'Groups above it.' },
  },
  async run(args) {
    const groups = [args.key.replaceAll(' ', '-')];
    const parents = args.parents.map((parent) => parent.replaceAll(' ', '-'));
    return {
      changed: true,
      result: { add_group: groups[0]!, parent_groups: parents },
      effects: [{ kind: 'group-by', groups, parents }],
    };
  },
});

/** Adds figures to the statistics at the end of the run. */
export const setStats = definePlainModule({
  name: 'ansible.builtin.set_stats',
  kind: 'controller',
  doc: {
    short: 'Collects values to show at the end of the run',
    examples: `- ansible.builtin.set_stats:
    data:
      migrated_guests: 4
`,
    returns: { ansible_stats: 'The data and how they are kept.' },
  },
  args: {
    data: { type: 'raw', required: true, description: 'Names and values.' },
    per_host: {
      type: 'raw',
      default: false,
      description: 'Keep them for each host instead of for the run.',
    },
    aggregate: {
      type: 'raw',
      default: true,
      description: 'Add to values that exist instead of replacing them.',
    },
  },
  async run(args) {
    const { data } = args;
    const [perHost, aggregate] = [isTrue(args.per_host), isTrue(args.aggregate)];
    if (!(data instanceof Dict)) return { failed: "The 'data' option needs to be a dictionary/hash" };
    for (const name of data.keys()) {
      if (typeof name === 'string' && /^[A-Za-z_]\w*$/.test(name)) continue;
      return {
        failed: `The variable name '${pyStr(name)}' is not valid. Variables must start with a letter or underscore character, and contain only letters, numbers and underscores.`,
      };
    }
    const stats: Record<string, Value> = { data, per_host: perHost, aggregate };
    return {
      changed: false,
      result: { ansible_stats: Dict.of(stats) },
      effects: [{ kind: 'set-stats', data, perHost, aggregate }],
    };
  },
});

function isTrue(value: Value): boolean {
  return typeof value === 'string'
    ? /^(y|yes|on|1|true|t)$/i.test(value.trim())
    : value === true || value === 1;
}
