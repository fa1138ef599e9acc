import type { Duplex, Readable, Writable } from 'node:stream';

/** How a channel's command ended; undefined where the transport could not tell. */
export interface ChannelEnd {
  readonly code?: number | undefined;
  readonly signal?: string | undefined;
}

/** Byte streams of one command on the target, without a terminal. */
export interface ByteChannel {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Settles once, when the command has ended or the connection is gone; never rejects. */
  readonly ended: Promise<ChannelEnd>;
  /** Closes the channel at once, whatever runs. */
  destroy(): void;
}

/** One authenticated way to a target. Whoever holds it may open channels until `lost` settles. */
export interface Connection {
  /** `ssh2 root@10.0.0.1:22`, for messages and logs. */
  readonly description: string;
  /** Settles when the connection is gone, with the reason in one line; never rejects. */
  readonly lost: Promise<string>;
  /** Runs a command line through the login shell. Rejects with ConnectionError. */
  open(command: string): Promise<ByteChannel>;
  /** A TCP stream opened from the target. Rejects with ConnectionError. */
  forward(host: string, port: number): Promise<Duplex>;
  /** Drops the connection and everything in it; resolves at once when already closed. */
  close(): Promise<void>;
}

/** Why nothing can be opened over a connection that was closed. */
export const CLOSED = 'the connection was closed';

/** Why a connection that was still being made is not there. */
export const GIVEN_UP = 'the session was closed';

/** The target cannot be reached, refuses us, or the connection broke. `message` is one line, as OpenSSH words it. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
}
