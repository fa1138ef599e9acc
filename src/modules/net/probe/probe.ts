import { setTimeout as sleep } from 'node:timers/promises';
import { definePlainModule } from '../../../module/define.js';
import type { ModuleContext } from '../../../module/types.js';
import { netnsArgs } from '../netns/argument.js';
import { addressOf } from './addressOf.js';
import { type JudgedProbe, type PreparedProbe, probeError } from './kind.js';
import { scriptKinds } from './kinds.js';
import { failureSentences, passed, resultLines, resultValue } from './results.js';
import { inNamespace } from './shellPieces.js';
import { prepareEntry, probeList } from './simpleKinds.js';
import { openNewConnection, sshNewProbe } from './sshNew.js';

const list = probeList(scriptKinds, {
  name: { description: 'What the probe shows, for the report.' },
  from: {
    type: 'list',
    elements: 'str',
    description: 'Hosts of the inventory that make the probe; default all of the play.',
  },
  netns: { description: 'Network namespace of this probe, when it is not that of the task.' },
  baseline: { type: 'bool', default: false, description: 'Also made before a change, see `phase`.' },
  ssh_new: {
    type: 'bool',
    description: 'A new SSH connection from the controller; the old one is given up.',
  },
});

/** Sends packets and looks at tables: what must arrive, and what must not. */
export const probe = definePlainModule({
  name: 'meshwright.net.probe',
  kind: 'read',
  doc: {
    short: 'Probes the network with packets',
    description: [
      'Makes a list of probes from the target, all of them, and fails with a sentence for each that did not go as expected. What must not arrive is asked for as plainly as what must.',
      'Each probe uses what the target has; what is missing is named, and a probe that could not be made never passes.',
    ],
    examples: `- meshwright.net.probe:
    probes:
      - ping: {to: 192.0.2.1, df_size: 1450}
      - ping: {to: 192.0.2.1, df_size: 1451, expect: frag}
      - arp: {dev: eth1, address: 203.0.113.9, expect: none}
      - tcp: {to: 198.51.100.7, port: 25, expect: timeout}
      - name: guests' frames stay off the uplink
        capture:
          dev: eth0
          filter: ether src 02:00:00:00:00:05
          expect: 0
          during:
            - ping: {to: 172.16.0.9}
      - ssh_new: true
- name: what works before the change
  meshwright.net.probe: {probes: "{{ probes }}", phase: baseline}
  register: before
- name: must still work
  meshwright.net.probe: {probes: "{{ probes }}", known_failing: "{{ before.failing }}"}
`,
    returns: {
      observed: 'For each probe its name, kind, passed, expected, outcome and what was seen.',
      lines: 'One line for each probe.',
      failing: 'Names of the probes that failed.',
      sentences: 'Of a failed task: one sentence for each failure that was not known before.',
    },
  },
  args: {
    probes: {
      ...list,
      options: list.options,
      mutually_exclusive: [[...list.mutually_exclusive[0]!, 'ssh_new']],
      required_one_of: [[...list.required_one_of[0]!, 'ssh_new']],
      required: true,
      description: 'The probes, each with exactly one kind, in order.',
    },
    phase: {
      choices: ['all', 'baseline'],
      default: 'all',
      description: '`baseline` makes only the probes marked `baseline: true` and never fails.',
    },
    known_failing: {
      type: 'list',
      elements: 'str',
      default: [],
      description: 'Names of probes that failed before: they are reported and do not fail the task.',
    },
    retries: { type: 'int', default: 0, description: 'Further attempts for probes that failed.' },
    delay: { type: 'float', default: 1, description: 'Seconds between attempts.' },
    address_variable: {
      default: 'ansible_host',
      description: "Variable with a host's address, for `to` with a name of the inventory.",
    },
    ...netnsArgs,
  },

  async run(args, ctx) {
    const chosen = args.probes
      .map((entry) => ({ ...entry }) as Entry)
      .filter((entry) => args.phase === 'all' || entry.baseline)
      .filter(({ from }) => from === undefined || from.includes(ctx.inventoryHostname))
      .map((entry) => prepare(entry, args, ctx));
    const judged = await makeAll(chosen, args, ctx);
    const failing = judged.filter((each) => !passed(each));
    const known = failing.filter(({ name, probe }) => args.known_failing.includes(name ?? probe.line));
    const result = {
      lines: resultLines(judged),
      observed: judged.map(resultValue),
      failing: failing.map(({ name, probe }) => name ?? probe.line),
    };
    for (const sentence of failureSentences(known)) ctx.warn(`failed before the change too: ${sentence}`);
    const fresh = failing.filter((each) => !known.includes(each));
    if (fresh.length === 0 || args.phase === 'baseline') return { result };
    const sentences = failureSentences(fresh);
    return { failed: sentences.join('; '), result: { ...result, sentences } };
  },
});

