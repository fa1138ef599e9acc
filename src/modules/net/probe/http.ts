import { errorText, outputText } from '../../../module/output.js';
import type { ExecResult } from '../../../session/types.js';
import { joinSh, sh } from '../../../shell/sh.js';
import type { ArgOptions } from '../../../spec/types.js';
import { type Observation, type ProbeKind, scriptProblem, toolSays } from './kind.js';
import { lacking } from './shellPieces.js';

const options = {
  url: { required: true, description: 'What to get.' },
  status: { type: 'int', default: 200, description: 'Status of the answer.' },
  contains: { description: 'Text that must be in the body.' },
  wait: { type: 'int', default: 5, description: 'Seconds for the whole request.' },
  cacert: { type: 'path', description: 'Certificates on the target that vouch for the server.' },
  insecure: { type: 'bool', default: false, description: 'Do not check the certificate.' },
  expect: {
    choices: ['reply', 'none', 'refused'],
    default: 'reply',
    description: '`none`: no answer of any status; `refused`: the connection is refused.',
  },
} as const satisfies ArgOptions;

/** An HTTP request with curl or wget. */
export const httpProbe: ProbeKind<typeof options> = {
  name: 'http',
  description: 'An HTTP request, made with curl or wget.',
  options,
  prepare(args) {
    const trust = args.cacert === undefined ? [] : ['--cacert', args.cacert];
    const curl = ['-sS', '-m', String(args.wait), ...trust, ...(args.insecure ? ['-k'] : [])];
    const wgetTrust = args.cacert === undefined ? [] : [`--ca-certificate=${args.cacert}`];
    const wget = [
      '-T',
      String(args.wait),
      ...wgetTrust,
      ...(args.insecure ? ['--no-check-certificate'] : []),
    ];
    const wish = args.contains === undefined ? '' : ` with "${args.contains}"`;
    return {
      line: `GET ${args.url}`,
      expected: { reply: `status ${args.status}${wish}`, none: 'no answer', refused: 'a refusal' }[
        args.expect
      ],
      script: joinSh(
        [
          // Only -v says whether a connection was refused.
          sh`if command -v curl >/dev/null; then`,
          sh`  { curl -v ${curl} -w '\\n%{http_code}' ${args.url} 2>&1 >&3 | grep -e '^curl:' -e 'failed: ' >&2; } 3>&1; exit 0; fi`,
          sh`command -v wget >/dev/null || ${lacking('curl and wget')}`,
          // wget tells the status on standard error, and only when asked for the headers.
          sh`d=$(mktemp -d) || exit 1; trap 'rm -rf "$d"' EXIT`,
          sh`wget -S -O "$d/body" ${wget} ${args.url} 2>"$d/said"; cat "$d/body"; echo`,
          sh`sed -n 's|^ *HTTP/[0-9.]* \\([0-9]*\\).*|\\1|p' "$d/said" | tail -n 1 | grep . || { echo 000; cat "$d/said" >&2; }`,
        ],
        '\n',
      ),
      observe: (result) => scriptProblem(result) ?? judge(result, args),
    };
  },
};

interface Wanted {
  readonly status: number;
  readonly contains: string | undefined;
  readonly expect: 'reply' | 'none' | 'refused';
}

function judge(result: ExecResult, { status, contains, expect }: Wanted): Observation {
  const text = outputText(result);
  const found = /(?:^|\n)(\d{3})$/.exec(text)?.[1];
  if (found === undefined) return toolSays(result);
  if (found === '000') {
    const said = errorText(result);
    const refused = /refused/i.test(said);
    const silent = /timed out|timeout|unreachable|no route|reset|empty reply/i.test(said);
    if (!refused && !silent) return toolSays(result);
    const seen = refused ? 'a refusal' : `no answer (${said.split('\n').at(-1)})`;
    return {
      passed: expect === 'none' || (refused && expect === 'refused'),
      outcome: refused ? 'refused' : 'none',
      seen,
    };
  }
  const body = text.slice(0, -found.length);
  const right = Number(found) === status;
  const holds = contains === undefined || body.includes(contains);
  const seen = right && !holds ? `status ${found} without "${contains}"` : `status ${found}`;
  return {
    passed: expect === 'reply' && right && holds,
    outcome: 'reply',
    seen,
    data: { status: Number(found), body },
  };
}
