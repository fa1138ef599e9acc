import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeCommands } from '../../../test/support/fakeCommands.js';
import { ModuleTrial } from '../../../test/support/moduleTrial.js';
import { authorizedKey } from './authorizedKey.js';
import { cron } from './cron.js';
import { knownHosts } from './knownHosts.js';
import { mount } from './mount.js';
import { sysctl } from './sysctl.js';

const trial = new ModuleTrial();
const { folder: dir, session, run, converges } = trial;
afterAll(() => trial.close());

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
