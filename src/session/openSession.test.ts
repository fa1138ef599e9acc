import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { sh, userShell } from '../shell/sh.js';
import { openSession } from './openSession.js';
import type { ConnectionSettings, HostSession } from './types.js';

const settings: ConnectionSettings = {
  host: 'here',
  transport: 'local',
  address: 'localhost',
  hostKeyChecking: 'yes',
};
const sessions: HostSession[] = [];

function open(more: Partial<ConnectionSettings> = {}): HostSession {
  const session = openSession({ ...settings, ...more });
  sessions.push(session);
  return session;
}

afterEach(async () => {
  for (const session of sessions.splice(0)) await session.close();
});

describe('a session', () => {
  it('runs scripts with environment, directory and umask set inside the frame', async () => {
    const shell = await open().shell();
    const options = { env: { SECRET: "it's $HOME\n" }, cwd: '/usr', umask: '027' };
    const { stdout } = await shell.run(
      userShell('printf %s "$SECRET"; pwd; umask; cat /proc/self/cmdline'),
      options,
    );
    expect(stdout.toString()).toBe("it's $HOME\n/usr\n0027\ncat\0/proc/self/cmdline\0");
  });

  it('reports a missing directory as the status of the frame', async () => {
    const shell = await open().shell();
    expect((await shell.run(sh`echo no`, { cwd: '/nonexistent' })).rc).toBeGreaterThan(0);
  });

  it('batches probes into one frame and returns results in order', async () => {
    const shell = await open().shell();
    const results = await shell.batch([sh`echo ${1}`, sh`exit 2`, sh`echo ${'a b'}`], { repeatable: true });
    expect(results.map(({ rc, stdout }) => `${rc}:${stdout}`)).toEqual(['0:1\n', '2:', '0:a b\n']);
    expect(await shell.batch([])).toEqual([]);
  });

  it('does not let short frames wait for a long one', async () => {
    const shell = await open().shell();
    const stop = new AbortController();
    const long = shell.run(sh`sleep 30`, { signal: stop.signal });
    const started = Date.now();
    const short = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => shell.run(sh`echo ${n}`)));
    expect(short.map(({ stdout }) => stdout.toString())).toEqual(['1\n', '2\n', '3\n', '4\n', '5\n', '6\n']);
    expect(Date.now() - started).toBeLessThan(2000);
    stop.abort(new Error('enough'));
    await expect(long).rejects.toThrow('enough');
  });

  it('sends large payloads over a channel of their own', async () => {
    const shell = await open().shell();
    const { stdout } = await shell.run(sh`wc -c`, { stdin: Buffer.alloc(3_000_000) });
    expect(stdout.toString().trim()).toBe('3000000');
  });

  it('repeats a probe once on a fresh shell after a loss, and nothing else', async () => {
    const shell = await open().shell();
    const suicide = userShell(
      'echo x >>"$LOG"; [ -n "$(sed -n 2p "$LOG")" ] || { kill -9 $$; sleep 5; }; echo done',
    );
    const log = `/tmp/mw-session-test-${process.pid}`;
    try {
      const probe = await shell.run(suicide, { env: { LOG: `${log}-1` }, repeatable: true });
      expect(probe.stdout.toString()).toBe('done\n');
      const change = shell.run(suicide, { env: { LOG: `${log}-2` } });
      await expect(change).rejects.toMatchObject({ name: 'UnreachableError', host: 'here' });
      expect((await shell.run(sh`echo again`)).stdout.toString()).toBe('again\n');
    } finally {
      await shell.run(userShell(`rm -f ${log}-1 ${log}-2`));
    }
  });

  it('works again after reset', async () => {
    const session = open();
    const shell = await session.shell();
    await shell.run(sh`true`);
    await session.reset();
    expect((await shell.run(sh`echo back`)).stdout.toString()).toBe('back\n');
  });

  it('does not come back to life after close', async () => {
    const session = open();
    const shell = await session.shell();
    const running = shell.run(sh`sleep 20`, { repeatable: true });
    await sleep(50);
    await session.close();
    await expect(running).rejects.toMatchObject({
      name: 'UnreachableError',
      message: 'the session is closed',
    });
  });

  it('serves those who wait after the shell was lost', async () => {
    const shell = await open().shell();
    const lost = shell.run(userShell('sleep 0.02; kill -9 $$; sleep 3'));
    const next = shell.run(sh`echo served`);
    await expect(lost).rejects.toThrow('ended');
    expect((await next).stdout.toString()).toBe('served\n');
  });

  it('says what is wrong with the shell', async () => {
    await expect(open({ executable: '/nonexistent/sh' }).shell()).rejects.toThrow(
      /the remote shell ended \(status 12\d\).*not found/,
    );
  });

  it('closes at once and leaves daemons of finished frames alone', async () => {
    const session = open();
    const shell = await session.shell();
    const { stdout } = await shell.run(userShell('sleep 77 >/dev/null 2>&1 & echo $!'));
    const started = Date.now();
    await session.close();
    expect(Date.now() - started).toBeLessThan(500);
    await sleep(200);
    const pid = Number(stdout.toString());
    expect(process.kill(pid, 0)).toBe(true);
    process.kill(pid);
  });
});
