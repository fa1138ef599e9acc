import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fail } from '../../diag/diagnostic.js';
import { definePlainModule } from '../../module/define.js';
import type { ModuleContext } from '../../module/types.js';
import { sh } from '../../shell/sh.js';
import { Dict } from '../../value/types.js';

/** Waits for a port, a file or a text. */
export const waitFor = definePlainModule({
  name: 'ansible.builtin.wait_for',
  kind: 'read',
  doc: {
    short: 'Waits for a port, a file or a text in one of them',
    description: 'Ports are tried from the target, through the connection that exists.',
    examples: `- ansible.builtin.wait_for:
    port: 4789
    host: 192.0.2.1
    timeout: 30
- ansible.builtin.wait_for:
    path: /run/openvswitch/db.sock
`,
    returns: { elapsed: 'Seconds waited.', match_groups: 'Groups of search_regex.' },
  },
  args: {
    host: { default: '127.0.0.1', description: 'Where the port is, as the target sees it.' },
    port: { type: 'int', description: 'TCP port.' },
    path: { type: 'path', description: 'File on the target.' },
    search_regex: { description: "Expression for the file's content or the port's first words." },
    state: {
      choices: ['absent', 'drained', 'present', 'started', 'stopped'],
      default: 'started',
      description: 'What to wait for.',
    },
    timeout: { type: 'int', default: 300, description: 'Seconds until the task fails.' },
    connect_timeout: { type: 'int', default: 5, description: 'Seconds that one attempt may take.' },
    delay: { type: 'int', default: 0, description: 'Seconds before the first attempt.' },
    sleep: { type: 'int', default: 1, description: 'Seconds between attempts.' },
    exclude_hosts: {
      type: 'list',
      elements: 'str',
      default: [],
      description: 'With drained: addresses that do not count.',
    },
    active_connection_states: {
      type: 'list',
      elements: 'str',
      default: ['ESTABLISHED', 'FIN_WAIT1', 'FIN_WAIT2', 'SYN_RECV', 'SYN_SENT', 'TIME_WAIT'],
      description: 'With drained: TCP states that count.',
    },
    msg: { description: 'Message of a failure.' },
  },
  rules: { mutually_exclusive: [['port', 'path']] },
  async run(args, ctx) {
    if (args.state === 'drained' && args.port === undefined)
      fail('wait-for', 'state=drained needs a port', {
        span: ctx.span,
      });
    if (args.path !== undefined && args.state === 'stopped')
      fail('wait-for', 'state=stopped is for ports; for a path use state=absent', {
        span: ctx.span,
      });
    const start = Date.now();
    const elapsed = (): number => Math.trunc((Date.now() - start) / 1000);
    const shown = {
      state: args.state,
      port: args.port ?? null,
      path: args.path ?? null,
      search_regex: args.search_regex ?? null,
    };
    await sleep(args.delay * 1000, undefined, { signal: ctx.signal });
    if (args.port === undefined && args.path === undefined) {
      await sleep(args.timeout * 1000, undefined, { signal: ctx.signal });
      return {
        changed: false,
        result: { ...shown, elapsed: elapsed(), match_groups: [], match_groupdict: new Dict() },
      };
    }
    const regex = args.search_regex === undefined ? undefined : pattern(args.search_regex, ctx);
    const check =
      args.path === undefined
        ? () => portMatches(args.port!, args, regex, ctx)
        : () => pathMatches(args.path!, args.state, regex, ctx);
    do {
      const match = await check();
      if (match) {
        const named = new Dict(
          Object.entries(match.groups ?? {}).map(([name, value]) => [name, value ?? null]),
        );
        return {
          changed: false,
          result: {
            ...shown,
            elapsed: elapsed(),
            match_groups: match.slice(1).map((group) => group ?? null),
            match_groupdict: named,
          },
        };
      }
      await sleep(args.sleep * 1000, undefined, { signal: ctx.signal });
    } while (elapsed() < args.timeout);
    return { failed: args.msg ?? timeoutMessage(args), result: { elapsed: elapsed() } };
  },
});

interface Wish {
  readonly host: string;
  readonly port: number | undefined;
  readonly path: string | undefined;
  readonly state: string;
  readonly search_regex: string | undefined;
  readonly connect_timeout: number;
  readonly exclude_hosts: readonly string[];
  readonly active_connection_states: readonly string[];
}

/** A condition that holds without an expression. */
const noMatch = Object.assign([''], { index: 0, input: '' }) as unknown as RegExpMatchArray;

