import { errorText, outputText } from '../../../module/output.js';
import type { ExecResult } from '../../../session/types.js';
import { joinSh, sh } from '../../../shell/sh.js';
import type { ArgOptions } from '../../../spec/types.js';
import { type Observation, type ProbeKind, scriptProblem, toolSays } from './kind.js';
import { lacking } from './shellPieces.js';

const OUTCOMES = ['open', 'refused', 'timeout', 'unreachable'] as const;
type Outcome = (typeof OUTCOMES)[number];

const options = {
  to: { required: true, description: 'Address, or a host of the inventory.' },
  port: { required: true, type: 'int', description: 'TCP port.' },
  wait: { type: 'int', default: 2, description: 'Seconds for the connection.' },
  expect: {
    choices: OUTCOMES,
    default: 'open',
    description:
      '`refused`: a reset came back; `timeout`: nothing did; `unreachable`: an ICMP error or no route.',
  },
} as const satisfies ArgOptions;

const SEEN: Readonly<Record<Outcome, string>> = {
  open: 'an open port',
  refused: 'a refusal',
  timeout: 'no answer in time',
  unreachable: 'an error "unreachable"',
};

/** Whether a TCP connection can be made. */
export const tcpProbe: ProbeKind<typeof options> = {
  name: 'tcp',
  description: 'A TCP connection, made with nc, bash or curl.',
  options,
  prepare({ to, port, wait, expect }) {
    return {
      line: `TCP to ${to} port ${port}`,
      expected: SEEN[expect],
      // Each branch says "connected" or leaves the tool's words on standard error.
      script: joinSh(
        [
          sh`if nc -h 2>&1 | grep -q -e '-[a-zA-Z0-9]*z'; then nc -z -v -w ${wait} ${to} ${port} && echo connected; exit 0; fi`,
          sh`if command -v bash >/dev/null && command -v timeout >/dev/null; then`,
          sh`  timeout ${wait} bash -c 'exec 3<>"/dev/tcp/$1/$2"' - ${to} ${port}; case $? in 0) echo connected ;; 124|143) echo 'timed out' >&2 ;; esac; exit 0; fi`,
          sh`if command -v curl >/dev/null; then curl -sv --connect-timeout ${wait} -m ${wait + 1} ${`telnet://${urlHost(to)}:${port}`} </dev/null 2>&1 >/dev/null | sed -n -e 's/.*Connected to.*/connected/p' -e '/refused\|timed out\|unreach\|No route/p'; exit 0; fi`,
          lacking('nc, bash and curl, one of which makes TCP connections'),
        ],
        '\n',
      ),
      observe(result) {
        const problem = scriptProblem(result);
        if (problem) return problem;
        const outcome = readOutcome(result);
        if (outcome === undefined) return toolSays(result);
        return { passed: outcome === expect, outcome, seen: SEEN[outcome] } satisfies Observation;
      },
    };
  },
};

/** The host part of a URL. */
function urlHost(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

function readOutcome(result: ExecResult): Outcome | undefined {
  const stdout = outputText(result);
  if (/^connected$/m.test(stdout)) return 'open';
  const text = `${stdout}\n${errorText(result)}`;
  if (/refused/i.test(text)) return 'refused';
  if (/timed out|timeout/i.test(text)) return 'timeout';
  return /unreachable|no route/i.test(text) ? 'unreachable' : undefined;
}
