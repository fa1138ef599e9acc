import { fail } from '../../../diag/diagnostic.js';
import { defineModule } from '../../../module/define.js';
import { errorText } from '../../../module/output.js';
import type { ModuleContext } from '../../../module/types.js';
import { canonicalMac } from '../../../net/ip.js';
import { blankLink } from '../../../net/object/blank.js';
import { keyOf } from '../../../net/object/key.js';
import type { LinkObject } from '../../../net/object/types.js';
import { sh } from '../../../shell/sh.js';
import type { ArgOptions } from '../../../spec/types.js';
import { loads } from '../../../value/json.js';
import { Dict } from '../../../value/types.js';
import { ownDirectory, readSections, sectionScript } from '../probe/sections.js';
import { foresee } from '../state/foreseen.js';
import { namespaceName } from './netns.js';
import { applySteps, type Step, stepLines } from './steps.js';

const end = {
  netns: { default: '', description: 'Network namespace; empty for the host itself. It must exist.' },
  name: { required: true, description: 'Name of the device, at most 15 bytes.' },
  address: { description: 'MAC address.' },
} as const satisfies ArgOptions;

interface End {
  readonly netns: string;
  readonly name: string;
  readonly address: string | undefined;
}

interface Found {
  readonly index: number;
  /** Index of the other end in its namespace. */
  readonly peer: number | undefined;
  readonly mtu: number;
  readonly up: boolean;
  readonly address: string;
}

/** Devices by namespace and name; a namespace that does not exist is missing. */
type Current = ReadonlyMap<string, ReadonlyMap<string, Found>>;

/** Manages veth pairs between namespaces: the cables of a lab. */
export const netnsLink = defineModule({
  name: 'meshwright.net.netns_link',
  doc: {
    short: 'Connects network namespaces by veth pairs',
    description:
      'Each link is a veth pair with its ends in two namespaces, both set up. One read and one change for the whole list.',
    examples: `- meshwright.net.netns_link:
    links:
      - a: {netns: boxA, name: eth0}
        b: {netns: router, name: eth0}
        mtu: 1400
`,
    returns: { operations: 'One line for each change, in order.' },
  },
  args: {
    links: {
      type: 'list',
      elements: 'dict',
      required: true,
      options: {
        a: { type: 'dict', required: true, options: end, description: 'One end.' },
        b: { type: 'dict', required: true, options: end, description: 'The other end.' },
        mtu: { type: 'int', description: 'MTU of both ends in bytes.' },
      },
      description: 'The links.',
    },
    state: { choices: ['present', 'absent'], default: 'present', description: 'Whether they exist.' },
  },
  check: 'full',

  async probe(args, ctx): Promise<Current> {
    const ends = args.links.flatMap(({ a, b }) => [a, b]);
    for (const { netns, name } of ends) {
      deviceName(name);
      if (netns !== '') namespaceName(netns);
    }
    const namespaces = [...new Set(ends.map(({ netns }) => netns))];
    const queries = namespaces.map((netns) => sh`ip ${inWords(netns)} -j link show`);
    const result = await ctx.host.run(
      sh`${ownDirectory}
${sectionScript(queries)}`,
      { repeatable: true },
    );
    const sections = readSections(result.stdout);
    if (sections.length < namespaces.length)
      fail('netns-link', `the devices cannot be read: ${errorText(result)}`, { span: ctx.span });
    const found = namespaces.flatMap((netns, i) => {
      const { rc, stdout } = sections[i]!;
      return rc === 0 ? [[netns, parseLinks(stdout.toString('utf8'))] as const] : [];
    });
    const current = new Map(found);
    const missing = args.links.filter(({ a, b }) => [a, b].some((each) => !foundAt(each, current)));
    if (args.state === 'present') for (const link of missing) foreseeEnds(ctx, link);
    return current;
  },

  decide({ links, state }, current, { check }) {
    const steps: Step[] = [];
    for (const { a, b, mtu } of links) {
      const planned = state === 'absent' ? remove(a, b, current) : connect({ a, b, mtu }, current, check);
      if (typeof planned === 'string') return { changed: false, work: [], failed: planned };
      steps.push(...planned);
    }
    return { changed: steps.length > 0, work: steps, ...stepLines(steps) };
  },

  apply: (_args, steps, ctx) => applySteps(ctx, steps),
});

