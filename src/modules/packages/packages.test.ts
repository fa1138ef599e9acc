import { afterAll, describe, expect, it } from 'vitest';
import { FakeCommands } from '../../../test/support/fakeCommands.js';
import { runModule, scopeOf } from '../../../test/support/moduleContext.js';
import { toJs } from '../../value/convert.js';
import type { Value } from '../../value/types.js';
import { apt } from './apt.js';
import { aptRepository } from './aptRepository.js';
import { packageModule } from './package.js';
import { packageFacts } from './packageFacts.js';
import { dnf } from './rpm.js';

const commands = new FakeCommands()
  .add(
    'dpkg-query',
    `shift 2; case "$1" in *Provides*) printf 'installed mail-transport-agent, other (= 1)\\n'; exit ;;
*Section*) printf 'installed\\tnginx\\t1.22-1\\tamd64\\thttpd\\nconfig-files\\told\\t1\\tall\\tmisc\\n'; exit ;; esac
shift; rc=0
for p; do case $p in
nginx) printf 'nginx\\tamd64\\t1.22-1\\tinstalled\\n' ;;
old) printf 'old\\tall\\t1\\tconfig-files\\n' ;;
*) rc=1 ;; esac; done; exit $rc`,
  )
  .add(
    'apt-cache',
    `shift; for p; do case $p in nginx) v=1.24-1 ;; curl) v=7.88 ;; *) continue ;; esac; printf '%s:\\n  Installed: x\\n  Candidate: %s\\n' $p $v; done`,
  )
  .add(
    'apt-get',
    `case "$*" in "-q update") echo $(($(cat "$FAKE/stamp" 2>/dev/null || echo 100) + 1)) >"$FAKE/stamp" ;; *broken*) echo 'E: Unable to locate package broken' >&2; exit 100 ;; *" upgrade"* | "-s upgrade"*) echo '0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.' ;; *) echo '0 upgraded, 1 newly installed, 0 to remove and 0 not upgraded.' ;; esac`,
  )
  .add('rpm', `case "$*" in *nginx*) exit 0 ;; esac; exit 1`)
  .add('dnf', `case "$*" in *check-update*) echo 'nginx.x86_64  1:1.24-1  appstream'; exit 100 ;; esac`)
  .add('stat', 'cat "$FAKE/stamp" 2>/dev/null || echo 100')
  .add('sleep');
afterAll(() => commands.remove());

async function run(module: typeof apt, args: Record<string, Value>, check = false, scope = scopeOf()) {
  const { value } = await runModule(module, args, commands.host(), { check, scope });
  const calls = commands.calls();
  return {
    value: toJs(value) as Record<string, unknown>,
    calls,
    acted: calls
      .filter((call) => /^(apt-get (?!-s)|dnf -[^q])/.test(call))
      .map((call) => call.replace(/ -o \S+/g, '')),
  };
}

describe('apt', () => {
  it('needs a single dpkg-query and the time of the cache when everything is installed', async () => {
    const result = await run(apt, { name: ['nginx', 'nginx=1.2*'] });
    expect(result.value).toMatchObject({ changed: false });
    expect(result.calls.map((call) => call.split(' ')[0]).filter(Boolean)).toEqual(['dpkg-query', 'stat']);
  });

  it.each<[Record<string, Value>, string[], boolean]>([
    [{ name: 'nginx, curl' }, ['apt-get -y install curl'], true],
    [{ name: 'mail-transport-agent' }, [], false],
    [{ name: 'nginx', state: 'latest' }, ['apt-get -y install nginx'], true],
    [{ name: 'nginx=1.24*' }, ['apt-get -y install nginx=1.24*'], true],
    [{ name: 'curl', only_upgrade: true, state: 'latest' }, [], false],
    [{ name: 'nginx', state: 'absent', purge: true }, ['apt-get -y remove --purge nginx'], true],
    [{ name: ['old', 'curl'], state: 'absent' }, [], false],
    [{ name: 'old', state: 'absent', purge: true }, ['apt-get -y remove --purge old'], true],
    [{ update_cache: true }, ['apt-get -q update'], true],
    [{ name: 'nginx', update_cache: true }, ['apt-get -q update'], false],
    [{ name: 'nginx', update_cache: true, cache_valid_time: 2000000000 }, [], false],
    [{ upgrade: 'yes' }, [], false],
    [{ autoremove: true }, ['apt-get -y autoremove'], true],
    [
      { name: 'curl', install_recommends: false, allow_downgrade: true },
      ['apt-get -y --allow-downgrades install curl'],
      true,
    ],
  ])('%j', async (args, acted, changed) => {
    const result = await run(apt, args);
    expect(result.acted).toEqual(acted);
    expect(result.value).toMatchObject({ changed });
  });

  it('takes an update that leaves the time of the cache for none', async () => {
    const idle = new FakeCommands().add('dpkg-query').add('apt-get').add('stat', 'echo 100');
    const { value } = await runModule(apt, { update_cache: true }, idle.host());
    expect(idle.calls().filter((call) => call.startsWith('apt-get'))).toEqual(['apt-get -q update']);
    expect(toJs(value)).toMatchObject({ changed: false, cache_updated: false, cache_update_time: 100 });
    idle.remove();
  });

  it('only looks in check mode', async () => {
    expect(await run(apt, { name: 'curl', update_cache: true }, true)).toMatchObject({
      acted: [],
      value: { changed: true },
    });
    expect(await run(apt, { name: 'nginx', update_cache: true }, true)).toMatchObject({
      acted: [],
      value: { changed: false },
    });
  });

  it.each<[Record<string, Value>, boolean]>([
    [{ name: 'nowhere' }, false],
    [{ name: 'broken', update_cache: true }, false],
  ])('says which package does not exist: %j', async (args, check) => {
    const result = await run(apt, args, check);
    expect(result.value).toMatchObject({
      failed: true,
      changed: false,
      msg: `No package matching '${String(args.name)}' is available`,
    });
  });
});

