import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeCommands } from '../../../test/support/fakeCommands.js';
import { runModule, ShellHost } from '../../../test/support/moduleContext.js';
import { SessionHost } from '../../../test/support/sessionHost.js';
import type { Module, ModuleHost } from '../../module/types.js';
import { fromJs, toJs } from '../../value/convert.js';
import type { Dict, Value } from '../../value/types.js';
import { authorizedKey } from './authorizedKey.js';
import { cron } from './cron.js';
import { getent } from './getent.js';
import { group } from './group.js';
import { hostname } from './hostname.js';
import { iptables } from './iptables.js';
import { ruleWords } from './iptablesRule.js';
import { knownHosts } from './knownHosts.js';
import { modprobe } from './modprobe.js';
import { mount } from './mount.js';
import { ping, waitForConnection } from './ping.js';
import { setup } from './setup.js';
import { sysctl } from './sysctl.js';
import { user } from './user.js';
import { waitFor } from './waitFor.js';

const dir = mkdtempSync(join(tmpdir(), 'mwt-sys-'));
const session = new SessionHost();
afterAll(async () => {
  await session.close();
  rmSync(dir, { recursive: true });
});

async function run(module: Module, args: Record<string, unknown>, host: ModuleHost = session, check = false) {
  const raw = Object.fromEntries(fromJs(args) as Dict) as Record<string, Value>;
  const outcome = await runModule(module, raw, host, { check });
  return { ...outcome, value: toJs(outcome.value) as Record<string, unknown> };
}

async function converges(
  module: Module,
  args: Record<string, unknown>,
  host: ModuleHost = session,
): Promise<void> {
  expect((await run(module, args, host, true)).value.changed).toBe(true);
  expect((await run(module, args, host)).value).toMatchObject({ changed: true });
  expect((await run(module, args, host)).value).toMatchObject({ changed: false });
}

describe('sysctl', () => {
  const file = join(dir, 'sysctl.conf');
  const base = { sysctl_file: file, reload: false };
  beforeAll(() => writeFileSync(file, '# kept\nnet.a = 1\nnet.b=2\nnet.a=3\n', { mode: 0o640 }));

  it.each<[string, Record<string, unknown>, string]>([
    ['the last of several entries stays', { name: 'net.a', value: 5 }, '# kept\nnet.b=2\nnet.a=5\n'],
    ['booleans and words', { name: 'net.b', value: true }, '# kept\nnet.b=1\nnet.a=5\n'],
    ['a new entry', { name: 'net.c', value: '10 20' }, '# kept\nnet.b=1\nnet.a=5\nnet.c=10 20\n'],
    ['removal', { name: 'net.a', state: 'absent' }, '# kept\nnet.b=1\nnet.c=10 20\n'],
  ])('%s', async (_what, args, text) => {
    await converges(sysctl, { ...base, ...args });
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(statSync(file).mode & 0o777).toBe(0o640);
  });

  it('compares words, not blanks', async () => {
    expect((await run(sysctl, { ...base, name: 'net.c', value: '10\t20' })).value.changed).toBe(false);
  });

  it('looks at the running kernel when asked to', async () => {
    const live = readFileSync('/proc/sys/kernel/ostype', 'utf8').trim();
    await run(sysctl, { ...base, name: 'kernel.ostype', value: live });
    expect(
      (await run(sysctl, { ...base, name: 'kernel.ostype', value: live, sysctl_set: true })).value.changed,
    ).toBe(false);
    expect(
      (await run(sysctl, { ...base, name: 'kernel.ostype', value: 'Other', sysctl_set: true }, session, true))
        .value.changed,
    ).toBe(true);
  });

  it('refuses an empty value', async () => {
    expect((await run(sysctl, { ...base, name: 'net.a', value: '' })).value).toMatchObject({
      failed: true,
      msg: 'value cannot be blank',
    });
  });
});