function connect(
  { a, b, mtu }: { a: End; b: End; mtu: number | undefined },
  current: Current,
  check: boolean,
): Step[] | string {
  const missing = [a, b].find(({ netns }) => !current.has(netns));
  // In check mode an earlier task would have made the namespace.
  if (missing && !check) return `network namespace ${missing.netns} does not exist`;
  const [foundA, foundB] = [foundAt(a, current), foundAt(b, current)];
  if (foundA && foundB && foundA.peer === foundB.index && foundB.peer === foundA.index)
    return [...adjust(a, foundA, mtu), ...adjust(b, foundB, mtu)];
  const taken = foundA ? a : foundB ? b : undefined;
  if (taken) return `${label(taken)} is there already and does not lead to ${label(taken === a ? b : a)}`;
  const words = (end: End): string[] => [
    ...['name', end.name, ...(mtu === undefined ? [] : ['mtu', String(mtu)])],
    ...(end.address === undefined ? [] : ['address', end.address]),
    ...(end.netns === '' ? [] : ['netns', end.netns]),
  ];
  // Both ends are named on creation: in the host's own namespace they never appear.
  const create = sh`ip link add ${words(a)} type veth peer ${words(b)}`;
  const up = [a, b].map(({ netns, name }) => sh`ip ${inWords(netns)} link set ${name} up`);
  return [{ line: `connect ${label(a)} and ${label(b)}`, script: sh`${create} && ${up[0]!} && ${up[1]!}` }];
}

function foundAt({ netns, name }: End, current: Current): Found | undefined {
  return current.get(netns)?.get(name);
}

/** What the tasks after it in a check find of a connection. */
function foreseeEnds(
  ctx: ModuleContext,
  { a, b, mtu = 1500 }: { a: End; b: End; mtu?: number | undefined },
): void {
  for (const [end, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const after: LinkObject = {
      ...blankLink(end.name),
      type: 'veth',
      up: true,
      mtu,
      address: canonicalMac(end.address ?? '') ?? '',
      peer: end.netns === other.netns ? other.name : '',
    };
    foresee(ctx, end.netns, [{ key: keyOf(after), before: undefined, after }]);
  }
}

function adjust(end: End, found: Found, mtu: number | undefined): Step[] {
  const change = (line: string, ...words: string[]): Step => ({
    line,
    script: sh`ip ${inWords(end.netns)} link set ${end.name} ${words}`,
  });
  const steps: Step[] = [];
  if (mtu !== undefined && found.mtu !== mtu)
    steps.push(change(`set the MTU of ${label(end)} from ${found.mtu} to ${mtu}`, 'mtu', String(mtu)));
  if (end.address !== undefined && found.address !== end.address.toLowerCase())
    steps.push(
      change(
        `set the MAC address of ${label(end)} from ${found.address} to ${end.address}`,
        'address',
        end.address,
      ),
    );
  if (!found.up) steps.push(change(`set ${label(end)} up`, 'up'));
  return steps;
}

function remove(a: End, b: End, current: Current): Step[] {
  const there = [a, b].find(({ netns, name }) => current.get(netns)?.get(name)?.peer !== undefined);
  if (!there) return [];
  return [
    {
      line: `disconnect ${label(a)} and ${label(b)}`,
      script: sh`ip ${inWords(there.netns)} link del ${there.name}`,
    },
  ];
}

function parseLinks(text: string): Map<string, Found> {
  const list = text.trim() === '' ? [] : loads(text);
  const found = new Map<string, Found>();
  for (const entry of Array.isArray(list) ? list : []) {
    if (!(entry instanceof Dict)) continue;
    const flags = entry.get('flags');
    const peer = entry.get('link_index');
    found.set(String(entry.get('ifname')), {
      index: Number(entry.get('ifindex')),
      peer: peer === undefined ? undefined : Number(peer),
      mtu: Number(entry.get('mtu')),
      up: Array.isArray(flags) && flags.includes('UP'),
      address: String(entry.get('address') ?? ''),
    });
  }
  return found;
}

function label({ netns, name }: End): string {
  return netns === '' ? name : `${name} in ${netns}`;
}

function inWords(netns: string): string[] {
  return netns === '' ? [] : ['-n', netns];
}

function deviceName(name: string): void {
  if (/[\s/:]/.test(name) || ['', '.', '..'].includes(name) || Buffer.byteLength(name) > 15)
    fail('link-name', `"${name}" is no name for a network device: 1 to 15 bytes without blanks, "/" and ":"`);
}
