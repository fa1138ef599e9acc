import { fail } from '../../../diag/diagnostic.js';
import type { ExecResult } from '../../../session/types.js';
import { joinSh, type Sh, sh } from '../../../shell/sh.js';
import type { ArgOptions, ArgsOf } from '../../../spec/types.js';
import { countWish } from './count.js';
import { duringOptions, judgeDuring, prepareDuring } from './during.js';
import { type ProbeKind, probeError, scriptProblem, toolSays } from './kind.js';
import { ownDirectory, readSections, sectionScript } from './sections.js';
import { needs } from './shellPieces.js';

const options = {
  nft: {
    type: 'dict',
    options: {
      family: { default: 'inet', description: 'Family of the table.' },
      table: { required: true, description: 'Table.' },
      match: {
        required: true,
        description: 'Text of the rules that count, as `nft list table` prints them.',
      },
    },
    description: 'Counters of nft rules.',
  },
  iptables: {
    type: 'dict',
    options: {
      tool: {
        choices: ['iptables', 'ip6tables', 'arptables', 'ebtables'],
        default: 'iptables',
        description: 'Tool.',
      },
      table: { default: 'filter', description: 'Table.' },
      match: { required: true, description: 'Text of the rules that count, as `iptables-save` prints them.' },
    },
    description: 'Counters of iptables rules.',
  },
  flow: {
    type: 'dict',
    options: {
      bridge: { required: true, description: 'Bridge of Open vSwitch.' },
      match: { default: '', description: 'Flows, as `ovs-ofctl dump-flows` selects them.' },
    },
    description: 'Counters of OpenFlow flows.',
  },
  expect: {
    default: '>=1',
    aliases: ['min_delta'],
    description: 'By how many packets it must grow: `>=1`, `0`.',
  },
  ...duringOptions,
} as const satisfies ArgOptions;

interface Source {
  readonly what: string;
  readonly checks: Sh;
  readonly query: Sh;
  /** Packets of one line, undefined when the line does not count. */
  packets(line: string): number | undefined;
}

/** By how much counters of a packet filter or of flows grow while other probes run. */
export const counterProbe: ProbeKind<typeof options> = {
  name: 'counter',
  description: 'By how many packets the counters of filter rules or flows grow while other probes run.',
  options,
  prepare(args) {
    const source = sourceOf(args);
    const wish = countWish(
      /^\d+$/.test(args.expect) && args.expect !== '0' ? `>=${args.expect}` : args.expect,
    );
    const inner = prepareDuring(args.during);
    return {
      line: `counter of ${source.what}`,
      expected: `growth by ${wish.text}`,
      script: joinSh(
        [
          source.checks,
          ownDirectory,
          sectionScript([source.query, ...inner.map(({ script }) => script)]),
          sh`sleep ${String(args.seconds)} 2>/dev/null || sleep ${Math.ceil(args.seconds)}`,
          sectionScript([source.query]),
        ],
        '\n',
      ),
      observe(result) {
        const problem = scriptProblem(result);
        if (problem) return problem;
        const sections = readSections(result.stdout);
        const [first, last] = [sections[0], sections[inner.length + 1]];
        if (!first || !last) return toolSays(result);
        const failed = [first, last].find(({ rc }) => rc !== 0);
        if (failed) return toolSays(failed);
        const [before, after] = [total(source, first), total(source, last)];
        if (before === undefined || after === undefined)
          return probeError(`no counter that matches ${source.what}`);
        const judged = judgeDuring(inner, sections.slice(1));
        return {
          passed: wish.holds(after - before),
          outcome: after > before ? 'grew' : 'none',
          seen: `${after - before}`,
          data: { before, after, delta: after - before },
          inner: judged,
        };
      },
    };
  },
};

function total({ packets }: Source, { stdout }: ExecResult): number | undefined {
  const counts = stdout
    .toString('utf8')
    .split('\n')
    .map(packets)
    .filter((count) => count !== undefined);
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0);
}

function sourceOf({ nft, iptables, flow }: ArgsOf<typeof options>): Source {
  const numberIn = (pattern: RegExp, line: string): number | undefined => {
    const found = pattern.exec(line)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  if (nft) {
    return {
      what: `nft rules "${nft.match}" in ${nft.family} ${nft.table}`,
      checks: needs('nft', 'nft (package nftables)'),
      query: sh`nft list table ${nft.family} ${nft.table}`,
      packets: (line) => (line.includes(nft.match) ? numberIn(/counter packets (\d+)/, line) : undefined),
    };
  }
  if (iptables) {
    const save = `${iptables.tool}-save`;
    return {
      what: `${iptables.tool} rules "${iptables.match}"`,
      checks: needs(save),
      // arptables has one table only, and its save program no option for it.
      query: sh`${save} -c ${iptables.tool === 'arptables' ? [] : ['-t', iptables.table]}`,
      packets: (line) => (line.includes(iptables.match) ? numberIn(/^\[(\d+):/, line) : undefined),
    };
  }
  if (flow) {
    return {
      what: `flows "${flow.match}" of ${flow.bridge}`,
      checks: needs('ovs-ofctl', 'ovs-ofctl (package openvswitch-switch)'),
      query: sh`ovs-ofctl -O OpenFlow10,OpenFlow13,OpenFlow14 dump-flows ${flow.bridge} ${flow.match === '' ? [] : [flow.match]}`,
      packets: (line) => numberIn(/n_packets=(\d+)/, line),
    };
  }
  return fail('probe-counter', 'a counter probe needs one of nft, iptables, flow');
}