describe('authorized_key', () => {
  const path = join(dir, 'authorized_keys');
  const base = { user: userInfo().username, path, manage_dir: false };
  const [first, second] = ['ssh-ed25519 AAAAfirst one@example', 'ssh-rsa AAAAsecond two@example'];

  it('adds, changes, keeps and removes keys', async () => {
    await converges(authorizedKey, { ...base, key: `${first}\n# a comment\n${second}\n` });
    await converges(authorizedKey, { ...base, key: first, key_options: 'no-pty' });
    expect(readFileSync(path, 'utf8')).toBe(`no-pty ${first}\n${second}\n`);
    await converges(authorizedKey, { ...base, key: second, exclusive: true });
    expect(readFileSync(path, 'utf8')).toBe(`${second}\n`);
    await converges(authorizedKey, { ...base, key: second, state: 'absent' });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('rejects what is no key', async () => {
    await expect(run(authorizedKey, { ...base, key: 'nonsense' })).rejects.toThrow(
      'invalid key specified: nonsense',
    );
  });
});

describe('known_hosts', () => {
  const path = join(dir, 'known_hosts');
  const key = 'node1 ssh-ed25519 AAAAone';

  it('adds, replaces, hashes and removes keys', async () => {
    writeFileSync(path, 'other ssh-ed25519 AAAAother\n');
    await converges(knownHosts, { path, name: 'node1', key });
    await converges(knownHosts, { path, name: 'node1', key: 'node1 ssh-ed25519 AAAAtwo' });
    expect(readFileSync(path, 'utf8')).toBe('other ssh-ed25519 AAAAother\nnode1 ssh-ed25519 AAAAtwo\n');
    await converges(knownHosts, { path, name: 'node1', key, hash_host: true });
    expect(readFileSync(path, 'utf8')).toMatch(/^other .*\n\|1\|\S+ ssh-ed25519 AAAAone\n$/);
    await converges(knownHosts, { path, name: 'node1', state: 'absent' });
    expect(readFileSync(path, 'utf8')).toBe('other ssh-ed25519 AAAAother\n');
  });

  it('refuses a key of another host', async () => {
    await expect(run(knownHosts, { path, name: 'node2', key })).rejects.toThrow(
      'does not match hashed host field',
    );
  });
});

describe('cron', () => {
  const file = join(dir, 'jobs');

  it.each<[string, Record<string, unknown>, string]>([
    ['a job', { name: 'a', minute: '5', job: 'run a' }, '#Ansible: a\n5 * * * * root run a\n'],
    [
      'a second one',
      { name: 'b', special_time: 'daily', job: 'run b', user: 'ann' },
      '#Ansible: a\n5 * * * * root run a\n#Ansible: b\n@daily ann run b\n',
    ],
    [
      'a change in place',
      { name: 'a', job: 'run a', disabled: true },
      '#Ansible: a\n#* * * * * root run a\n#Ansible: b\n@daily ann run b\n',
    ],
    [
      'a variable',
      { name: 'PATH', env: true, job: '/bin' },
      'PATH="/bin"\n#Ansible: a\n#* * * * * root run a\n#Ansible: b\n@daily ann run b\n',
    ],
    ['removal', { name: 'a', state: 'absent' }, 'PATH="/bin"\n#Ansible: b\n@daily ann run b\n'],
  ])('%s', async (_what, args, text) => {
    await converges(cron, { cron_file: file, ...args });
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('edits the crontab of a user through its standard input', async () => {
    const commands = new FakeCommands().add(
      'crontab',
      'case $1 in -l) cat "$FAKE/tab" 2>/dev/null ;; *) cat >"$FAKE/tab" ;; esac',
    );
    await converges(cron, { name: 'a', job: 'run' }, commands.host());
    expect(readFileSync(join(commands.dir, 'tab'), 'utf8')).toBe('#Ansible: a\n* * * * * run\n');
    commands.remove();
  });
});

describe('mount', () => {
  const fstab = join(dir, 'fstab');
  beforeAll(() => writeFileSync(fstab, '# kept\n/dev/a /a ext4\n/dev/s none swap sw 0 0\n'));
  const entry = { fstab, path: '/mwt none/', src: '10.0.0.1:/x', fstype: 'nfs', state: 'present' };

  it.each<[string, Record<string, unknown>, string]>([
    ['a new entry', entry, '10.0.0.1:/x /mwt\\040none nfs defaults 0 0\n'],
    [
      'changed options',
      { ...entry, opts: 'ro', boot: false },
      '10.0.0.1:/x /mwt\\040none nfs ro,noauto 0 0\n',
    ],
    ['removal', { fstab, path: '/mwt none', state: 'absent' }, ''],
  ])('%s', async (_what, args, last) => {
    await converges(mount, args);
    expect(readFileSync(fstab, 'utf8')).toBe(`# kept\n/dev/a /a ext4\n/dev/s none swap sw 0 0\n${last}`);
  });

  it('fills in the fields that an entry leaves out', async () => {
    const { value } = await run(mount, {
      fstab,
      path: '/a',
      src: '/dev/a',
      fstype: 'ext4',
      state: 'present',
    });
    expect(value.changed).toBe(false);
  });

  it('sees what is mounted', async () => {
    const { value } = await run(mount, { fstab, path: '/proc', state: 'unmounted' }, session, true);
    expect(value.changed).toBe(true);
  });
});

describe('iptables rules', () => {
  it.each<[Record<string, unknown>, string]>([
    [
      { protocol: 'tcp', source: '!10.0.0.0/8', destination_port: '22', jump: 'ACCEPT' },
      '-p tcp ! -s 10.0.0.0/8 -j ACCEPT --destination-port 22',
    ],
    [
      { ctstate: ['ESTABLISHED', 'RELATED'], jump: 'ACCEPT' },
      '-j ACCEPT -m conntrack --ctstate ESTABLISHED,RELATED',
    ],
    [{ match: ['state'], ctstate: ['NEW'], jump: 'DROP' }, '-m state -j DROP --state NEW'],
    [
      { protocol: 'tcp', destination_ports: ['80', '443:444'], jump: 'ACCEPT' },
      '-p tcp -j ACCEPT -m multiport --dports 80,443:444',
    ],
    [
      { protocol: 'tcp', tcp_flags: { flags: ['SYN', 'RST'], flags_set: ['SYN'] }, syn: 'negate' },
      '-p tcp --tcp-flags SYN,RST SYN ! --syn',
    ],
    [
      { src_range: '10.0.0.1-10.0.0.9', limit: '2/second', limit_burst: '20', comment: 'a b' },
      '-m iprange --src-range 10.0.0.1-10.0.0.9 -m limit --limit 2/second --limit-burst 20 -m comment --comment a b',
    ],
    [{ reject_with: 'tcp-reset' }, '-j REJECT --reject-with tcp-reset'],
    [{ icmp_type: '8', ip_version: 'ipv6' }, '--icmpv6-type 8'],
    [{ jump: 'TEE', gateway: '10.0.0.1' }, '-j TEE --gateway 10.0.0.1'],
    [{ uid_owner: '!root' }, '-m owner ! --uid-owner root'],
  ])('%j', (args, words) => {
    expect(ruleWords(Object.fromEntries(fromJs(args) as Dict) as Record<string, Value>).join(' ')).toBe(
      words,
    );
  });
});

const netns = `mwt-ipt-${process.pid}`;
describe.runIf(process.getuid?.() === 0)('iptables in a namespace', () => {
  const host = new ShellHost({ prefix: ['ip', 'netns', 'exec', netns] });
  beforeAll(() => void execFileSync('ip', ['netns', 'add', netns]));
  afterAll(() => void execFileSync('ip', ['netns', 'del', netns]));

  it.each<[string, Record<string, unknown>]>([
    [
      'a rule',
      {
        chain: 'INPUT',
        protocol: 'udp',
        destination_port: 4789,
        source: '10.0.0.0/24',
        jump: 'ACCEPT',
        comment: 'VXLAN in',
      },
    ],
    [
      'an insertion in a new chain',
      { chain: 'MINE', chain_management: true, action: 'insert', rule_num: '1', jump: 'RETURN' },
    ],
    [
      'a NAT rule',
      {
        table: 'nat',
        chain: 'POSTROUTING',
        source: '192.0.2.0/24',
        out_interface: 'eth0',
        jump: 'MASQUERADE',
      },
    ],
    ['a log rule', { chain: 'INPUT', log_prefix: 'seen: ', log_level: 'info' }],
    ['IPv6', { ip_version: 'ipv6', chain: 'FORWARD', ctstate: 'INVALID', jump: 'DROP' }],
    ['a policy', { chain: 'FORWARD', policy: 'DROP' }],
    [
      'removal',
      {
        chain: 'INPUT',
        protocol: 'udp',
        destination_port: 4789,
        source: '10.0.0.0/24',
        jump: 'ACCEPT',
        comment: 'VXLAN in',
        state: 'absent',
      },
    ],
  ])('converges: %s', async (_what, args) => converges(iptables, args, host));

  it('says what the kernel refuses', async () => {
    const { value } = await run(iptables, { chain: 'INPUT', jump: 'NOPE' }, host);
    expect(value.msg).toMatch(/^iptables -w 5 -t filter -A INPUT -j NOPE: /);
  });

  it('asks for a chain', async () => {
    await expect(run(iptables, { jump: 'DROP' }, host)).rejects.toThrow(
      'Either chain or flush parameter must be specified.',
    );
  });
});

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
