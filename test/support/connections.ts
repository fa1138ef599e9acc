import { connect } from '../../src/connection/connect.js';
import type { Connection } from '../../src/connection/connection.js';
import type { ConnectionSettings } from '../../src/connection/settings.js';
import type { TestSshd } from './sshd.js';

/** Opens connections to a test server and closes them together. */
export class TestConnections {
  private readonly opened: Connection[] = [];

  constructor(private readonly sshd: () => TestSshd) {}

  settings(more: Partial<ConnectionSettings> = {}): ConnectionSettings {
    const sshd = this.sshd();
    return {
      host: 'server',
      transport: 'ssh2',
      address: '127.0.0.1',
      port: sshd.port,
      privateKeyFile: sshd.key,
      hostKeyChecking: 'yes',
      sshConfigFile: 'none',
      sshArgs: '-o IdentitiesOnly=yes -o GlobalKnownHostsFile=none',
      knownHostsFiles: [sshd.knownHosts()],
      ...more,
    };
  }

  async open(more: Partial<ConnectionSettings> = {}): Promise<Connection> {
    return this.connect(this.settings(more));
  }

  async connect(settings: ConnectionSettings): Promise<Connection> {
    const connection = await connect(settings);
    this.opened.push(connection);
    return connection;
  }

  async closeAll(): Promise<void> {
    for (const connection of this.opened.splice(0)) await connection.close();
  }
}

/** Both streams of a command and its status in brackets. */
export async function output(connection: Connection, command: string, input = ''): Promise<string> {
  const channel = await connection.open(command);
  const chunks: Buffer[] = [];
  channel.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  channel.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  channel.stdin.end(input);
  const { code } = await channel.ended;
  return `${Buffer.concat(chunks)}[${code}]`;
}
