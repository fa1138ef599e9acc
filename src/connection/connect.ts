import type { Connection } from './connection.js';
import { connectLocal } from './local/local.js';
import type { ConnectionSettings } from './settings.js';

/** Opens the connection that the settings ask for, or gives up when told so. Rejects with ConnectionError. */
export async function connect(settings: ConnectionSettings, signal?: AbortSignal): Promise<Connection> {
  if (settings.transport === 'local') return connectLocal();
  const { connectSsh } = await import('./ssh.js');
  return connectSsh(settings, signal);
}
