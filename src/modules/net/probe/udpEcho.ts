import { errorText, outputText } from '../../../module/output.js';
import { joinSh, sh } from '../../../shell/sh.js';
import type { ArgOptions } from '../../../spec/types.js';
import { type ProbeKind, scriptProblem } from './kind.js';
import { lacking } from './shellPieces.js';

const options = {
  to: { required: true, description: 'Address, or a host of the inventory.' },
  port: { type: 'int', default: 7, description: 'UDP port of an echo service.' },
  payload: { default: 'meshwright', description: 'Text that must come back.' },
  wait: { type: 'int', default: 2, description: 'Seconds to wait.' },
  expect: { choices: ['reply', 'none'], default: 'reply', description: 'Whether it must come back.' },
} as const satisfies ArgOptions;

/** A datagram to an echo service. */
export const udpEchoProbe: ProbeKind<typeof options> = {
  name: 'udp_echo',
  description: 'A datagram that an echo service sends back; sent with bash or nc.',
  options,
  prepare({ to, port, payload, wait, expect }) {
    return {
      line: `UDP echo of ${to} port ${port}`,
      expected: expect === 'reply' ? 'its own text back' : 'no answer',
      script: joinSh(
        [
          sh`command -v timeout >/dev/null || ${lacking('timeout (package coreutils)')}`,
          sh`if command -v bash >/dev/null; then`,
          sh`  timeout ${wait} bash -c 'exec 3<>"/dev/udp/$1/$2" && printf %s "$3" >&3 && head -c "\${#3}" <&3' - ${to} ${port} ${payload}; exit 0; fi`,
          sh`command -v nc >/dev/null || ${lacking('bash and nc, one of which sends datagrams')}`,
          sh`printf %s ${payload} | timeout ${wait} nc -u -w ${wait} ${to} ${port}; exit 0`,
        ],
        '\n',
      ),
      observe(result) {
        const problem = scriptProblem(result);
        if (problem) return problem;
        const text = outputText(result);
        if (text === payload)
          return { passed: expect === 'reply', outcome: 'reply', seen: 'its own text back' };
        if (text !== '')
          return { passed: false, outcome: 'other', seen: `another text back: ${text.slice(0, 60)}` };
        const said = errorText(result).split('\n')[0] ?? '';
        const seen = /refused/i.test(said) ? 'no answer (port unreachable)' : 'no answer';
        return { passed: expect === 'none', outcome: 'none', seen };
      },
    };
  },
};
