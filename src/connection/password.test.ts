import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newKey } from '../../test/support/sshd.js';
import { connect } from './connect.js';
import type { ConnectionSettings } from './settings.js';

const folder = mkdtempSync(join(tmpdir(), 'mw-password-'));
const PASSWORD = 'pass word$';
/** Command lines and environments of all processes at the time when the password was checked. */
let seen = '';

/** A server that knows one password; `methods` are what it offers. */
const server = new ssh2.Server({ hostKeys: [readFileSync(newKey(folder, 'host'))] }, (client) => {
  client.on('authentication', (context) => {
    if (context.method === 'password' && context.username === 'password') {
      seen = processes();
      if (context.password === PASSWORD) return context.accept();
    }
    if (context.method === 'keyboard-interactive' && context.username === 'interactive') {
      return context.prompt([{ prompt: 'Password: ', echo: false }], (answers) =>
        answers[0] === PASSWORD ? context.accept() : context.reject(),
      );
    }
    const offered = context.username === 'password' ? 'password' : 'keyboard-interactive';
    context.reject([offered]);
  });
  client.on('session', (accept) => {
    const session = accept();
    session.on('exec', (acceptExec, _reject, { command }) => {
      const channel = acceptExec();
      channel.write(`ran ${command}\n`);
      channel.exit(0);
      channel.end();
    });
  });
  client.on('error', () => {});
});

function processes(): string {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid)
    .map((pid) => {
      try {
        return (
          readFileSync(`/proc/${pid}/cmdline`, 'latin1') + readFileSync(`/proc/${pid}/environ`, 'latin1')
        );
      } catch {
        return '';
      }
    })
    .join('\n');
}

beforeAll(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve())));
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

function settings(more: Partial<ConnectionSettings>): ConnectionSettings {
  return {
    host: 'server',
    transport: 'ssh2',
    address: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    hostKeyChecking: 'accept-new',
    knownHostsFiles: [join(folder, 'known_hosts')],
    sshConfigFile: 'none',
    sshArgs: '-o IdentityAgent=none -o PubkeyAuthentication=no',
    ...more,
  };
}

describe.each(['ssh2', 'openssh'] as const)('passwords by %s', (transport) => {
  it.each(['password', 'interactive'])('logs in by %s', async (user) => {
    const connection = await connect(settings({ transport, user, password: PASSWORD }));
    const channel = await connection.open('something');
    const chunks: Buffer[] = [];
    channel.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    await channel.ended;
    await connection.close();
    expect(Buffer.concat(chunks).toString()).toBe('ran something\n');
    expect(seen).not.toContain(PASSWORD);
  });

  it.each(['password', 'interactive'])('says that it was refused by %s', async (user) => {
    const wanted = connect(settings({ transport, user, password: 'wrong' }));
    await expect(wanted).rejects.toThrow(/^[a-z]+@127\.0\.0\.1.*: Permission denied \([a-z-]+\)[^\n]*$/);
  });
});

describe('without a password', () => {
  it('says what could have been tried', async () => {
    await expect(connect(settings({ user: 'password' }))).rejects.toThrow(
      /Permission denied.*no key, agent or password to try/,
    );
  });
});
