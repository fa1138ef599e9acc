import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ByteChannel, CLOSED, type Connection, ConnectionError, GIVEN_UP } from '../connection.js';
import { childChannel } from '../local/local.js';
import type { ConnectionSettings } from '../settings.js';
import { type SshTarget, targetName } from '../sshTarget.js';
import { clientArguments } from './arguments.js';
import { askpassEnvironment, prepareAskpass } from './askpass.js';
import { complaint } from './complaint.js';

/** The client does not tell when a forwarding is open, only when it is refused. */
const FORWARD_SETTLE_MS = 300;
const POLL_MS = 10;
/** The path of a socket has at most about a hundred characters. */
const MAX_TEMP_PATH = 50;

/**
 * Runs the master connection once told to by a line, and ends it when our end of stdin closes, however we ended;
 * nothing of it may stay behind, the directory neither. The shell may tell a closed stderr that the client was
 * terminated: SIGPIPE must not end it before its last command.
 */
const lifeline = `trap : PIPE
exec 3<&0
dir=$1; shift
mkdir -m 700 "$dir" || exit 1
echo made
read -r _ <&3 || { rm -rf "$dir"; exit 1; }
"$@" </dev/null >/dev/null 3<&- &
ssh=$!
{ read -r _ <&3; kill "$ssh"; } 2>/dev/null &
watch=$!
exec 3<&-
wait "$ssh"
status=$?
kill "$watch" 2>/dev/null
rm -rf "$dir"
exit "$status"`;

/** Connects with the OpenSSH client: one master connection, channels over its control socket. Rejects with ConnectionError. */
export async function connectOpenSsh(
  target: SshTarget,
  settings: ConnectionSettings,
  signal?: AbortSignal,
): Promise<Connection> {
  const temp = tmpdir().length > MAX_TEMP_PATH ? '/tmp' : tmpdir();
  // Made by the lifeline: from its first moment on the directory has somebody who removes it.
  const folder = join(temp, `mw-ssh-${randomBytes(4).toString('base64url')}`);
  const socket = join(folder, 'c');
  const shared = clientArguments(target, settings, socket);
  const master = spawn(
    '/bin/sh',
    ['-c', lifeline, 'sh', folder, 'ssh', '-o', 'ControlMaster=yes', '-N', ...shared, '--', target.alias],
    {
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
      env: { ...process.env, ...askpassEnvironment(folder) },
    },
  );
  const said = collect(master);
  const lost = new Promise<string>((resolve) => {
    master.once('error', (error) => resolve(error.message));
    master.once('exit', () => setTimeout(() => resolve(complaint(said(), target)), POLL_MS));
  });
  master.stdin.on('error', () => {});
  const made = new Promise<undefined>((resolve) => master.stdout.once('data', () => resolve(undefined)));
  const refused = await Promise.race([made, lost]);
  if (refused !== undefined) throw new ConnectionError(refused);
  const askpass = await prepareAskpass(folder, settings).catch((error: unknown) => {
    master.stdin.destroy();
    throw error;
  });
  master.stdin.write('\n');
  let ended = false;
  void lost.then(() => {
    ended = true;
  });
  while (!existsSync(socket) && !ended && !signal?.aborted) await sleep(POLL_MS);
  await askpass.close();
  if (ended) {
    await rm(folder, { recursive: true, force: true });
    throw new ConnectionError(await lost);
  }
  const connection = new OpenSshConnection(target, shared, master, lost);
  if (!signal?.aborted) return connection;
  await connection.close();
  throw new ConnectionError(GIVEN_UP);
}

class OpenSshConnection implements Connection {
  readonly description: string;
  private readonly channels = new Set<ByteChannel>();
  /** Why nothing can be opened any more: without its master a client would make a connection of its own. */
  private gone: string | undefined;

  constructor(
    private readonly target: SshTarget,
    private readonly shared: readonly string[],
    private readonly master: ChildProcess,
    readonly lost: Promise<string>,
  ) {
    this.description = `openssh ${targetName(target)}`;
    void lost.then((reason) => {
      this.gone ??= reason;
    });
  }

  async open(command: string): Promise<ByteChannel> {
    return this.client([], command);
  }

  async forward(host: string, port: number): Promise<Duplex> {
    const name = host.includes(':') ? `[${host}]` : host;
    const channel = this.client(['-W', `${name}:${port}`]);
    let said = '';
    channel.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
    const opened = new Promise<void>((resolve) => {
      channel.stdout.once('readable', () => {
        if (channel.stdout.readableLength > 0) resolve();
      });
    });
    const refused = channel.ended.then(({ code }) => {
      if (code === 0) return;
      const reason = said.trim().split('\n').at(-1) ?? '';
      throw new ConnectionError(`forwarding to ${host} port ${port} was refused: ${reason}`);
    });
    await Promise.race([opened, refused, sleep(FORWARD_SETTLE_MS)]);
    refused.catch(() => {});
    const stream = Duplex.from({ readable: channel.stdout, writable: channel.stdin });
    stream.on('error', () => {});
    stream.once('close', () => channel.destroy());
    return stream;
  }

  async close(): Promise<void> {
    this.gone ??= CLOSED;
    for (const channel of this.channels) channel.destroy();
    this.master.stdin?.end();
    this.master.stdin?.destroy();
    this.master.stderr?.destroy();
    this.master.unref();
  }

  private client(options: readonly string[], command?: string): ByteChannel {
    if (this.gone !== undefined) throw new ConnectionError(this.gone);
    const words = ['-o', 'ControlMaster=no', ...this.shared, ...options, '--', this.target.alias];
    if (command !== undefined) words.push(command);
    const child = spawn('ssh', words, { stdio: 'pipe', detached: true });
    const channel = childChannel(child, { kill: true });
    this.channels.add(channel);
    void channel.ended.then(() => this.channels.delete(channel));
    return channel;
  }
}

/** The last words of a process. */
function collect(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString('utf8')).slice(-8000);
  });
  child.stderr?.on('error', () => {});
  return () => text;
}
