import type { Duplex } from 'node:stream';
import type { Sh } from '../shell/sh.js';

export type { ConnectionSettings } from '../connection/settings.js';

/** How to become another user on the target. */
export interface Become {
  readonly method: 'sudo' | 'su' | 'doas';
  readonly user: string;
  readonly password?: string;
  /** Extra words for the method's command line; Ansible's default for sudo is `-H -S -n` (without -n when a password is given). */
  readonly flags?: string;
  readonly executable?: string;
}

export interface RunOptions {
  /** Bytes for the command's standard input; without it stdin is /dev/null. Never appears in argv or a temp file. */
  readonly stdin?: Uint8Array | string;
  /** Milliseconds until the command's process group is killed and a FrameTimeout is thrown. Default: none. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Output as it arrives, for live display. */
  readonly onOutput?: (stream: 'stdout' | 'stderr', chunk: Buffer) => void;
  /** Sent in the clear-text-free way: exported inside the frame, never in argv. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Keep the terminal-less default; true asks for a pty on an own channel (the `raw` module's users rarely need it). */
  readonly umask?: string;
  /** true for a probe: it may be repeated on a fresh connection after a loss. Default false. */
  readonly repeatable?: boolean;
}

export interface ExecResult {
  /** Exit status; 128+n when killed by signal n, as the shell reports it. */
  readonly rc: number;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

/** One long-lived POSIX shell on a target, as one user. Calls may overlap: they are pipelined in order. */
export interface HostShell {
  readonly session: HostSession;
  /** The become user, or undefined for the login user. */
  readonly become: Become | undefined;
  /** Runs a script in a subshell of its own process group. The host prelude's functions are available to it. */
  run(script: Sh, options?: RunOptions): Promise<ExecResult>;
  /** Several probes in one round trip, results in order. */
  batch(scripts: readonly Sh[], options?: RunOptions): Promise<ExecResult[]>;
}

/** One connection to one target. */
export interface HostSession {
  /** Inventory name, for messages. */
  readonly host: string;
  /** The long-lived shell of a user; opened on first use, one per become user. */
  shell(become?: Become): Promise<HostShell>;
  /** A TCP stream opened from the target (ssh direct-tcpip; plain connect for local). */
  forward(host: string, port: number): Promise<Duplex>;
  /** Drops the connection; the next call opens a new one. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** The host cannot be reached or refuses us: Ansible's UNREACHABLE. `message` is one line. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
  constructor(
    readonly host: string,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** Becoming another user failed (wrong password, not allowed): a failed task, not an unreachable host. */
export class BecomeError extends Error {
  override readonly name = 'BecomeError';
}

/** A frame ran longer than its deadline; its process group was killed. */
export class FrameTimeout extends Error {
  override readonly name = 'FrameTimeout';
}