function pattern(source: string, ctx: ModuleContext): RegExp {
  try {
    return new RegExp(source.replaceAll('(?P<', '(?<'), 'm');
  } catch (error) {
    return fail('search-regex', `search_regex is no regular expression: ${(error as Error).message}`, {
      span: ctx.span,
    });
  }
}

async function pathMatches(
  path: string,
  state: string,
  regex: RegExp | undefined,
  ctx: ModuleContext,
): Promise<RegExpMatchArray | undefined> {
  const result = await ctx.host.run(regex ? sh`cat -- ${path}` : sh`[ -e ${path} ]`, { repeatable: true });
  const match =
    result.rc === 0
      ? regex
        ? (regex.exec(result.stdout.toString('utf8')) ?? undefined)
        : noMatch
      : undefined;
  if (state === 'absent') return match ? undefined : noMatch;
  return match;
}

async function portMatches(
  port: number,
  wish: Wish,
  regex: RegExp | undefined,
  ctx: ModuleContext,
): Promise<RegExpMatchArray | undefined> {
  if (wish.state === 'drained') return (await isDrained(port, wish, ctx)) ? noMatch : undefined;
  const answer = await tryPort(port, wish, regex, ctx);
  if (wish.state === 'absent' || wish.state === 'stopped') return answer ? undefined : noMatch;
  return answer;
}

/** Opens a TCP stream from the target and, with an expression, reads until it matches. */
async function tryPort(
  port: number,
  wish: Wish,
  regex: RegExp | undefined,
  ctx: ModuleContext,
): Promise<RegExpMatchArray | undefined> {
  let stream: Duplex;
  try {
    const opening = ctx.host.session().forward(wish.host, port);
    const late = sleep(wish.connect_timeout * 1000, undefined, { ref: false });
    const opened = await Promise.race([opening, late]);
    if (!opened) {
      void opening.then((loser) => loser.destroy()).catch(() => {});
      return undefined;
    }
    stream = opened;
  } catch {
    return undefined;
  }
  // a reset after the answer is no concern of ours
  stream.on('error', () => {});
  try {
    return regex ? await readUntil(stream, regex, wish.connect_timeout) : noMatch;
  } finally {
    stream.destroy();
  }
}

async function readUntil(
  stream: Duplex,
  regex: RegExp,
  seconds: number,
): Promise<RegExpMatchArray | undefined> {
  let text = '';
  const timer = setTimeout(() => stream.destroy(), seconds * 1000);
  try {
    for await (const chunk of stream) {
      text += String(chunk);
      const match = regex.exec(text);
      if (match) return match;
    }
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
  return undefined;
}

/** TCP states by the numbers of /proc/net/tcp. */
const tcpStates: Readonly<Record<string, string>> = {
  '01': 'ESTABLISHED',
  '02': 'SYN_SENT',
  '03': 'SYN_RECV',
  '04': 'FIN_WAIT1',
  '05': 'FIN_WAIT2',
  '06': 'TIME_WAIT',
};

async function isDrained(port: number, wish: Wish, ctx: ModuleContext): Promise<boolean> {
  const result = await ctx.host.run(sh`cat /proc/net/tcp /proc/net/tcp6 2>/dev/null`, { repeatable: true });
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return !result.stdout
    .toString('utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .some(([, local = '', remote = '', state = '']) => {
      if (!local.endsWith(suffix) || !wish.active_connection_states.includes(tcpStates[state] ?? ''))
        return false;
      return !wish.exclude_hosts.includes(ipv4Of(remote));
    });
}

/** The kernel prints IPv4 addresses as little-endian hex; IPv6-mapped ones end the same way. */
function ipv4Of(entry: string): string {
  const hex = entry.split(':')[0]!.slice(-8);
  return (hex.match(/../g) ?? [])
    .reverse()
    .map((part) => Number.parseInt(part, 16))
    .join('.');
}

function timeoutMessage(wish: Wish): string {
  const place = wish.path ?? `${wish.host}:${wish.port}`;
  if (wish.search_regex !== undefined)
    return `Timeout when waiting for search string ${wish.search_regex} in ${place}`;
  if (wish.state === 'drained') return `Timeout when waiting for ${place} to drain`;
  if (wish.path !== undefined)
    return wish.state === 'absent'
      ? `Timeout when waiting for ${place} to be absent.`
      : `Timeout when waiting for file ${place}`;
  return wish.state === 'absent' || wish.state === 'stopped'
    ? `Timeout when waiting for ${place} to stop.`
    : `Timeout when waiting for ${place}`;
}