describe('apt_repository', () => {
  const sources = new FakeCommands().add(
    'grep',
    `printf '%s\\n' '/etc/apt/sources.list:deb http://a.example/debian stable  main' '/etc/apt/sources.list.d/b.list:deb http://b.example/x y z'`,
  );
  afterAll(() => sources.remove());
  it.each<[Record<string, Value>, boolean, Record<string, unknown>]>([
    [{ repo: 'deb http://a.example/debian stable main' }, false, {}],
    [
      { repo: 'deb [arch=amd64] https://me:pw@c.example/deb suite main' },
      true,
      { sources_added: ['/etc/apt/sources.list.d/c_example_deb.list'] },
    ],
    [
      { repo: 'deb http://c.example/deb suite main', filename: 'mine' },
      true,
      { sources_added: ['/etc/apt/sources.list.d/mine.list'] },
    ],
    [
      { repo: 'deb http://b.example/x y z', state: 'absent' },
      true,
      { sources_removed: ['/etc/apt/sources.list.d/b.list'] },
    ],
    [{ repo: 'deb http://nope.example/x y z', state: 'absent' }, false, {}],
  ])('%j', async (args, changed, expected) => {
    const { value } = await runModule(aptRepository, args, sources.host(), { check: true });
    expect(toJs(value)).toMatchObject({ changed, ...expected });
  });
  it.each([
    ['ppa:x/y', /PPA/],
    ['http://x', /Invalid repository string/],
  ])('refuses %s', async (repo, words) => {
    await expect(runModule(aptRepository, { repo }, sources.host())).rejects.toThrow(words);
  });
});

describe('other package modules', () => {
  it.each<[Record<string, Value>, string[]]>([
    [{ name: 'nginx' }, []],
    [{ name: ['nginx', 'curl'] }, ['dnf -y install curl']],
    [{ name: 'nginx', state: 'latest' }, ['dnf -y install --best nginx']],
    [{ name: 'nginx', state: 'absent' }, ['dnf -y remove nginx']],
    [{ name: 'curl', state: 'absent' }, []],
    [{ name: '*', state: 'latest', disable_gpg_check: true }, ['dnf -y --nogpgcheck upgrade']],
  ])('dnf %j', async (args, acted) => {
    expect((await run(dnf, args)).acted).toEqual(acted);
  });

  it.each([
    ['apt', scopeOf({ ansible_pkg_mgr: 'apt' }), ['apt-get -y install curl']],
    ['dnf', scopeOf({ ansible_pkg_mgr: 'dnf' }), ['dnf -y install curl']],
  ])('package uses %s by the facts', async (_name, scope, acted) => {
    expect((await run(packageModule, { name: 'curl', state: 'present' }, false, scope)).acted).toEqual(acted);
  });

  it('lists packages as facts', async () => {
    const { value } = await run(packageFacts, {});
    expect(value.ansible_facts).toEqual({
      packages: {
        nginx: [{ name: 'nginx', version: '1.22-1', arch: 'amd64', category: 'httpd', source: 'apt' }],
      },
    });
  });
});
