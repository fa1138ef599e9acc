import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A private directory with an OpenSSH server on a loopback port and a key that may log in. */
export interface TestSshd {
  readonly folder: string;
  readonly port: number;
  readonly user: string;
  /** Private key that is allowed to log in. */
  readonly key: string;
  /** `type base64` of the server's host key. */
  readonly hostKey: string;
  /** A known_hosts file with a line made of the given name (default: this server's) and the host key. */
  knownHosts(name?: string): string;
  file(name: string, text: string): string;
  stop(): Promise<void>;
}

/** Starts an sshd of our own; `config` is added to its configuration, first value first. */
export async function startSshd(config: readonly string[] = []): Promise<TestSshd> {
  const folder = mkdtempSync(join(tmpdir(), 'mw-sshd-'));
  const hostKeyFile = newKey(folder, 'host_key');
  const key = newKey(folder, 'id');
  const port = await freePort();
  const file = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  const lines = [
    ...config,
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${hostKeyFile}`,
    `AuthorizedKeysFile ${key}.pub`,
    'UsePAM no',
    'StrictModes no',
    'PidFile none',
    'PermitRootLogin prohibit-password',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PrintMotd no',
    'PrintLastLog no',
  ];
  const daemon = launch(file('sshd_config', `${lines.join('\n')}\n`));
  let log = '';
  daemon.stderr?.on('data', (chunk: Buffer) => {
    log += chunk.toString('utf8');
  });
  await listening(port, () => log);
  const hostKey = readFileSync(`${hostKeyFile}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
  return {
    folder,
    port,
    user: userInfo().username,
    key,
    hostKey,
    knownHosts: (name = `[127.0.0.1]:${port}`) =>
      file(`known_hosts_${Math.random()}`, `${name} ${hostKey}\n`),
    file,
    async stop() {
      const gone = new Promise((resolve) => daemon.once('exit', resolve));
      daemon.kill();
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Makes a key pair and returns the path of the private key. */
export function newKey(folder: string, name: string, passphrase = '', type = 'ed25519'): string {
  const path = join(folder, name);
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', name, '-f', path]);
  return path;
}

/** As root sshd insists on /run/sshd: it gets a /run of its own. */
function launch(config: string): ChildProcess {
  const sshd = `exec /usr/sbin/sshd -D -e -f ${config}`;
  const stdio: ('ignore' | 'pipe')[] = ['ignore', 'ignore', 'pipe'];
  if (userInfo().uid !== 0) return spawn('/bin/sh', ['-c', sshd], { stdio });
  const prepare = 'mount -t tmpfs tmpfs /run && mkdir -m 755 /run/sshd';
  return spawn('unshare', ['-m', '/bin/sh', '-c', `${prepare} && ${sshd}`], { stdio });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function listening(port: number, log: () => string): Promise<void> {
  for (let i = 0; i < 200; i++) {
    const up = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('close', () => resolve(false));
      setTimeout(() => socket.destroy(), 200).unref();
    });
    if (up) return;
    await sleep(25);
  }
  throw new Error(`sshd did not start: ${log()}`);
}
