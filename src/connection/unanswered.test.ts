import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connect } from './connect.js';
import type { ConnectionSettings } from './settings.js';

const settings: ConnectionSettings = {
  host: 'far',
  transport: 'ssh2',
  address: '127.0.0.1',
  hostKeyChecking: 'yes',
  sshConfigFile: 'none',
};

describe('an agent that never answers', () => {
  let folder: string;
  let agent: Server;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mw-agent-'));
    agent = createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => agent.listen(join(folder, 'agent'), resolve));
    vi.stubEnv('SSH_AUTH_SOCK', join(folder, 'agent'));
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    for (const socket of sockets.splice(0)) socket.destroy();
    await new Promise((resolve) => agent.close(resolve));
    rmSync(folder, { recursive: true });
  });

  it('is done without, and what a ProxyCommand said meanwhile is not lost', async () => {
    const sshArgs = `-o ProxyCommand="sh -c 'echo broken >&2; exit 3'"`;
    await expect(connect({ ...settings, sshArgs })).rejects.toThrow(
      'the ProxyCommand ended with status 3: broken',
    );
  });
});
