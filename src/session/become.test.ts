import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sh, userShell } from '../shell/sh.js';
import { openSession } from './openSession.js';
import type { Become, HostSession } from './types.js';

const folder = mkdtempSync(join(tmpdir(), 'mw-become-'));
const sudo = join(folder, 'sudo');
const su = join(folder, 'su');
const sessions: HostSession[] = [];

/** Speaks like sudo: reads the prompt given with -p, asks twice, logs its arguments. */
const fakeSudo = `#!/bin/sh
printf '%s\\n' "$@" >>"$0.log"
n=no
while [ $# -gt 0 ]; do
  case $1 in
  -n) n=yes; shift ;;
  -p) p=$2; shift 2 ;;
  -u) u=$2; shift 2 ;;
  -*) shift ;;
  *) break ;;
  esac
done
case $u in
ghost) echo "sudo: unknown user ghost" >&2; exit 1 ;;
locked) echo "me is not allowed to execute '/bin/sh' as locked on here." >&2; exit 1 ;;
open) exec env MW_USER=open "$@" ;;
esac
[ $n = no ] || { echo "sudo: a password is required" >&2; exit 1; }
for try in 1 2 3; do
  printf %s "$p" >&2
  IFS= read -r password || exit 1
  [ "$password" != 'pass word' ] || exec env MW_USER="$u" "$@"
  echo "Sorry, try again." >&2
done
exit 1
`;

const fakeSu = `#!/bin/sh
printf 'Passwort: ' >&2
IFS= read -r password
echo >&2
[ "$password" = 'pass word' ] || { echo "su: Authentication failure" >&2; exit 1; }
exec env MW_USER="$1" sh -c "$3"
`;

beforeAll(() => {
  for (const [file, text] of [
    [sudo, fakeSudo],
    [su, fakeSu],
  ] as const) {
    writeFileSync(file, text);
    chmodSync(file, 0o755);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(async () => {
  for (const session of sessions.splice(0)) await session.close();
});

function open(): HostSession {
  const session = openSession({
    host: 'here',
    transport: 'local',
    address: 'localhost',
    hostKeyChecking: 'yes',
  });
  sessions.push(session);
  return session;
}

function become(user: string, more: Partial<Become> = {}): Become {
  return { method: 'sudo', user, executable: sudo, ...more };
}

const whoAmI = userShell('echo "$MW_USER"');

describe('becoming another user', () => {
  it('gives the password to the prompt and keeps the shell', async () => {
    const session = open();
    const shell = await session.shell(become('admin', { password: 'pass word' }));
    expect((await shell.run(whoAmI)).stdout.toString()).toBe('admin\n');
    expect((await shell.run(sh`cat`, { stdin: 'in' })).stdout.toString()).toBe('in');
    expect(await session.shell(become('admin', { password: 'pass word' }))).toBe(shell);
    expect(readFileSync(`${sudo}.log`, 'utf8')).not.toContain('pass word');
  });

  it('does not send the password when nobody asks for it', async () => {
    const shell = await open().shell(become('open', { password: 'pass word' }));
    expect((await shell.run(whoAmI)).stdout.toString()).toBe('open\n');
  });

  it('keeps users apart on one connection', async () => {
    const session = open();
    const [a, b, plain] = await Promise.all([
      session.shell(become('admin', { password: 'pass word' })),
      session.shell(become('open')),
      session.shell(),
    ]);
    const said = await Promise.all([a, b, plain].map((shell) => shell.run(whoAmI)));
    expect(said.map(({ stdout }) => stdout.toString().trim())).toEqual(['admin', 'open', '']);
  });

  it('answers a prompt in any language for su', async () => {
    const shell = await open().shell({ method: 'su', user: 'admin', executable: su, password: 'pass word' });
    expect((await shell.run(whoAmI)).stdout.toString()).toBe('admin\n');
  });

  it.each([
    ['a wrong password', become('admin', { password: 'x' }), 'wrong sudo password for admin'],
    ['a missing password', become('admin'), 'missing sudo password for admin'],
    ['an unknown user', become('ghost', { password: 'x' }), 'there is no user ghost'],
    ['a user that is not allowed', become('locked'), 'sudo does not let us become locked'],
    ['no sudo', become('admin', { executable: '/nonexistent/sudo' }), '/nonexistent/sudo is not installed'],
    [
      'no sudo, with a password',
      become('a', { executable: '/nonexistent/s', password: 'x' }),
      '/nonexistent/s is not installed',
    ],
  ])('says in one sentence: %s', async (_, wanted, message) => {
    await expect(open().shell(wanted)).rejects.toMatchObject({ name: 'BecomeError', message });
  });

  it('says that the password for su is wrong', async () => {
    const wanted = open().shell({ method: 'su', user: 'admin', executable: su, password: 'x' });
    await expect(wanted).rejects.toThrow('wrong su password for admin');
  });

  it('can be tried again with the right password', async () => {
    const session = open();
    await expect(session.shell(become('admin', { password: 'x' }))).rejects.toThrow('wrong sudo password');
    const shell = await session.shell(become('admin', { password: 'pass word' }));
    expect((await shell.run(whoAmI)).stdout.toString()).toBe('admin\n');
  });
});

describe.runIf(userInfo().uid === 0)('the real programs, as root', () => {
  it.each(['sudo', 'su'] as const)('becomes a user by %s', async (method) => {
    const flags = method === 'su' ? { flags: '-s /bin/sh' } : {};
    const shell = await open().shell({ method, user: 'nobody', ...flags });
    expect((await shell.run(sh`id -un`, { stdin: 'x' })).stdout.toString()).toBe('nobody\n');
    const frame = shell.run(sh`sleep 50`, { timeoutMs: 100 });
    await expect(frame).rejects.toThrow('0.1 seconds');
    expect((await shell.run(sh`echo on`)).stdout.toString()).toBe('on\n');
  });

  it.each(['sudo', 'su'] as const)('learns from %s that there is no such user', async (method) => {
    await expect(open().shell({ method, user: 'no-such-user' })).rejects.toThrow(
      'there is no user no-such-user',
    );
  });
});
