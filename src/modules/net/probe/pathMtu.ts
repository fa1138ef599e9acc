import { outputText } from '../../../module/output.js';
import { ipHeader } from '../../../net/mtu.js';
import { joinSh, sh } from '../../../shell/sh.js';
import type { ArgOptions } from '../../../spec/types.js';
import { type ProbeKind, scriptProblem, toolSays } from './kind.js';
import { familyOption, needs } from './shellPieces.js';
import { wholePackets } from './wholePackets.js';

const options = {
  to: { required: true, description: 'Address, or a host of the inventory.' },
  min: { type: 'int', description: 'Smallest packet tried, in bytes; default 576 (IPv4), 1280 (IPv6).' },
  max: { type: 'int', default: 9216, description: 'Largest packet tried, in bytes.' },
  wait: { type: 'int', default: 1, description: 'Seconds to wait for a reply.' },
  source: { description: 'Address or device to send from.' },
  expect: { type: 'int', description: 'MTU in bytes that the path must have at least; default: any.' },
} as const satisfies ArgOptions;

/** The path MTU by binary search with packets that must not be fragmented. */
export const pathMtuProbe: ProbeKind<typeof options> = {
  name: 'path_mtu',
  description: 'The MTU of the path, by binary search; works through black holes.',
  options,
  prepare(args) {
    const version = args.to.includes(':') ? 6 : 4;
    const min = args.min ?? (version === 6 ? 1280 : 576);
    const source = args.source === undefined ? [] : ['-I', args.source];
    const words = [...familyOption(args.to), ...source, '-n', '-q', '-c', '1', '-W', String(args.wait)];
    return {
      line: `MTU of the path to ${args.to}`,
      expected: args.expect === undefined ? 'a reply' : `at least ${args.expect} bytes`,
      // A size counts as too big after two losses.
      script: joinSh(
        [
          needs('ping'),
          wholePackets(version),
          sh`once() { ping ${words} -M $whole -s "$1" ${args.to} >/dev/null 2>&1; }`,
          sh`fits() { s=$(($1 - ${ipHeader(version) + 8})); once $s || once $s; }`,
          sh`low=${min} high=${args.max}`,
          sh`fits $low || { echo 0; exit 0; }`,
          sh`while [ $low -lt $high ]; do m=$(((low + high + 1) / 2)); if fits $m; then low=$m; else high=$((m - 1)); fi; done`,
          sh`echo $low`,
        ],
        '\n',
      ),
      observe(result) {
        const problem = scriptProblem(result);
        if (problem) return problem;
        const text = outputText(result);
        if (!/^\d+$/.test(text)) return toolSays(result);
        const mtu = Number(text);
        if (mtu === 0) return { passed: false, outcome: 'none', seen: `no reply, not even to ${min} bytes` };
        return { passed: mtu >= (args.expect ?? 0), outcome: 'reply', seen: `${mtu} bytes`, data: { mtu } };
      },
    };
  },
};
