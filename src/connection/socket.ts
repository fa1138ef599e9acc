import { spawn } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { ConnectionError, GIVEN_UP } from './connection.js';

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Connection refused',
  EHOSTUNREACH: 'No route to host',
  ENETUNREACH: 'Network is unreachable',
  ETIMEDOUT: 'Connection timed out',
  ECONNRESET: 'Connection reset by peer',
};

interface TcpOptions {
  readonly timeoutMs: number;
  /** 4 or 6 to use one address family only. */
  readonly family?: 4 | 6 | undefined;
  /** Gives the attempt up. */
  readonly signal?: AbortSignal | undefined;
}

/** A TCP connection without Nagle's delay. Rejects with ConnectionError in OpenSSH's words. */
export function connectTcp(
  host: string,
  port: number,
  { timeoutMs, family, signal }: TcpOptions,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true, keepAlive: true, ...(family && { family }) });
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
    };
    const fail = (reason: string, cause?: unknown) => {
      settle();
      socket.destroy();
      reject(new ConnectionError(`connect to host ${host} port ${port}: ${reason}`, { cause }));
    };
    const giveUp = () => fail(GIVEN_UP);
    signal?.addEventListener('abort', giveUp);
    const timer = setTimeout(() => fail('Connection timed out'), timeoutMs);
    const refuse = (error: NodeJS.ErrnoException) => {
      if (/^(ENOTFOUND|EAI_)/.test(error.code ?? '')) {
        settle();
        reject(
          new ConnectionError(`Could not resolve hostname ${host}: Name or service not known`, {
            cause: error,
          }),
        );
      } else fail(REASONS[error.code ?? ''] ?? error.message, error);
    };
    socket.once('error', refuse);
    socket.once('connect', () => {
      settle();
      socket.off('error', refuse);
      socket.on('error', () => {});
      resolve(socket);
    });
  });
}

/** The streams of a ProxyCommand as a socket; its last words become the error when it ends early. */
export function connectCommand(command: string): Duplex {
  const child = spawn('/bin/sh', ['-c', `exec ${command}`], { stdio: 'pipe', detached: true });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-2000);
  });
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', () => {});
  const socket = new Duplex({
    read: () => child.stdout.resume(),
    write: (chunk, _encoding, done) => void child.stdin.write(chunk, () => done()),
    final: (done) => void child.stdin.end(done),
    destroy: (error, done) => {
      child.kill();
      child.unref();
      done(error);
    },
  });
  child.stdout.on('data', (chunk: Buffer) => {
    if (!socket.push(chunk)) child.stdout.pause();
  });
  child.once('error', (error) => socket.destroy(error));
  child.once('close', (code) => {
    if (socket.destroyed) return;
    const last = said.trim().split('\n').at(-1)?.trim();
    socket.destroy(
      new Error(`the ProxyCommand ended with status ${code ?? 'unknown'}${last ? `: ${last}` : ''}`),
    );
  });
  return socket;
}
