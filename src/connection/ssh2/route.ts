import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { ConnectionError } from '../connection.js';
import type { ConnectionSettings } from '../settings.js';
import { connectCommand, connectTcp } from '../socket.js';
import { expandTargetTokens, resolveTarget, type SshTarget } from '../sshTarget.js';
import { connectTimeout, handshake } from './client.js';

const MAX_HOPS = 8;

/** A byte stream to a target's ssh port and the clients of the hops it passes, nearest first. */
interface Route {
  readonly socket: Duplex;
  readonly hops: readonly Client[];
}

/** Connects as ProxyJump, ProxyCommand or neither say; every hop's host key is checked like a target's. */
export async function openRoute(
  target: SshTarget,
  settings: ConnectionSettings,
  signal?: AbortSignal,
  depth = 0,
): Promise<Route> {
  if (depth > MAX_HOPS) throw new ConnectionError(`${target.hostname}: ProxyJump goes in circles`);
  const jump = target.options.get('proxyjump');
  const command = target.options.get('proxycommand');
  if (jump && jump.toLowerCase() !== 'none') {
    const list = jump.split(',').map((hop) => hop.trim());
    return jumpThrough(list, target, settings, signal, depth);
  }
  if (command && command.toLowerCase() !== 'none') {
    return { socket: connectCommand(expandTargetTokens(command, target)), hops: [] };
  }
  const family = { inet: 4, inet6: 6 }[target.options.get('addressfamily') ?? ''] as 4 | 6 | undefined;
  const timeoutMs = connectTimeout(target);
  return { socket: await connectTcp(target.hostname, target.port, { timeoutMs, family, signal }), hops: [] };
}

/** The last hop is reached through the ones before it, the first one as its own configuration says. */
async function jumpThrough(
  list: readonly string[],
  target: SshTarget,
  settings: ConnectionSettings,
  signal: AbortSignal | undefined,
  depth: number,
): Promise<Route> {
  const before = list.slice(0, -1);
  const hopSettings = settingsOfHop(list.at(-1) ?? '', settings);
  const hop = resolveTarget(hopSettings);
  const route =
    before.length > 0
      ? await jumpThrough(before, hop, settings, signal, depth + 1)
      : await openRoute(hop, hopSettings, signal, depth + 1);
  const hops = [...route.hops];
  try {
    const client = await handshake(route.socket, hop, hopSettings, signal);
    hops.push(client);
    signal?.addEventListener('abort', () => client.destroy(), { once: true });
    return { socket: await forwardOut(client, target.hostname, target.port), hops };
  } catch (error) {
    for (const client of hops) client.end();
    throw new ConnectionError(`jump host ${hop.alias}: ${(error as Error).message}`, { cause: error });
  }
}

/** As with ssh -J: a hop has its own configuration; arguments and the target's credentials are not for it. */
function settingsOfHop(text: string, settings: ConnectionSettings): ConnectionSettings {
  const [, user, bracketed, plain, port] =
    /^(?:ssh:\/\/)?(?:([^@]+)@)?(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?\/?$/.exec(text) ?? [];
  const address = bracketed ?? plain;
  if (!address) throw new ConnectionError(`"${text}" is no host for ProxyJump`);
  const configFile = /(?:^|\s)-F\s*(\S+)/.exec(settings.sshArgs ?? '')?.[1] ?? settings.sshConfigFile;
  return {
    host: settings.host,
    transport: 'ssh2',
    address,
    hostKeyChecking: settings.hostKeyChecking === 'accept-new' ? 'accept-new' : 'yes',
    ...(user !== undefined && { user }),
    ...(port !== undefined && { port: Number(port) }),
    ...(configFile !== undefined && { sshConfigFile: configFile }),
    ...(settings.privateKeyPassphrase !== undefined && {
      privateKeyPassphrase: settings.privateKeyPassphrase,
    }),
    ...(settings.knownHostsFiles && { knownHostsFiles: settings.knownHostsFiles }),
    ...(settings.connectTimeoutMs !== undefined && { connectTimeoutMs: settings.connectTimeoutMs }),
  };
}

/** A TCP stream opened by the far end of a client. Rejects with ConnectionError. */
export function forwardOut(client: Client, host: string, port: number): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const refuse = (cause: unknown) => {
      const reason = (cause as Error).message.replace(/^\(SSH\) /, '');
      reject(new ConnectionError(`forwarding to ${host} port ${port} was refused: ${reason}`, { cause }));
    };
    try {
      client.forwardOut('127.0.0.1', 0, host, port, (error, stream) => {
        if (error) return refuse(error);
        stream.on('error', () => {});
        resolve(stream);
      });
    } catch (error) {
      // The client is no longer connected.
      refuse(error);
    }
  });
}
