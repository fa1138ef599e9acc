import { errorText, outputText } from '../../../module/output.js';
import { pingPayload } from '../../../net/mtu.js';
import type { ExecResult } from '../../../session/types.js';
import { joinSh, type Sh, sh } from '../../../shell/sh.js';
import type { ArgOptions } from '../../../spec/types.js';
import { type Observation, type ProbeKind, scriptProblem, toolSays } from './kind.js';
import { familyOption, needs } from './shellPieces.js';
import { wholePackets } from './wholePackets.js';

const options = {
  to: { required: true, description: 'Address, or a host of the inventory (see `address_variable`).' },
  count: { type: 'int', default: 3, description: 'Echo requests.' },
  interval: { type: 'float', default: 0.2, description: 'Seconds between them.' },
  wait: { type: 'int', default: 1, description: 'Seconds to wait for a reply.' },
  size: { type: 'int', description: 'ICMP payload in bytes.' },
  df_size: {
    type: 'int',
    description:
      'Size of the whole IP packet in bytes; it must not be fragmented. What the host remembers of the path is not trusted: the hop that refuses is asked again.',
  },
  source: { description: 'Address or device to send from.' },
  ttl: { type: 'int', description: 'Hops that the packets may pass; shows that a way is not longer.' },
  replies: { type: 'int', default: 1, description: 'Replies that are enough for `expect: reply`.' },
  expect: {
    choices: ['reply', 'none', 'frag'],
    default: 'reply',
    description:
      '`none`: no reply, whatever the reason. `frag`: some hop, or the host itself, says that the packet is too big.',
  },
} as const satisfies ArgOptions;

const EXPECTED = { reply: 'a reply', none: 'no reply', frag: 'an ICMP error "packet too big"' } as const;

/** ICMP echo: what arrives, what must not, and which hop refuses a packet for its size. */
export const pingProbe: ProbeKind<typeof options> = {
  name: 'ping',
  description: 'ICMP echo, also with packets that must not be fragmented.',
  options,
  prepare(args) {
    const version = args.to.includes(':') ? 6 : 4;
    const payload = args.df_size === undefined ? args.size : pingPayload(args.df_size, version);
    const words = [
      ...familyOption(args.to),
      ...['-n', '-c', String(args.count), '-W', String(args.wait)],
      ...(args.interval === 1 ? [] : ['-i', String(args.interval)]),
      ...(args.source === undefined ? [] : ['-I', args.source]),
      ...(args.ttl === undefined ? [] : ['-t', String(args.ttl)]),
      ...(payload === undefined ? [] : ['-s', String(payload)]),
    ];
    const size = args.df_size === undefined ? '' : ` with ${args.df_size} bytes unfragmented`;
    return {
      line: `ping ${args.to}${size}${args.ttl === undefined ? '' : ` over at most ${args.ttl - 1} routers`}`,
      expected:
        args.expect === 'reply' && args.replies > 1 ? `${args.replies} replies` : EXPECTED[args.expect],
      script: pingScript(words, args.to, args.df_size === undefined ? undefined : version),
      observe: (result) => scriptProblem(result) ?? judge(readPing(result), args),
    };
  },
};

function pingScript(words: readonly string[], to: string, whole: 4 | 6 | undefined): Sh {
  if (whole === undefined) return joinSh([needs('ping'), sh`ping ${words} ${to}`], '\n');
  return joinSh([needs('ping'), wholePackets(whole), sh`ping ${words} -M $whole ${to}`], '\n');
}

/** What `ping` printed. */
interface PingReport {
  readonly sent: number;
  readonly received: number;
  /** The packet was too big for the link behind `hop`; '' is the host itself. */
  readonly tooBig: { readonly hop: string; readonly mtu: number | undefined } | undefined;
  /** An ICMP error or a refusal of the kernel that explains why nothing came back. */
  readonly complaint: string | undefined;
}

/** Reads ping's output; an Observation when it is not the report of a ping that was sent. */
function readPing(result: ExecResult): PingReport | Observation {
  const stdout = outputText(result);
  const text = `${stdout}\n${errorText(result)}`;
  const refused = /(Network is unreachable|No route to host|Operation not permitted|Message too long)/.exec(
    text,
  )?.[1];
  const counts = /(\d+) packets transmitted, (\d+) (?:packets )?received/.exec(stdout);
  if (!counts && refused === undefined) return toolSays(result);
  const remote =
    /From (\S+?):? icmp_seq=\d+ (?:Frag needed and DF set \(mtu = (\d+)\)|Packet too big: mtu=(\d+))/.exec(
      text,
    );
  const local = /local error: [Mm]essage too long(?:, mtu[=:] ?(\d+))?/.exec(text);
  const unreachable = /From (\S+?):? icmp_seq=\d+ (.+)/.exec(stdout);
  return {
    sent: Number(counts?.[1] ?? 0),
    received: Number(counts?.[2] ?? 0),
    tooBig: remote
      ? { hop: remote[1]!, mtu: Number(remote[2] ?? remote[3]) }
      : local || refused === 'Message too long'
        ? { hop: '', mtu: local?.[1] === undefined ? undefined : Number(local[1]) }
        : undefined,
    complaint: unreachable ? `${unreachable[1]} says: ${unreachable[2]}` : refused,
  };
}

/** `192.0.2.9 passes at most 1400 bytes on`, for a report with `tooBig`. */
function tooBigSentence({ hop, mtu }: NonNullable<PingReport['tooBig']>): string {
  const most = mtu === undefined ? 'fewer bytes' : `at most ${mtu} bytes`;
  return hop === '' ? `its own link takes ${most}` : `${hop} passes on ${most}`;
}

interface Wanted {
  readonly expect: 'reply' | 'none' | 'frag';
  readonly replies: number;
  readonly df_size: number | undefined;
}

function judge(report: PingReport | Observation, { expect, replies, df_size }: Wanted): Observation {
  if ('outcome' in report) return report;
  const data = {
    sent: report.sent,
    received: report.received,
    hop: report.tooBig?.hop,
    mtu: report.tooBig?.mtu,
  };
  const enough = report.received >= Math.max(1, replies);
  if (report.received > 0) {
    const seen = `${report.received} of ${report.sent} replies`;
    return { passed: expect === 'reply' && enough, outcome: 'reply', seen, data };
  }
  if (report.tooBig) {
    const seen = `an ICMP error "packet too big": ${tooBigSentence(report.tooBig)}`;
    return { passed: expect !== 'reply', outcome: 'frag', seen, data };
  }
  const silence = df_size === undefined ? 'no reply' : 'neither a reply nor an ICMP error (a black hole)';
  const seen = report.complaint === undefined ? silence : `no reply (${report.complaint})`;
  return { passed: expect === 'none', outcome: 'none', seen, data };
}
