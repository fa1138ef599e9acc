import { fail } from '../../diag/diagnostic.js';
import { didYouMean } from '../../diag/suggest.js';
import { defineModule } from '../../module/define.js';
import { canonicalMac } from '../../net/ip.js';
import { linkKinds } from '../../net/kinds.js';
import { planLink } from '../../net/linkPlan.js';
import { parseLinks } from '../../net/links.js';
import type { Dict, Value } from '../../value/types.js';
import { applyOperations, decideForMissing, decidePlan, netnsArgs, readJson } from './iproute.js';

/** Manages one network link by its difference from the kernel's state. */
export const netLink = defineModule({
  name: 'meshwright.net.net_link',
  doc: {
    short: 'Creates, configures and removes a network link',
    description:
      'Creates, changes and deletes links. Only what differs is touched, in one `ip -batch`. A changed kind, VLAN id or VNI is refused: removing a link cuts what is stacked on it.',
    examples: `- meshwright.net.net_link:
    name: br-ext
    kind: bridge
    options: {forward_delay: 0, mcast_snooping: false}
    mtu: 9000
    state: up
- meshwright.net.net_link:
    name: vx10
    kind: vxlan
    options: {id: 10, dstport: 4789, local: 10.0.0.1, learning: false}
    master: br-ext
    state: up
`,
    returns: { operations: 'One line for each change, in order.' },
  },
  args: {
    name: { required: true, aliases: ['device'], description: 'Name of the link, at most 15 bytes.' },
    kind: {
      aliases: ['type'],
      description: 'Kind of a virtual link (dummy, bridge, veth, vxlan, vlan, …); needed to create one.',
    },
    state: {
      choices: ['present', 'absent', 'up', 'down'],
      default: 'present',
      description: '`present` keeps the administrative state; `up` and `down` imply present.',
    },
    mtu: { type: 'int', description: 'MTU in bytes.' },
    address: { aliases: ['mac'], description: 'MAC address.' },
    master: { description: 'Bridge, bond or VRF to join; an empty string leaves it.' },
    parent: { aliases: ['link'], description: 'Device below a VLAN, macvlan or vxlan; used at creation.' },
    peer: { description: 'Name of the other end of a veth pair; used at creation.' },
    alias: { description: 'Description kept in the kernel (ifalias).' },
    options: {
      type: 'dict',
      default: {},
      description: "The kind's own options in ip's words, such as `stp_state: 0`.",
    },
    ...netnsArgs,
  },
  check: 'full',

  async probe(args, ctx) {
    return parseLinks(await readJson(ctx, args.netns, ['-d', 'link', 'show']));
  },

  decide(args, links, { check }) {
    const created = args.kind !== undefined || links.some(({ name }) => name === args.name);
    if (check && !created && args.state !== 'absent') return decideForMissing(args.name);
    return decidePlan(
      planLink(
        {
          name: linkName(args.name),
          state: args.state,
          kind: args.kind,
          mtu: args.mtu,
          address: args.address === undefined ? undefined : mac(args.address),
          master: args.master,
          parent: args.parent,
          peer: args.peer,
          alias: args.alias,
          options: kindOptions(args.kind ?? links.find(({ name }) => name === args.name)?.kind, args.options),
        },
        links,
      ),
    );
  },

  apply: (args, operations, ctx) => applyOperations(ctx, args.netns, operations),
});

/** Checks a name against the kernel's rules. Throws a DiagnosticError. */
export function linkName(name: string): string {
  if (name === '.' || name === '..' || /[\s/:]/.test(name) || name === '' || Buffer.byteLength(name) > 15) {
    fail('link-name', `"${name}" is no name for a network device: 1 to 15 bytes without blanks, "/" and ":"`);
  }
  return name;
}

function mac(text: string): string {
  return (
    canonicalMac(text) ??
    fail('mac-address', `"${text}" is not a MAC address`, {
      fix: 'write six hexadecimal pairs, such as 02:00:c0:a8:01:0a',
    })
  );
}

function kindOptions(kind: string | undefined, given: Dict): Map<string, string> {
  const known = kind === undefined ? undefined : linkKinds[kind];
  const options = new Map<string, string>();
  for (const [key, value] of given) {
    const name = String(key);
    if (known && !(name in known)) {
      fail('link-option', `a ${kind} link has no option ${name}`, {
        fix:
          didYouMean(name, Object.keys(known)) ?? `known options: ${Object.keys(known).join(', ') || 'none'}`,
      });
    }
    options.set(name, optionText(name, value));
  }
  return options;
}

function optionText(name: string, value: Value): string {
  if (typeof value === 'object') fail('link-option', `option ${name} must be a single value`);
  return String(value);
}
