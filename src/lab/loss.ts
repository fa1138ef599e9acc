import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { networkCommand } from './run.js';
import type { LabState } from './state.js';

export interface LossReport {
  readonly sent: number;
  readonly received: number;
  readonly lost: number;
  /** Packets a second that were really sent: below the rate asked for where the machine is short of time. */
  readonly rate: number;
  /** Milliseconds of the longest pause between two packets that arrived. */
  readonly longestGapMs: number;
}

interface LossCounter {
  /** Ends the stream, waits for stragglers, and counts. */
  stop(): Promise<LossReport>;
}

interface LossOptions {
  /** Member that sends, and member that owns `address` and receives. */
  readonly from: string;
  readonly to: string;
  readonly address: string;
  /** Default 7007. */
  readonly port?: number;
  /** Packets a second. Default 20. */
  readonly rate?: number;
}

// Both scripts report and end with their standard input: also when the process that holds its other end is killed.
const receiver = `
const [port] = process.argv.slice(1).map(Number);
const seen = new Set(); let last = 0, gap = 0;
const socket = require('node:dgram').createSocket('udp4');
socket.on('error', (error) => { console.error(error.message); process.exit(1); });
socket.on('message', (packet) => {
  seen.add(packet.readUInt32BE(0));
  const now = performance.now();
  if (last) gap = Math.max(gap, now - last);
  last = now;
});
socket.bind(port, () => console.log('listening'));
process.stdin.resume().on('end', () => { console.log(JSON.stringify({ received: seen.size, gap: Math.round(gap) })); process.exit(0); });
`;

const sender = `
const [address, port, rate] = process.argv.slice(1);
let sequence = 0;
const began = performance.now();
const socket = require('node:dgram').createSocket('udp4');
setInterval(() => {
  const packet = Buffer.alloc(64);
  packet.writeUInt32BE(sequence++);
  socket.send(packet, Number(port), address, () => undefined);
}, 1000 / Number(rate));
process.stdin.resume().on('end', () => { console.log(JSON.stringify({ sent: sequence, seconds: (performance.now() - began) / 1000 })); process.exit(0); });
`;

/**
 * Sends a numbered UDP stream between two members and counts what arrives. Sequence numbers, not ping's summary,
 * because a packet that could not even be sent is a loss too.
 * @throws Error where the port is taken.
 */
export async function startLossCounter(state: LabState, options: LossOptions): Promise<LossCounter> {
  const { from, to, address, port = 7007, rate = 20 } = options;
  const receiving = start(state, to, receiver, [String(port)]);
  await receiving.begun();
  const sending = start(state, from, sender, [address, String(port), String(rate)]);
  return {
    async stop() {
      const { sent, seconds } = JSON.parse(await sending.end()) as { sent: number; seconds: number };
      await new Promise((wake) => setTimeout(wake, 200));
      const { received, gap } = JSON.parse(await receiving.end()) as { received: number; gap: number };
      return { sent, received, lost: sent - received, rate: sent / seconds, longestGapMs: gap };
    },
  };
}

function start(state: LabState, member: string, script: string, args: readonly string[]) {
  const words = networkCommand(state, member, [process.execPath, '-e', script, '--', ...args]);
  const child = spawn(words[0]!, words.slice(1), { stdio: 'pipe' });
  let text = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk;
  });
  const closed = once(child, 'close');
  return {
    /** Until the script has printed something. */
    async begun(): Promise<void> {
      await Promise.race([once(child.stdout, 'data'), closed]);
      if (text === '') throw new Error(`the loss counter on ${member} ended: ${errors.trim()}`);
    },
    /** The last line the script prints when told to end. */
    async end(): Promise<string> {
      child.stdin.end();
      await closed;
      return text.trim().split('\n').at(-1)!;
    },
  };
}
