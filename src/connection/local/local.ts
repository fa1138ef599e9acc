import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import {
  type ByteChannel,
  type ChannelEnd,
  CLOSED,
  type Connection,
  ConnectionError,
} from '../connection.js';
import { connectTcp } from '../socket.js';

/** Milliseconds for output that is still in the pipes when the command has ended. */
const DRAIN_MS = 200;
const FORWARD_TIMEOUT_MS = 10_000;

/** Commands on this machine, each in a session of its own so that no terminal of ours reaches it. */
export function connectLocal(): Connection {
  const children = new Set<ByteChannel>();
  let closed = false;
  let announce: (reason: string) => void = () => {};
  const lost = new Promise<string>((resolve) => {
    announce = resolve;
  });
  return {
    description: 'local',
    lost,
    async open(command) {
      if (closed) throw new ConnectionError(CLOSED);
      const channel = childChannel(spawn('/bin/sh', ['-c', command], { detached: true, stdio: 'pipe' }), {
        kill: false,
      });
      children.add(channel);
      void channel.ended.then(() => children.delete(channel));
      return channel;
    },
    async forward(host, port) {
      if (closed) throw new ConnectionError(CLOSED);
      return connectTcp(host, port, { timeoutMs: FORWARD_TIMEOUT_MS });
    },
    async close() {
      closed = true;
      for (const channel of children) channel.destroy();
      announce(CLOSED);
    },
  };
}

/** The streams of a child process as a channel; stream errors end in `ended`, never as uncaught events. `kill`: destroying ends the process too. */
export function childChannel(
  child: ChildProcessWithoutNullStreams,
  { kill }: { readonly kill: boolean },
): ByteChannel {
  const ended = new Promise<ChannelEnd>((resolve) => {
    const end = (code: number | null, signal: string | null) =>
      resolve({ code: code ?? undefined, signal: signal ?? undefined });
    child.once('error', () => resolve({}));
    child.once('close', end);
    // What the command left in the background may hold the streams open for ever.
    child.once('exit', (code, signal) => setTimeout(() => end(code, signal), DRAIN_MS).unref());
  });
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', () => {});
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    ended,
    destroy() {
      child.stdin.destroy();
      child.stdout.destroy();
      child.stderr.destroy();
      if (kill) child.kill();
      child.unref();
    },
  };
}
