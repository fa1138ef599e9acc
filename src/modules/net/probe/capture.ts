import { joinSh, sh } from '../../../shell/sh.js';
import type { ArgOptions } from '../../../spec/types.js';
import { countWish } from './count.js';
import { duringOptions, judgeDuring, prepareDuring } from './during.js';
import { type ProbeKind, scriptProblem, toolSays } from './kind.js';
import { ownDirectory, readSections, sectionScript } from './sections.js';
import { nap, needs } from './shellPieces.js';

const options = {
  dev: { required: true, aliases: ['if'], description: 'Device to listen on.' },
  filter: { default: '', description: 'Expression of tcpdump, such as `arp` or `udp port 4789`.' },
  expect: { default: '>=1', description: 'Number of packets: `0`, `3`, `>=1`, `<5`.' },
  direction: {
    choices: ['in', 'out', 'inout'],
    default: 'inout',
    description: 'Only packets of this direction.',
  },
  ...duringOptions,
} as const satisfies ArgOptions;

/** More packets than this are not read back. */
const MOST = 2000;

/** Counts packets on a device, mostly to show which must not be there. */
export const captureProbe: ProbeKind<typeof options> = {
  name: 'capture',
  description: 'Packets seen on a device (tcpdump) while other probes run.',
  options,
  prepare(args) {
    const wish = countWish(args.expect);
    const inner = prepareDuring(args.during);
    const filter = args.filter === '' ? [] : [args.filter];
    return {
      line: `packets on ${args.dev}${args.filter === '' ? '' : ` (${args.filter})`}`,
      expected: wish.text,
      script: joinSh(
        [
          needs('tcpdump'),
          ownDirectory,
          // root keeps its rights: the directory is closed to the user that tcpdump would become.
          sh`tcpdump -i ${args.dev} -Q ${args.direction} -Z root -nn -U --immediate-mode -c ${MOST} -w "$d/packets" ${filter} 2>"$d/said" &`,
          sh`pid=$!; trap 'kill $pid 2>/dev/null; rm -rf "$d"' EXIT; tries=0`,
          sh`until grep -q 'listening on' "$d/said"; do`,
          sh`  kill -0 $pid 2>/dev/null && [ $tries -lt 50 ] || { cat "$d/said" >&2; exit 1; }; ${nap}; tries=$((tries + 1))`,
          sh`done`,
          sectionScript(inner.map(({ script }) => script)),
          sh`sleep ${String(args.seconds)} 2>/dev/null || sleep ${Math.ceil(args.seconds)}`,
          // SIGTERM: a shell without job control starts background programs deaf to SIGINT.
          sh`kill $pid 2>/dev/null; wait $pid 2>/dev/null`,
          sectionScript([sh`tcpdump -nn -e -r "$d/packets" 2>/dev/null`]),
        ],
        '\n',
      ),
      observe(result) {
        const problem = scriptProblem(result);
        if (problem) return problem;
        const sections = readSections(result.stdout);
        const printed = sections[inner.length];
        if (printed?.rc !== 0) return toolSays(result);
        const packets = packetLines(printed.stdout.toString('utf8'));
        const judged = judgeDuring(inner, sections);
        const few = packets
          .slice(0, 3)
          .map((line) => `\n    ${line}`)
          .join('');
        const holds = wish.holds(packets.length);
        return {
          passed: holds,
          outcome: packets.length === 0 ? 'none' : 'packets',
          seen: packets.length === 0 ? 'no packet' : `${packets.length}${holds ? '' : `:${few}`}`,
          data: { count: packets.length, packets: packets.slice(0, 100) },
          inner: judged,
        };
      },
    };
  },
};

/** One line a packet; the packet inside a tunnel stands on a line of its own, without a time. */
function packetLines(text: string): string[] {
  const joined: string[] = [];
  for (const line of text.split('\n').filter(Boolean)) {
    if (/^\d\d:\d\d:\d\d/.test(line) || joined.length === 0) joined.push(line.trimEnd());
    else joined[joined.length - 1] += ` | ${line.trim()}`;
  }
  return joined;
}
