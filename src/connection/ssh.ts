import { agentKeyTypes } from './agentKeys.js';
import { type Connection, ConnectionError, GIVEN_UP } from './connection.js';
import { HostKeyCheck } from './hostKey.js';
import { agentSocket, identityFiles, keyObstacle } from './identities.js';
import type { ConnectionSettings } from './settings.js';
import { resolveTarget, type SshTarget } from './sshTarget.js';

/**
 * Connects over SSH. `ssh` prefers the library and takes the OpenSSH client where the configuration needs
 * something that only it can do: certificates, security keys, GSSAPI, unknown options.
 */
export async function connectSsh(settings: ConnectionSettings, signal?: AbortSignal): Promise<Connection> {
  if (signal?.aborted) throw new ConnectionError(GIVEN_UP);
  const target = resolveTarget(settings);
  if (settings.transport === 'openssh' || (settings.transport === 'ssh' && needsOpenSsh(target))) {
    const { connectOpenSsh } = await import('./openssh/connect.js');
    return connectOpenSsh(target, settings, signal);
  }
  const { connectSsh2 } = await import('./ssh2/connect.js');
  try {
    return await connectSsh2(target, settings, signal);
  } catch (error) {
    // What the agent holds is only worth asking for when nothing else has worked.
    if (settings.transport !== 'ssh' || !/Permission denied/.test((error as Error).message)) throw error;
    const socket = agentSocket(target);
    if (!socket || !(await agentKeyTypes(socket)).some(onlyForOpenSsh)) throw error;
    const { connectOpenSsh } = await import('./openssh/connect.js');
    return connectOpenSsh(target, settings, signal);
  }
}

function onlyForOpenSsh(type: string): boolean {
  return type.startsWith('sk-') || type.includes('-cert-');
}

function needsOpenSsh(target: SshTarget): boolean {
  return (
    target.obstacles.length > 0 ||
    identityFiles(target).some((file) => keyObstacle(file) !== undefined) ||
    new HostKeyCheck(target).hasAuthority()
  );
}
