import type { Duplex } from 'node:stream';
import ssh2, { type Client, type ConnectConfig, type ServerHostKeyAlgorithm } from 'ssh2';
import { ConnectionError, GIVEN_UP } from '../connection.js';
import { secondsOf } from '../duration.js';
import { HostKeyCheck } from '../hostKey.js';
import { agentSocket } from '../identities.js';
import type { ConnectionSettings } from '../settings.js';
import { type SshTarget, targetName } from '../sshTarget.js';
import { type LoginPlan, planLogin } from './auth.js';
import { coalesceWrites } from './coalesce.js';

const DEFAULT_TIMEOUT_SECONDS = 10;
const DEFAULT_ALIVE_SECONDS = 15;
const DEFAULT_ALIVE_COUNT = 3;

const HOST_KEY_ALGORITHMS: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
  'ssh-rsa',
];

/** Milliseconds that a target has to answer. */
export function connectTimeout(target: SshTarget): number {
  return (secondsOf(target.options.get('connecttimeout') ?? '') || DEFAULT_TIMEOUT_SECONDS) * 1000;
}

/** Speaks SSH over a socket: host key checked, logged in. Rejects with ConnectionError; the socket is closed then. */
export async function handshake(
  socket: Duplex,
  target: SshTarget,
  settings: ConnectionSettings,
  signal?: AbortSignal,
): Promise<Client> {
  const hostKey = new HostKeyCheck(target);
  let broken: Error | undefined;
  // A ProxyCommand may fail while the agent is still being asked: nobody else listens yet.
  socket.on('error', (error) => {
    broken ??= error;
  });
  const plan = await planLogin(target, settings);
  const client = new ssh2.Client();
  const login = new Login(plan, hostKey);
  return new Promise((resolve, reject) => {
    const giveUp = () => fail(GIVEN_UP);
    const fail = (message: string, cause?: unknown) => {
      signal?.removeEventListener('abort', giveUp);
      client.end();
      socket.destroy();
      reject(new ConnectionError(message, { cause }));
    };
    // Stays for the whole life of the client: an error event without a listener would end the process.
    client.on('error', (error: Error & { level?: string }) => {
      fail(describe(error, target, login, hostKey), error);
    });
    client.once('close', () =>
      fail(describe(new Error('Connection closed by the remote host'), target, login, hostKey)),
    );
    client.once('ready', () => {
      client.removeAllListeners('close');
      signal?.removeEventListener('abort', giveUp);
      resolve(client);
    });
    if (signal?.aborted) return giveUp();
    if (broken) return fail(describe(broken, target, login, hostKey), broken);
    signal?.addEventListener('abort', giveUp);
    client.connect(configure(socket, target, hostKey, login));
  });
}

function configure(socket: Duplex, target: SshTarget, hostKey: HostKeyCheck, login: Login): ConnectConfig {
  const { options } = target;
  const alive = secondsOf(options.get('serveraliveinterval') ?? '') ?? DEFAULT_ALIVE_SECONDS;
  const forward = /^yes$/i.test(options.get('forwardagent') ?? '') ? agentSocket(target) : undefined;
  return {
    sock: coalesceWrites(socket) as NonNullable<ConnectConfig['sock']>,
    username: target.user,
    readyTimeout: connectTimeout(target),
    keepaliveInterval: alive * 1000,
    keepaliveCountMax: Number(options.get('serveralivecountmax') ?? DEFAULT_ALIVE_COUNT),
    algorithms: {
      serverHostKey: hostKeyOrder(hostKey.knownTypes(), options.get('hostkeyalgorithms')),
      ...(/^yes$/i.test(options.get('compression') ?? '') && {
        compress: ['zlib@openssh.com', 'zlib', 'none'],
      }),
    },
    ...(forward !== undefined && { agent: forward, agentForward: true }),
    hostVerifier: (key: Buffer, verify: (valid: boolean) => void) => {
      hostKey.accept(key).then(verify, (error: unknown) => {
        hostKey.refusal ??= (error as Error).message;
        verify(false);
      });
    },
    authHandler: (left: unknown, _partial: unknown, next: (method: unknown) => void) =>
      next(login.next(Array.isArray(left) ? (left as string[]) : undefined)),
  } as ConnectConfig;
}

/** Key types that known_hosts has come first, so that a known host is recognised by the key we know. */
function hostKeyOrder(known: readonly string[], configured: string | undefined): ServerHostKeyAlgorithm[] {
  const wanted = configured && !/^[-+^]/.test(configured) ? configured.split(',') : undefined;
  const all = HOST_KEY_ALGORITHMS.filter((name) => wanted?.includes(name) ?? true);
  if (wanted) all.sort((a, b) => wanted.indexOf(a) - wanted.indexOf(b));
  const isKnown = (name: string) => known.includes(name.startsWith('rsa-') ? 'ssh-rsa' : name);
  return [...all.filter(isKnown), ...all.filter((name) => !isKnown(name))];
}

/** Walks through a login plan and remembers what was tried. */
class Login {
  readonly tried: string[] = [];
  accepted: readonly string[] = [];
  private at = 0;

  constructor(
    readonly plan: LoginPlan,
    private readonly hostKey: HostKeyCheck,
  ) {}

  next(accepted: readonly string[] | undefined): unknown {
    if (accepted && accepted.length > 0) this.accepted = accepted;
    for (;;) {
      const attempt = this.plan.attempts[this.at];
      if (!attempt) return false;
      this.at += 1;
      const wire = attempt.method.type === 'agent' ? 'publickey' : attempt.method.type;
      if (accepted && !accepted.includes(wire)) continue;
      if (attempt.secret && this.hostKey.mistrusted) continue;
      this.tried.push(attempt.tried);
      return attempt.method;
    }
  }
}

/** One line in OpenSSH's words. */
function describe(
  error: Error & { level?: string },
  target: SshTarget,
  login: Login,
  hostKey: HostKeyCheck,
): string {
  const where = targetName(target);
  if (hostKey.refusal) return `${where}: ${hostKey.refusal}`;
  if (error.level === 'client-authentication' || /authentication methods failed/.test(error.message)) {
    const methods = login.accepted.length > 0 ? ` (${login.accepted.join(',')})` : '';
    const tried =
      login.tried.length > 0
        ? `tried ${login.tried.join(', ')}`
        : 'there is no key, agent or password to try';
    const notes = [tried, ...login.plan.skipped].join('; ');
    return `${where}: Permission denied${methods}; ${notes}`;
  }
  if (error.level === 'client-timeout' || /timed out/i.test(error.message)) {
    return `connect to host ${target.hostname} port ${target.port}: Connection timed out during the ssh handshake`;
  }
  return `${where}: ${error.message.replaceAll('\n', ' ')}`;
}
