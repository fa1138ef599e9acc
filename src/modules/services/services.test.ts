import { afterAll, describe, expect, it } from 'vitest';
import { FakeCommands } from '../../../test/support/fakeCommands.js';
import { runModule } from '../../../test/support/moduleContext.js';
import { sh } from '../../shell/sh.js';
import { toJs } from '../../value/convert.js';
import type { Value } from '../../value/types.js';
import { decideInit, parseOpenrc, parseSysv } from './initScript.js';
import { service } from './service.js';
import { serviceFacts } from './serviceFacts.js';
import { systemd } from './systemd.js';

const commands = new FakeCommands().add(
  'systemctl',
  `while :; do case $1 in --*) shift ;; *) break ;; esac; done
case "$1 $2" in
"show up" | "show off") state=active; [ $2 = off ] && state=inactive
  printf 'LoadState=loaded\\nActiveState=%s\\nExecStart={ path=/x ; argv[]=/x\\n more }\\nId=%s.service\\n' $state $2 ;;
show*) printf 'LoadState=not-found\\nActiveState=inactive\\n' ;;
"is-enabled up") echo enabled ;;
"is-enabled off") echo disabled; exit 1 ;;
is-enabled*) exit 1 ;;
"start off") [ -e "$FAKE/broken" ] && { echo 'Job failed' >&2; exit 5; } ;;
list-units*) printf '  a.service loaded active running A\\n* gone.service not-found inactive dead gone\\n' ;;
list-unit-files*) printf 'a.service enabled\\nb.service disabled\\n' ;;
esac
exit 0`,
);
afterAll(() => commands.remove());

async function run(module: typeof systemd, args: Record<string, Value>, check = false) {
  const { value } = await runModule(module, args, commands.host(), { check });
  const acted = commands.calls().filter((call) => !/ (show|is-enabled) /.test(call));
  return { value: toJs(value) as Record<string, unknown>, acted };
}

describe('systemd units', () => {
  it.each<[Record<string, Value>, string[], Record<string, unknown>]>([
    [
      { name: 'up', state: 'started', enabled: true },
      [],
      { changed: false, state: 'started', enabled: true },
    ],
    [{ name: 'off', state: 'started' }, ['systemctl start off'], { changed: true, state: 'started' }],
    [{ name: 'off', state: 'stopped', enabled: false }, [], { changed: false }],
    [
      { name: 'up', state: 'stopped', enabled: false },
      ['systemctl disable up', 'systemctl stop up'],
      { changed: true, enabled: false },
    ],
    [{ name: 'up', state: 'restarted' }, ['systemctl restart up'], { changed: true }],
    [{ name: 'up', state: 'reloaded' }, ['systemctl reload up'], { changed: true, state: 'started' }],
    [{ name: 'off', state: 'reloaded' }, ['systemctl start off'], { changed: true }],
    [{ name: 'up', masked: true, no_block: true }, ['systemctl --no-block mask up'], { changed: true }],
    [{ daemon_reload: true }, ['systemctl daemon-reload'], { changed: false }],
    [
      { name: 'nope', state: 'started' },
      [],
      { failed: true, msg: 'Could not find the requested service nope: host' },
    ],
  ])('%j', async (args, acted, expected) => {
    const result = await run(systemd, args);
    expect(result.acted).toEqual(acted);
    expect(result.value).toMatchObject(expected);
  });

  it('changes nothing in check mode, not even by daemon_reload', async () => {
    const result = await run(systemd, { name: 'off', state: 'started', daemon_reload: true }, true);
    expect(result).toMatchObject({ acted: [], value: { changed: true } });
  });

  it('keeps properties that hold several lines', async () => {
    const result = await run(systemd, { name: 'up', state: 'started' });
    expect(result.value.status).toMatchObject({
      ExecStart: '{ path=/x ; argv[]=/x\n more }',
      Id: 'up.service',
    });
  });

  it('names the step that failed', async () => {
    const host = commands.host();
    await host.run(sh`touch ${`${commands.dir}/broken`}`);
    const failed = await runModule(systemd, { name: 'off', state: 'started' }, host);
    expect(failed.value.get('msg')).toBe('Unable to start service off: Job failed');
    await host.run(sh`rm ${`${commands.dir}/broken`}`);
    commands.calls();
  });

  it('rejects patterns', async () => {
    await expect(run(systemd, { name: 'a*', state: 'started' })).rejects.toThrow('without patterns');
  });

  it('is what the service module uses where systemd runs', async () => {
    const result = await run(service, { name: 'off', state: 'restarted', enabled: true, use: 'systemd' });
    expect(result.acted).toEqual(['systemctl enable off', 'systemctl start off']);
  });
});

describe('init scripts', () => {
  const wish = {
    name: 'x',
    runlevels: ['default'],
    arguments: undefined,
    sleep: undefined,
    pattern: undefined,
  };
  const sysv = (exists: string, words: string, rc: string, links = '', linker = 'update-rc.d') =>
    parseSysv([exists, words, rc, links, linker].join('\x1e'));

  it.each([
    ['running', sysv('0', 'x is running', '0'), { state: 'started' } as const, []],
    [
      'exit 0 although stopped',
      sysv('0', 'x is not running', '0'),
      { state: 'started' } as const,
      ['/etc/init.d/x start >/dev/null 2>&1'],
    ],
    ['stopped', sysv('0', '', '3'), { state: 'stopped' } as const, []],
    [
      'restart with a rest',
      sysv('0', '', '0'),
      { state: 'restarted', sleep: 2 } as const,
      ['/etc/init.d/x stop >/dev/null 2>&1', '{ sleep 2; /etc/init.d/x start >/dev/null 2>&1; }'],
    ],
    [
      'enable',
      sysv('0', '', '0'),
      { enabled: true },
      ['{ update-rc.d x defaults && update-rc.d x enable; }'],
    ],
    ['disable by chkconfig', sysv('0', '', '0', 'on', 'chkconfig'), { enabled: false }, ['chkconfig x off']],
    [
      'openrc',
      parseOpenrc('0\x1e3\x1e x | boot\n', wish),
      { state: 'started', enabled: true } as const,
      ['rc-update add x default', 'rc-service x start'],
    ],
  ])('%s', (_what, current, change, expected) => {
    expect(
      decideInit({ ...wish, ...change }, current).work.map(({ command }) =>
        command.text.trimEnd().replace(/ +>/, ' >').replace(/ +;/, ';'),
      ),
    ).toEqual(expected);
  });

  it('says when there is no such script', () => {
    expect(decideInit({ ...wish, state: 'started' }, sysv('1', '', '127')).failed).toBe(
      'Could not find the requested service x: host',
    );
  });
});

describe('service_facts', () => {
  it('joins units and unit files', async () => {
    const { value } = await runModule(serviceFacts, {}, commands.host());
    expect(toJs(value)).toMatchObject({
      ansible_facts: {
        services: {
          'a.service': { name: 'a.service', state: 'running', status: 'enabled', source: 'systemd' },
          'b.service': { state: 'inactive', status: 'disabled' },
          'gone.service': { state: 'stopped', status: 'not-found' },
        },
      },
    });
    commands.calls();
  });
});
