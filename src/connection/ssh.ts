import { type Connection, ConnectionError } from './connection.js';
import type { ConnectionSettings } from './settings.js';

export async function connectSsh(settings: ConnectionSettings): Promise<Connection> {
  throw new ConnectionError(`ssh to ${settings.address} comes next`);
}
