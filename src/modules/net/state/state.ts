import { fail } from '../../../diag/diagnostic.js';
import { didYouMean } from '../../../diag/suggest.js';
import { type Section, sections } from '../../../net/document/document.js';
import type { Dict, Value } from '../../../value/types.js';
import { commonArgs } from './args.js';
import { defineNetworkModule } from './defineNetworkModule.js';
import type { NetRequest } from './request.js';

function section(description: string) {
  return { type: 'list', elements: 'raw', default: [], description } as const;
}

/** A whole document of links, addresses, routes, rules, neighbours, settings and filters. */
export const netState = defineNetworkModule({
  name: 'meshwright.net.net_state',
  doc: {
    short: 'Makes the network of a host what a document says',
    description: [
      'Reads the host in one round trip, plans the difference as ordered operations and applies it in one more. What the document does not mention is left alone. Filters come before what they protect, additions before removals, proxies last.',
      'What an owner made is recorded on the target. With `purge: owned` its objects that are no longer named are removed, and what it changed gets its old value back when the last owner leaves. A link that somebody else has removed and made again is no longer theirs.',
      'Two owners that give one object different values are an error within one run; what an owner gave in an earlier run and another one overwrites is listed under `drift`. Runs of several controllers, and what a host does by itself for its guests, change it one after the other.',
    ],
    examples: `- meshwright.net.net_state:
    owner: bridges
    purge: owned
    links:
      - {name: br-guests, type: bridge, mtu: 9000, state: up, options: {stp_state: 0, forward_delay: 0}}
      - {name: eth1, master: br-guests, state: up, port: {isolated: on}}
    addresses:
      - {dev: br-guests, address: 192.0.2.1/24}
- meshwright.net.net_state:
    owner: routed/public
    purge: owned
    disruptive: allow
    routes:
      - {to: 203.0.113.5/32, dev: tap1, table: 993}
      - {to: default, type: unreachable, table: 993, metric: 4278198272}
    rules:
      - {priority: 10000, iif: tap1, table: 993}
    neighbours:
      - {dev: eth1, address: "2001:db8::5", proxy: true}
    sysctls:
      - {name: net.ipv4.conf.tap1.proxy_arp, value: 1}
    chains:
      - tool: iptables
        name: MW-RN-FWD
        rules: [[-i, tap1, "!", -s, 203.0.113.5, -j, DROP]]
        jumps: [{from: FORWARD, position: first}]
    nft:
      - {family: inet, table: mw_routed, text: "chain input { type filter hook input priority 0; }"}
`,
  },
  args: {
    ...commonArgs,
    purge: {
      choices: ['none', 'owned', 'report'],
      default: 'none',
      description:
        "What becomes of the owner's objects that the document no longer names: kept, removed, or listed under `drift`.",
    },
    disruptive: {
      choices: ['refuse', 'allow'],
      default: 'refuse',
      description:
        'Whether a change that can interrupt traffic may be made; `refuse` fails the task and names it.',
    },
    pending: {
      type: 'list',
      elements: 'str',
      default: [],
      description:
        'Devices that may be missing, such as taps of guests that are off: what the document says about them waits until they are there.',
    },
    document: {
      type: 'dict',
      default: {},
      description:
        'The sections as one mapping, as a template or `net_files` has them; added to those below.',
    },
    links: section(
      'Links: name, type (left out for one that exists), state (present, absent, up, down), mtu, address, master ("" for none), parent, peer, alias, options (words of the type), port (words of a bridge port).',
    ),
    addresses: section('Addresses: dev, address, peer, scope, label, state.'),
    routes: section('Routes: to, family, via, dev, table, type, metric, src, mtu, onlink, scope, state.'),
    rules: section('Rules: priority, family, iif, oif, from, to, fwmark, table or action, state.'),
    neighbours: section('Permanent neighbours and proxy entries: dev, address, lladdr or proxy, state.'),
    fdb: section(
      'Forwarding entries of bridges and VXLANs: dev, lladdr, dst, vlan, vni, self, master, state.',
    ),
    sysctls: section('Kernel settings: name, value, state.'),
    chains: section(
      'Own chains of iptables, ip6tables, arptables and ebtables: tool, table, name, rules, policy, jumps (from, position, match), state.',
    ),
    nft: section(
      'Own nft tables: family, table, text (what stands between the braces), otherwise (own chains that take its place where the kernel lacks the family), state.',
    ),
  },
  requestOf,
});

interface StateArgs extends Pick<NetRequest, 'owner' | 'netns' | 'purge' | 'disruptive'> {
  readonly pending: readonly string[];
  readonly document: Dict;
  readonly links: Value[];
  readonly addresses: Value[];
  readonly routes: Value[];
  readonly rules: Value[];
  readonly neighbours: Value[];
  readonly fdb: Value[];
  readonly sysctls: Value[];
  readonly chains: Value[];
  readonly nft: Value[];
}

function requestOf(args: StateArgs): NetRequest {
  const { owner, netns, purge, disruptive, pending, document, ...rest } = args;
  const whole = Object.fromEntries(
    sections.map((name) => [name, [...rest[name], ...sectionOf(document, name)]]),
  );
  for (const key of document.keys()) {
    const name = String(key);
    if (!sections.some((each) => each === name))
      fail('net-document', `document: ${name} is not a section`, {
        fix: didYouMean(name, sections) ?? `known are ${sections.join(', ')}`,
      });
  }
  return { owner, netns, purge, disruptive, pending, document: whole, exclusive: [] };
}

function sectionOf(document: Dict, name: Section): readonly Value[] {
  const entries = document.get(name) ?? [];
  return Array.isArray(entries) ? entries : fail('net-document', `document: ${name} must be a list`);
}
