import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { networkCommand } from './run.js';
import type { LabState } from './state.js';

interface Capture {
  /** Ends the capture; one line a packet, as `tcpdump -nn -e` prints it. */
  stop(): Promise<string[]>;
}

/** Runs a command until the standard input ends: unlike a signal, that reaches a host on the full kernel too. */
const untilInputEnds =
  'exec 3<&0; "$@" 3<&- & pid=$!; { read -r _ <&3; kill "$pid"; } >/dev/null 2>&1 & wait "$pid"';

/**
 * Captures packets on a member's link from now on: resolves when the capture is listening.
 * `filter` is a tcpdump expression such as `udp port 4789`.
 */
export async function startCapture(
  state: LabState,
  member: string,
  link: string,
  filter = '',
): Promise<Capture> {
  const words = ['tcpdump', '-i', link, '-nn', '-U', '--immediate-mode', '-w', '-', filter];
  const [program, ...rest] = networkCommand(state, member, ['sh', '-c', untilInputEnds, 'sh', ...words]) as [
    string,
    ...string[],
  ];
  const child = spawn(program, rest, { stdio: 'pipe' });
  const packets: Buffer[] = [];
  let messages = '';
  child.stdout.on('data', (chunk: Buffer) => packets.push(chunk));
  // A connection that ssh keeps open holds on to its standard error.
  const exited = Promise.all([once(child, 'exit'), once(child.stdout, 'end')]);
  await new Promise<void>((listening, failed) => {
    child.stderr.on('data', (chunk: Buffer) => {
      messages += chunk;
      if (messages.includes('listening on')) listening();
    });
    exited.then(() => failed(new Error(`tcpdump on ${member} ${link}: ${messages.trim()}`)), failed);
  });
  return {
    async stop() {
      child.stdin.end();
      await exited;
      return print(Buffer.concat(packets));
    },
  };
}

async function print(packets: Buffer): Promise<string[]> {
  const reader = execFile('tcpdump', ['-nn', '-e', '-r', '-'], { maxBuffer: 64 << 20 });
  let text = '';
  reader.stdout?.on('data', (chunk: string) => {
    text += chunk;
  });
  reader.stdin?.end(packets);
  await once(reader, 'close');
  return joinContinued(text.split('\n'));
}

/** The packet inside a tunnel stands on a line of its own, without a time: it belongs to the line before. */
function joinContinued(lines: readonly string[]): string[] {
  const joined: string[] = [];
  for (const line of lines.filter((text) => text !== '')) {
    if (/^\d\d:\d\d:\d\d/.test(line) || joined.length === 0) joined.push(line);
    else joined[joined.length - 1] += ` | ${line}`;
  }
  return joined;
}
