import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { TestConnections } from '../../test/support/connections.js';
import { startSshd, type TestSshd } from '../../test/support/sshd.js';
import { ConnectionError } from './connection.js';
import { connectLocal } from './local/local.js';

let sshd: TestSshd;
const connections = new TestConnections(() => sshd);

beforeAll(async () => {
  sshd = await startSshd();
});
afterAll(() => sshd.stop());
afterEach(() => connections.closeAll());

describe.each(['local', 'ssh2', 'openssh'] as const)('a closed connection (%s)', (transport) => {
  it('opens nothing any more', async () => {
    const connection = transport === 'local' ? connectLocal() : await connections.open({ transport });
    await connection.close();
    await expect(connection.open('true')).rejects.toThrow(ConnectionError);
    await expect(connection.forward('127.0.0.1', sshd.port)).rejects.toThrow(ConnectionError);
  });
});

describe('a local connection', () => {
  it('says in the words of ssh why it cannot forward', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await new Promise((resolve) => server.close(resolve));
    await expect(connectLocal().forward('127.0.0.1', port)).rejects.toThrow(
      `connect to host 127.0.0.1 port ${port}: Connection refused`,
    );
  });
});