interface Entry {
  readonly name?: string;
  readonly from?: readonly string[];
  readonly netns?: string;
  readonly baseline?: boolean;
  readonly ssh_new?: boolean;
}

interface Chosen {
  readonly name?: string;
  readonly netns: string;
  readonly probe: PreparedProbe;
}

type Judged = JudgedProbe & Chosen;

interface Attempts {
  readonly retries: number;
  readonly delay: number;
}

function prepare(
  entry: Entry,
  args: { netns: string; address_variable: string },
  ctx: ModuleContext,
): Chosen {
  const { ssh_new, ...rest } = entry;
  const named = resolved(rest, (to) => addressOf(ctx, to, args.address_variable));
  return {
    netns: entry.netns ?? args.netns,
    probe: ssh_new ? sshNewProbe : prepareEntry(scriptKinds, named),
    ...(entry.name !== undefined && { name: entry.name }),
  };
}

/** Puts addresses in the place of host names, also in the probes of `during`. */
function resolved<T extends object>(entry: T, addressFor: (to: string) => string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(entry).map(([key, value]) => {
      if (key === 'to' && typeof value === 'string') return [key, addressFor(value)];
      if (key === 'during' && Array.isArray(value))
        return [key, value.map((each: object) => resolved(each, addressFor))];
      const kind = typeof value === 'object' && value !== null && !Array.isArray(value);
      return [key, kind ? resolved(value, addressFor) : value];
    }),
  );
}

async function makeAll(
  chosen: readonly Chosen[],
  { retries, delay }: Attempts,
  ctx: ModuleContext,
): Promise<Judged[]> {
  const judged = await makeOnce(chosen, ctx);
  for (let attempt = 0; attempt < retries; attempt++) {
    const failing = judged.flatMap((each, i) => (passed(each) ? [] : [i]));
    if (failing.length === 0) break;
    await sleep(delay * 1000, undefined, { signal: ctx.signal });
    const again = await makeOnce(
      failing.map((i) => judged[i]!),
      ctx,
    );
    failing.forEach((i, j) => {
      judged[i] = again[j]!;
    });
  }
  return judged;
}

/** One round trip for the scripts between two new connections. */
async function makeOnce(chosen: readonly Chosen[], ctx: ModuleContext): Promise<Judged[]> {
  const judged: Judged[] = [];
  let waiting: Chosen[] = [];
  const send = async (): Promise<void> => {
    const results = await ctx.host.batch(waiting.map(({ netns, probe }) => inNamespace(netns, probe.script)));
    waiting.forEach((each, i) => {
      const result = results[i];
      judged.push({ ...each, observation: result ? each.probe.observe(result) : probeError('nothing') });
    });
    waiting = [];
  };
  for (const each of chosen) {
    if (each.probe !== sshNewProbe) waiting.push(each);
    else {
      if (waiting.length > 0) await send();
      judged.push({ ...each, observation: await openNewConnection(ctx) });
    }
  }
  if (waiting.length > 0) await send();
  return judged;
}
