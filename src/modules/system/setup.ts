import { gatherFacts } from '../../facts/gather.js';
import { definePlainModule } from '../../module/define.js';
import { Dict, type Value } from '../../value/types.js';
import { choosePython, DISCOVERED } from '../foreign/interpreter.js';

/** Gathers facts about the target. */
export const setup = definePlainModule({
  name: 'ansible.builtin.setup',
  aliases: ['ansible.builtin.gather_facts', 'gather_facts', 'ansible.legacy.setup'],
  kind: 'read',
  doc: {
    short: 'Reads the facts of a host',
    description: 'All facts come from one frame of shell probes; the target needs no Python.',
    examples: `- ansible.builtin.setup:
    gather_subset: ["!all", network]
    filter: ansible_default_ipv4
`,
    returns: { ansible_facts: 'The facts by their ansible_* names.' },
    notes: ["ethtool's feature lists are not gathered: they cost two processes for each interface."],
  },
  args: {
    gather_subset: {
      type: 'list',
      elements: 'str',
      default: ['all'],
      description: 'Names of fact groups; `!name` leaves one out.',
    },
    gather_timeout: { type: 'int', default: 10, description: 'Seconds that mounted file systems may take.' },
    filter: {
      type: 'list',
      elements: 'str',
      default: [],
      description: 'Shell-style patterns of fact names.',
    },
    fact_path: {
      type: 'path',
      default: '/etc/ansible/facts.d',
      description: "Directory of the host's own *.fact files.",
    },
    parallel: { type: 'bool', description: 'Accepted for gather_facts; a single module is run.' },
  },
  async run(args, ctx) {
    const facts = await gatherFacts(ctx.host, {
      subset: args.gather_subset,
      timeout: args.gather_timeout,
      filter: args.filter,
      factPath: args.fact_path,
      warn: (text) => ctx.warn(text),
    });
    const python = choosePython(ctx.targetScope, 'auto').kind === 'auto' ? executableOf(facts) : undefined;
    if (python !== undefined) facts.set(DISCOVERED, python);
    return { changed: false, result: { ansible_facts: facts }, effects: [{ kind: 'gathered-facts', facts }] };
  },
});

function executableOf(facts: Dict): Value | undefined {
  const python = facts.get('ansible_python');
  return python instanceof Dict ? python.get('executable') : undefined;
}
