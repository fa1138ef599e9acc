import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeCommands } from '../../../test/support/fakeCommands.js';
import { ModuleTrial } from '../../../test/support/moduleTrial.js';
import type { Module } from '../../module/types.js';
import { getent } from './getent.js';
import { group } from './group.js';
import { hostname } from './hostname.js';
import { modprobe } from './modprobe.js';
import { ping, waitForConnection } from './ping.js';
import { setup } from './setup.js';
import { user } from './user.js';
import { waitFor } from './waitFor.js';

const trial = new ModuleTrial();
const { folder: dir, session, run } = trial;
afterAll(() => trial.close());

describe('accounts', () => {
  const commands = new FakeCommands()
    .add(
      'getent',
      `case "$1 $2" in "passwd ann") echo 'ann:x:1000:1000:Ann:/tmp:/bin/sh' ;; "group ops") echo 'ops:x:500:' ;; *) exit 2 ;; esac`,
    )
    .add('id', 'case $1 in -gn) echo ann ;; -Gn) echo ann adm ;; esac')
    .add('grep', 'exit 1');
  for (const name of ['useradd', 'usermod', 'userdel', 'groupadd', 'groupmod', 'groupdel'])
    commands.add(name);
  commands.add('chpasswd', 'cat >>"$FAKE/calls"');
  afterAll(() => commands.remove());

  it.each<[Module, Record<string, unknown>, string[]]>([
    [user, { name: 'ann', shell: '/bin/sh', groups: ['adm'], comment: 'Ann' }, []],
    [
      user,
      { name: 'ann', shell: '/bin/bash', groups: ['sudo'], append: true },
      ['usermod -a -G sudo -s /bin/bash ann'],
    ],
    [user, { name: 'ann', groups: ['sudo'] }, ['usermod -G sudo ann']],
    [user, { name: 'ann', groups: [] }, ['usermod -G  ann']],
    [user, { name: 'ann', state: 'absent', remove: true }, ['userdel -r ann']],
    [user, { name: 'bob', uid: 1001, system: true, create_home: false }, ['useradd -u 1001 -r -M bob']],
    [user, { name: 'bob', state: 'absent' }, []],
    [user, { name: 'bob', password: '$6$x' }, ['useradd -m bob', 'chpasswd -e', 'bob:$6$x']],
    [group, { name: 'ops', gid: 500 }, []],
    [group, { name: 'ops', gid: 501 }, ['groupmod -g 501 ops']],
    [group, { name: 'ops', state: 'absent' }, ['groupdel ops']],
    [group, { name: 'new', system: true }, ['groupadd -r new']],
  ])('%# %j', async (module, args, expected) => {
    const { value } = await run(module, args, commands.host());
    const acted = commands.calls().filter((call) => !/^(getent|id|grep) /.test(call));
    expect(acted).toEqual(expected);
    expect(value.changed).toBe(expected.length > 0);
  });
});

describe('hostname and modprobe', () => {
  const commands = new FakeCommands().add('uname', 'echo old').add('hostname').add('modprobe');
  afterAll(() => commands.remove());

  it('tells in check mode what would change', async () => {
    const { value, diffs } = await run(hostname, { name: 'node1.example.net' }, commands.host(), true);
    expect(value).toMatchObject({
      changed: true,
      name: 'node1.example.net',
      ansible_facts: { ansible_hostname: 'node1', ansible_domain: 'example.net' },
    });
    expect(diffs[0]).toMatchObject({ after: 'hostname = node1.example.net\n' });
  });

  it('loads a module that is not there', async () => {
    const { value } = await run(modprobe, { name: 'mwt-none', params: 'a=1 b=2' }, commands.host());
    expect(value.changed).toBe(true);
    expect(commands.calls().filter((call) => call.startsWith('modprobe'))).toEqual([
      'modprobe mwt-none a=1 b=2',
    ]);
  });
});

describe('waiting', () => {
  const server = createServer((socket) => socket.on('error', () => {}).end('SSH-2.0-test\r\n'));
  let port = 0;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as { port: number }).port;
    writeFileSync(join(dir, 'ready'), 'state: ready 42\n');
  });
  afterAll(() => server.close());

  it.each<[string, () => Record<string, unknown>, Record<string, unknown>]>([
    ['an open port', () => ({ port }), { elapsed: 0, state: 'started' }],
    ['words of a port', () => ({ port, search_regex: 'SSH-(\\d)' }), { match_groups: ['2'] }],
    ['a file', () => ({ path: join(dir, 'ready') }), { path: join(dir, 'ready') }],
    [
      'a text in a file',
      () => ({ path: join(dir, 'ready'), search_regex: '^state: (?P<word>\\w+)' }),
      { match_groups: ['ready'], match_groupdict: { word: 'ready' } },
    ],
    ['an absent file', () => ({ path: join(dir, 'nope'), state: 'absent' }), { changed: false }],
    ['a drained port', () => ({ port: 1, state: 'drained' }), { changed: false }],
    ['a closed port', () => ({ port: 1, state: 'stopped' }), { changed: false }],
  ])('for %s', async (_what, args, expected) => {
    expect((await run(waitFor, { ...args(), timeout: 5 })).value).toMatchObject(expected);
  });

  it.each<[Record<string, unknown>, string]>([
    [{ port: 1 }, 'Timeout when waiting for 127.0.0.1:1'],
    [{ path: '/nonexistent/x' }, 'Timeout when waiting for file /nonexistent/x'],
    [{ path: '/nonexistent/x', msg: 'too late' }, 'too late'],
  ])('fails when time is over: %j', async (args, msg) => {
    expect((await run(waitFor, { ...args, timeout: 1 })).value).toMatchObject({ failed: true, msg });
  });

  it('for the connection, by a new one', async () => {
    expect((await run(waitForConnection, { timeout: 5 })).value).toMatchObject({
      changed: false,
      elapsed: 0,
    });
  });
});

describe('reading modules', () => {
  it('ping answers', async () => {
    expect((await run(ping, { data: "it's" })).value).toMatchObject({ ping: "it's", changed: false });
  });
  it('getent gives fields', async () => {
    expect((await run(getent, { database: 'passwd', key: 'root' })).value).toMatchObject({
      ansible_facts: { getent_passwd: { root: ['x', '0', '0', 'root', '/root', expect.any(String)] } },
    });
    expect((await run(getent, { database: 'passwd', key: 'mwt-none', fail_key: false })).value).toMatchObject(
      { ansible_facts: { getent_passwd: { 'mwt-none': null } } },
    );
    expect((await run(getent, { database: 'passwd', key: 'mwt-none' })).value).toMatchObject({
      failed: true,
      msg: 'the database has no such key',
    });
  });
  it('setup takes two frames of a session', async () => {
    const before = session.frames;
    const { value, effects } = await run(setup, { gather_subset: ['network', 'hardware'] });
    expect(session.frames - before).toBe(2);
    expect(value).toMatchObject({ ansible_facts: { ansible_system: 'Linux' } });
    expect(effects).toMatchObject([{ kind: 'gathered-facts' }]);
  });
});
