import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { output, TestConnections } from '../../test/support/connections.js';
import { newKey, startSshd, type TestSshd } from '../../test/support/sshd.js';
import { connect } from './connect.js';
import type { ConnectionSettings } from './settings.js';

let sshd: TestSshd;
const connections = new TestConnections(() => sshd);
const open = (more: Partial<ConnectionSettings> = {}) => connections.open(more);

beforeAll(async () => {
  sshd = await startSshd();
});
afterAll(() => sshd.stop());
afterEach(() => connections.closeAll());

describe.each(['ssh2', 'openssh'] as const)('a connection by %s', (transport) => {
  const openHere = (more: Partial<ConnectionSettings> = {}) => open({ transport, ...more });

  it('runs commands on several channels', async () => {
    const connection = await openHere();
    expect(await output(connection, 'cat; echo err >&2; exit 3', 'in\n')).toBe('in\nerr\n[3]');
    const both = await Promise.all([output(connection, 'sleep 0.2; echo a'), output(connection, 'echo b')]);
    expect(both).toEqual(['a\n[0]', 'b\n[0]']);
  });

  it('forwards a TCP stream from the target', async () => {
    const server: Server = createServer((socket) => socket.end('hello'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const connection = await openHere();
      const address = server.address();
      const stream = await connection.forward('127.0.0.1', typeof address === 'object' ? address!.port : 0);
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.end();
      await once(stream, 'close');
      expect(Buffer.concat(chunks).toString()).toBe('hello');
    } finally {
      server.close();
    }
  });

  it('tells in one line why it was refused', async () => {
    const stranger = newKey(sshd.folder, `stranger-${transport}`);
    await expect(openHere({ privateKeyFile: stranger })).rejects.toThrow(
      /^[a-z]+@127\.0\.0\.1:\d+: Permission denied \(publickey\)[^\n]*$/,
    );
  });

  it('tells in one line that nobody listens', async () => {
    await expect(openHere({ port: 1 })).rejects.toThrow(
      'connect to host 127.0.0.1 port 1: Connection refused',
    );
  });

  it('goes through a ProxyCommand given in the ssh arguments', async () => {
    const proxy = `ssh -W %h:%p -q -F none -i ${sshd.key} -p ${sshd.port} -o UserKnownHostsFile=${sshd.knownHosts()} 127.0.0.1`;
    const sshArgs = `-o IdentitiesOnly=yes -o ProxyCommand="${proxy}"`;
    expect(await output(await openHere({ sshArgs }), 'echo "$SSH_CONNECTION" | cut -d" " -f1')).toBe(
      '127.0.0.1\n[0]',
    );
  });

  it('goes through two jump hosts of the configuration, each key checked', async () => {
    const inner = await startSshd();
    const hosts = sshd.file(
      `both-${transport}`,
      `${readFileSync(sshd.knownHosts())}${readFileSync(inner.knownHosts())}`,
    );
    const config = (known: string) =>
      sshd.file(
        `config-${Math.random()}`,
        [
          `Include ${sshd.file(`included-${transport}`, `Host *\n  IdentitiesOnly yes\n`)}`,
          'Host first second',
          `  HostName 127.0.0.1\n  Port ${sshd.port}\n  IdentityFile ${sshd.key}\n  UserKnownHostsFile ${known}`,
          'Match originalhost target user nobody',
          '  Port 1',
          'Host t*',
          `  HostName 127.0.0.1\n  Port ${inner.port}\n  ProxyJump first,second`,
          `  IdentityFile ${inner.key}\n  UserKnownHostsFile ${hosts}`,
          '',
        ].join('\n'),
      );
    const base: ConnectionSettings = { host: 'server', transport, address: 'target', hostKeyChecking: 'yes' };
    try {
      const connection = await connections.connect({ ...base, sshConfigFile: config(hosts) });
      expect(await output(connection, 'echo through')).toBe('through\n[0]');
      const distrusted = sshd.file(`copy-${transport}`, '');
      const sshConfigFile = config(distrusted);
      await expect(connections.connect({ ...base, sshConfigFile })).rejects.toThrow(
        /Host key verification failed|closed/,
      );
    } finally {
      await inner.stop();
    }
  });

  it('reports a jump host that is not known', async () => {
    const sshArgs = `-o IdentitiesOnly=yes -o ProxyJump=127.0.0.2:${sshd.port}`;
    await expect(openHere({ sshArgs })).rejects.toThrow(/127\.0\.0\.2/);
  });

  it('uses an encrypted key with its passphrase and says when it is missing or wrong', async () => {
    const guarded = await startSshd();
    try {
      execFileSync('ssh-keygen', ['-q', '-p', '-N', 'pass phrase', '-f', guarded.key]);
      const reach = {
        port: guarded.port,
        privateKeyFile: guarded.key,
        knownHostsFiles: [guarded.knownHosts()],
      };
      const connection = await openHere({ ...reach, privateKeyPassphrase: 'pass phrase' });
      expect(await output(connection, 'echo in')).toBe('in\n[0]');
      if (transport === 'openssh') return;
      await expect(openHere(reach)).rejects.toThrow('is encrypted and no passphrase was given');
      await expect(openHere({ ...reach, privateKeyPassphrase: 'x' })).rejects.toThrow('wrong passphrase for');
    } finally {
      await guarded.stop();
    }
  });

  it('uses keys of the agent', async () => {
    const socket = `${sshd.folder}/agent-${transport}`;
    const agent: ChildProcess = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
    try {
      while (!existsSync(socket)) await sleep(20);
      execFileSync('ssh-add', ['-q', sshd.key], {
        env: { ...process.env, SSH_AUTH_SOCK: socket },
        stdio: 'ignore',
      });
      const { privateKeyFile: _, ...rest } = connections.settings({
        transport,
        sshArgs: `-o IdentityAgent=${socket}`,
      });
      const connection = await connections.connect(rest);
      expect(await output(connection, 'echo in')).toBe('in\n[0]');
    } finally {
      agent.kill();
    }
  });

  it('reports a server that refuses forwarding', async () => {
    const strict = await startSshd(['AllowTcpForwarding no']);
    try {
      const connection = await openHere({
        port: strict.port,
        privateKeyFile: strict.key,
        knownHostsFiles: [strict.knownHosts()],
      });
      await expect(connection.forward('127.0.0.1', 9)).rejects.toThrow(
        /forwarding to 127.0.0.1 port 9 was refused/,
      );
      expect(await output(connection, 'echo still')).toBe('still\n[0]');
    } finally {
      await strict.stop();
    }
  });

  it('announces the loss of the connection', async () => {
    const short = await startSshd();
    const connection = await openHere({
      port: short.port,
      privateKeyFile: short.key,
      knownHostsFiles: [short.knownHosts()],
    });
    const channel = await connection.open('sleep 60');
    channel.stdout.resume();
    await output(connection, 'kill "$PPID"');
    expect(await connection.lost).toMatch(/closed|lost|ended/i);
    await channel.ended;
    await short.stop();
  });
});

describe('a server that says nothing', () => {
  it.each(['ssh2', 'openssh'] as const)('is given up by %s when told so', async (transport) => {
    const server: Server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address!.port : 0;
    const stop = new AbortController();
    const met = once(server, 'connection');
    const connecting = connect(connections.settings({ transport, port }), stop.signal);
    const [socket] = (await met) as [Socket];
    const gone = once(socket.resume(), 'close');
    const start = Date.now();
    stop.abort();
    await expect(connecting).rejects.toThrow('the session was closed');
    await gone;
    expect(Date.now() - start).toBeLessThan(2_000);
    await expect(connect(connections.settings({ transport, port }), stop.signal)).rejects.toThrow(
      'the session was closed',
    );
    server.close();
  });
});

describe('choosing the transport', () => {
  it('takes the library when it can', async () => {
    expect((await open({ transport: 'ssh' })).description).toMatch(/^ssh2 /);
  });

  it('takes the OpenSSH client for options that only it has', async () => {
    const connection = await open({
      transport: 'ssh',
      sshArgs: '-o IdentitiesOnly=yes -o BindAddress=127.0.0.1',
    });
    expect(connection.description).toMatch(/^openssh /);
    expect(await output(connection, 'echo in')).toBe('in\n[0]');
  });

  it('logs in with a certificate', async () => {
    const authority = newKey(sshd.folder, 'ca');
    const server = await startSshd([`TrustedUserCAKeys ${authority}.pub`]);
    try {
      const key = newKey(sshd.folder, 'certified');
      execFileSync('ssh-keygen', ['-q', '-s', authority, '-I', 'test', '-n', server.user, `${key}.pub`]);
      const connection = await open({
        transport: 'ssh',
        port: server.port,
        privateKeyFile: key,
        knownHostsFiles: [server.knownHosts()],
      });
      expect(connection.description).toMatch(/^openssh /);
      expect(await output(connection, 'echo in')).toBe('in\n[0]');
    } finally {
      await server.stop();
    }
  });

  it('logs in with a certificate that only the agent has', async () => {
    const authority = newKey(sshd.folder, 'ca2');
    const server = await startSshd([`TrustedUserCAKeys ${authority}.pub`]);
    const socket = `${server.folder}/agent`;
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
    try {
      const key = newKey(server.folder, 'certified');
      execFileSync('ssh-keygen', ['-q', '-s', authority, '-I', 'test', '-n', server.user, `${key}.pub`]);
      while (!existsSync(socket)) await sleep(20);
      execFileSync('ssh-add', ['-q', key], {
        env: { ...process.env, SSH_AUTH_SOCK: socket },
        stdio: 'ignore',
      });
      const { privateKeyFile: _, ...rest } = connections.settings({
        transport: 'ssh',
        port: server.port,
        sshArgs: `-o IdentityAgent=${socket}`,
        knownHostsFiles: [server.knownHosts()],
      });
      const connection = await connections.connect(rest);
      expect(connection.description).toMatch(/^openssh /);
      expect(await output(connection, 'echo in')).toBe('in\n[0]');
    } finally {
      agent.kill();
      await server.stop();
    }
  });
});
