import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { networkCommand } from '../../src/lab/run.js';
import type { LabState } from '../../src/lab/state.js';

/** A stream of numbered echo requests whose replies have the time of the machine that sends them. */
interface TimedPing {
  /** Waits for so many further replies. */
  replies(count: number): Promise<void>;
  /** Ends the stream. `lost`: packets without a reply; `lastLost`: seconds since 1970 when the last of them was sent. */
  stop(): Promise<{ lost: number; lastLost: number }>;
}

/** When the last packet before a reply that follows a gap was sent: they leave at the same distance. */
function sentBetween(
  seen: readonly { readonly number: number; readonly at: number }[],
  after: number,
): number {
  const [before, next] = [seen[after - 1]!, seen[after]!];
  return next.at - (next.at - before.at) / (next.number - before.number);
}

/** Starts 20 echo requests a second from a member of a lab; the first reply has come when it returns. */
export async function timedPing(state: LabState, member: string, address: string): Promise<TimedPing> {
  const words = ['ping', '-n', '-D', '-i', '0.05', '-W', '1', address];
  const [program, ...rest] = networkCommand(state, member, words) as [string, ...string[]];
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  const seen: { number: number; at: number }[] = [];
  child.stdout.on('data', (chunk: Buffer) => {
    for (const [, at, number] of chunk.toString().matchAll(/^\[([\d.]+)\].*icmp_seq=(\d+) ttl/gm))
      seen.push({ number: Number(number), at: Number(at) });
  });
  const replies = async (count: number): Promise<void> => {
    const enough = seen.length + count;
    while (seen.length < enough) {
      if (child.exitCode !== null) throw new Error(`ping ${address} ended`);
      await sleep(50);
    }
  };
  await replies(1);
  return {
    replies,
    async stop() {
      child.kill('SIGINT');
      await once(child, 'close');
      const after = seen.findLastIndex(({ number }, i) => i > 0 && number > seen[i - 1]!.number + 1);
      const last = seen.at(-1)!.number - seen[0]!.number + 1;
      return { lost: last - seen.length, lastLost: after < 0 ? Number.NaN : sentBetween(seen, after) };
    },
  };
}
