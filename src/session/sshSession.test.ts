import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startSshd, type TestSshd } from '../../test/support/sshd.js';
import { sh, userShell } from '../shell/sh.js';
import { openSession } from './openSession.js';
import type { Become, ConnectionSettings, HostSession } from './types.js';

let sshd: TestSshd;
const sessions: HostSession[] = [];

beforeAll(async () => {
  sshd = await startSshd();
});
afterAll(() => sshd.stop());
afterEach(async () => {
  for (const session of sessions.splice(0)) await session.close();
});

function settings(transport: ConnectionSettings['transport']): ConnectionSettings {
  return {
    host: 'server',
    transport,
    address: '127.0.0.1',
    port: sshd.port,
    privateKeyFile: sshd.key,
    hostKeyChecking: 'yes',
    sshConfigFile: 'none',
    sshArgs: '-o IdentitiesOnly=yes',
    knownHostsFiles: [sshd.knownHosts()],
  };
}

function open(transport: ConnectionSettings['transport']): HostSession {
  const session = openSession(settings(transport));
  sessions.push(session);
  return session;
}

/** Processes whose command line holds the word, without the ones that only carry it in a script. */
function processesWith(word: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'latin1').startsWith(`sleep\0${word}`);
    } catch {
      return false;
    }
  });
}

function uniqueSleep(): string {
  return `${100 + Math.floor(Math.random() * 800)}.${Math.floor(Math.random() * 1e9)}`;
}

describe.each(['ssh2', 'openssh', 'local'] as const)('a session over %s', (transport) => {
  it('runs frames, payloads of any size and binary output', async () => {
    const shell = await open(transport).shell();
    expect((await shell.run(sh`echo out; exit 4`)).rc).toBe(4);
    const payload = Buffer.alloc(3_000_000, Buffer.from([0, 1, 2, 250, 30]));
    const { stdout } = await shell.run(sh`cat`, { stdin: payload });
    expect(stdout.equals(payload)).toBe(true);
    expect((await shell.run(sh`cat`, { stdin: payload.subarray(0, 5000) })).stdout.length).toBe(5000);
  });

  it('comes back after the connection was cut, for probes by itself', async () => {
    const session = open(transport);
    const shell = await session.shell();
    const cut = transport === 'local' ? 'kill -9 $$' : 'read _ _ _ p _ </proc/$$/stat; kill $p';
    const change = shell.run(userShell(`${cut}; sleep 20`));
    await expect(change).rejects.toMatchObject({ name: 'UnreachableError', host: 'server' });
    expect((await shell.run(sh`echo back`, { repeatable: true })).stdout.toString()).toBe('back\n');
  });

  it('ends what runs at its deadline', async () => {
    const shell = await open(transport).shell();
    const t = uniqueSleep();
    await expect(shell.run(sh`sleep ${t}`, { timeoutMs: 200 })).rejects.toMatchObject({
      name: 'FrameTimeout',
    });
    await expect.poll(() => processesWith(t)).toEqual([]);
    const big = shell.run(sh`cat >/dev/null; sleep ${t}`, { timeoutMs: 700, stdin: Buffer.alloc(400_000) });
    await expect(big).rejects.toMatchObject({ name: 'FrameTimeout' });
    await sleep(2500);
    expect(processesWith(t)).toEqual([]);
  });

  it.each([
    ['the login user', undefined],
    ...(process.getuid?.() === 0 ? [['a become user', { method: 'sudo', user: 'nobody' }] as const] : []),
  ] as readonly (readonly [string, Become | undefined])[])(
    'leaves nothing behind when the controller is killed: %s',
    async (_, become) => {
      const t = uniqueSleep();
      const job = {
        settings: settings(transport),
        ...(become && { become }),
        script: `sleep ${t} & sh -c 'trap "" TERM HUP; sleep ${t}; sleep ${t}'`,
      };
      const program = fileURLToPath(new URL('../../test/support/controller.ts', import.meta.url));
      const controller = spawn(process.execPath, ['--import', 'tsx', program, JSON.stringify(job)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(controller.stdout, 'data');
      while (processesWith(t).length < 2) await sleep(20);
      controller.kill('SIGKILL');
      await once(controller, 'exit');
      await sleep(2000);
      expect(processesWith(t)).toEqual([]);
    },
  );
});

describe('closing', () => {
  it.each(['ssh2', 'openssh', 'local'] as const)(
    'does not delay the end of the process: %s',
    async (transport) => {
      const job = { settings: settings(transport), script: 'echo a' };
      const program = `
      import { openSession } from './src/session/openSession.js';
      import { sh } from './src/shell/sh.js';
      const session = openSession(JSON.parse(process.argv[1]).settings);
      await (await session.shell()).run(sh\`echo a\`);
      const at = Date.now();
      await session.close();
      process.on('exit', () => console.log(Date.now() - at));
    `;
      const words = ['--import', 'tsx', '--input-type=module', '-e', program, JSON.stringify(job)];
      const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
      const [text] = (await once(child.stdout, 'data')) as [Buffer];
      expect(Number(text.toString())).toBeLessThan(400);
    },
  );
});
