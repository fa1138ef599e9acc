import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { networkCommand } from './run.js';
import type { LabState } from './state.js';

const run = promisify(execFile);

interface PingOptions {
  /** Echo requests to send. Default 1. */
  readonly count?: number;
  /** ICMP payload in bytes; the IP packet is 28 bytes longer. Default 56. */
  readonly payload?: number;
  /** Forbid fragmentation, as a path-MTU check does. Default false. */
  readonly dontFragment?: boolean;
  /** Seconds to wait for each reply. Default 1. */
  readonly wait?: number;
}

/** Number of echo replies that a member got from an address; a refused or oversized packet counts as none. */
export async function ping(
  state: LabState,
  member: string,
  address: string,
  options: PingOptions = {},
): Promise<number> {
  const { count = 1, payload = 56, dontFragment = false, wait = 1 } = options;
  const words = ['ping', '-n', '-i', '0.2', '-c', String(count), '-W', String(wait), '-s', String(payload)];
  if (dontFragment) words.push('-M', 'do');
  const { output } = await finish(networkCommand(state, member, [...words, address]));
  return Number(/(\d+) received/.exec(output)?.[1] ?? 0);
}

type TcpOutcome = 'open' | 'refused' | 'timeout';

/** Tries a TCP connection from a member. `wait` in seconds, default 2. */
export async function tcpConnect(
  state: LabState,
  member: string,
  address: string,
  port: number,
  wait = 2,
): Promise<TcpOutcome> {
  const words = ['nc', '-n', '-z', '-v', '-w', String(wait), address, String(port)];
  const { status, output } = await finish(networkCommand(state, member, words));
  if (status === 0) return 'open';
  return /refused/i.test(output) ? 'refused' : 'timeout';
}

/** MAC addresses that answer an ARP request for `address` sent out of a link; more than one means a conflict. */
export async function arping(
  state: LabState,
  member: string,
  link: string,
  address: string,
): Promise<string[]> {
  const words = ['busybox', 'arping', '-c', '1', '-w', '1', '-I', link, address];
  const { output } = await finish(networkCommand(state, member, words));
  const macs = [...output.matchAll(/\[([0-9a-f:]{17})\]/gi)].map((match) => match[1]!.toLowerCase());
  return [...new Set(macs)];
}

async function finish(words: readonly string[]): Promise<{ status: number; output: string }> {
  try {
    const { stdout, stderr } = await run(words[0]!, words.slice(1));
    return { status: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: unknown; stdout?: string; stderr?: string };
    if (typeof code !== 'number') throw error;
    return { status: code, output: stdout + stderr };
  }
}
