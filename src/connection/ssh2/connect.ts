import type { Client, ClientChannel } from 'ssh2';
import {
  type ByteChannel,
  type ChannelEnd,
  CLOSED,
  type Connection,
  ConnectionError,
} from '../connection.js';
import type { ConnectionSettings } from '../settings.js';
import { type SshTarget, targetName } from '../sshTarget.js';
import { handshake } from './client.js';
import { forwardOut, openRoute } from './route.js';

/** Milliseconds for output that is still under way when the command has ended. */
const DRAIN_MS = 200;

/** Connects and logs in with the ssh2 library. Rejects with ConnectionError. */
export async function connectSsh2(
  target: SshTarget,
  settings: ConnectionSettings,
  signal?: AbortSignal,
): Promise<Connection> {
  const { socket, hops } = await openRoute(target, settings, signal);
  try {
    return new Ssh2Connection(await handshake(socket, target, settings, signal), hops, target);
  } catch (error) {
    for (const hop of hops) hop.end();
    throw error;
  }
}

class Ssh2Connection implements Connection {
  readonly description: string;
  readonly lost: Promise<string>;
  private closed = false;

  constructor(
    private readonly client: Client,
    private readonly hops: readonly Client[],
    target: SshTarget,
  ) {
    this.description = `ssh2 ${targetName(target)}`;
    const where = targetName(target);
    this.lost = new Promise((resolve) => {
      client.on('error', (error: Error) => resolve(`${where}: ${error.message}`));
      client.once('close', () => {
        resolve(this.closed ? CLOSED : `Shared connection to ${target.hostname} closed`);
        for (const hop of hops) hop.end();
      });
    });
  }

  open(command: string): Promise<ByteChannel> {
    return new Promise((resolve, reject) => {
      const refuse = (error: Error) =>
        reject(new ConnectionError(`cannot start a session: ${error.message}`));
      void this.lost.then((reason) => refuse(new Error(reason)));
      if (this.closed) return refuse(new Error(CLOSED));
      try {
        this.client.exec(command, (error, channel) => (error ? refuse(error) : resolve(asChannel(channel))));
      } catch (error) {
        refuse(error as Error);
      }
    });
  }

  async forward(host: string, port: number) {
    if (this.closed) throw new ConnectionError(CLOSED);
    return forwardOut(this.client, host, port);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.client.end();
    for (const hop of this.hops) hop.end();
    // A peer that does not answer must not keep the process alive.
    setTimeout(() => this.client.destroy(), DRAIN_MS).unref();
  }
}

function asChannel(channel: ClientChannel): ByteChannel {
  const ended = new Promise<ChannelEnd>((resolve) => {
    let end: ChannelEnd = {};
    channel.once('exit', (code: number | null, signal?: string) => {
      end = { code: code ?? undefined, signal: signal ?? undefined };
      setTimeout(() => resolve(end), DRAIN_MS).unref();
    });
    channel.once('close', () => resolve(end));
  });
  channel.on('error', () => {});
  channel.stderr.on('error', () => {});
  return {
    stdin: channel,
    stdout: channel,
    stderr: channel.stderr,
    ended,
    destroy: () => void channel.close(),
  };
}
