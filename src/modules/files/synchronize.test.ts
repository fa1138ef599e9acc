import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeCommands } from '../../../test/support/fakeCommands.js';
import { runModule, scopeOf } from '../../../test/support/moduleContext.js';
import type { ModuleContext } from '../../module/types.js';
import type { HostSession } from '../../session/types.js';
import { toJs } from '../../value/convert.js';
import type { Value } from '../../value/types.js';
import { synchronize } from './synchronize.js';

const commands = new FakeCommands().add(
  'rsync',
  'case $* in *fails*) echo broken >&2; exit 23 ;; *same*) ;; *) echo "<<CHANGED>>>f+++++++++ name" ;; esac',
);
const path = process.env.PATH;
beforeAll(() => {
  process.env.PATH = `${commands.dir}:${path}`;
});
afterAll(() => {
  process.env.PATH = path;
  commands.remove();
});

const variables = { ansible_host: '192.0.2.7', ansible_user: 'ann', ansible_port: 2200 };

/** The result, and the words that rsync got besides the usual ones. */
async function run(
  args: Record<string, Value>,
  options: { vars?: Record<string, Value>; executor?: string; becomeUser?: string; check?: boolean } = {},
): Promise<{ result: Record<string, unknown>; call: string }> {
  const session = { host: options.executor ?? 'host1' } as unknown as HostSession;
  const host = { ...commands.host(), session: () => session, becomeUser: options.becomeUser };
  const ran = commands.host();
  const overrides: Partial<ModuleContext> = {
    check: options.check ?? false,
    scopeOf: () => scopeOf(options.vars ?? variables),
    files: {
      find: async (_kind, name) =>
        name === 'known' ? '/role/files/known' : Promise.reject(new Error('none')),
      read: async () => Buffer.alloc(0),
      templateSearchPath: () => [],
      basedir: '/play',
    },
  };
  const target = { ...host, run: ran.run.bind(ran), batch: ran.batch.bind(ran) };
  const result = toJs((await runModule(synchronize, args, target, overrides)).value) as Record<
    string,
    unknown
  >;
  return { result, call: commands.calls().join('\n') };
}

describe('synchronize', () => {
  const rsh =
    '--rsh=ssh -S none -o BatchMode=yes -o Port=2200 -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null';

  it.each<[string, Record<string, Value>, string]>([
    [
      'pushes a file of the role',
      { src: 'known/', dest: '/d' },
      `${rsh} /role/files/known/ ann@192.0.2.7:/d`,
    ],
    ['pushes from the play', { src: 'other', dest: '/d' }, `${rsh} /play/other ann@192.0.2.7:/d`],
    ['pulls', { src: '/s', dest: 'back/', mode: 'pull' }, `${rsh} ann@192.0.2.7:/s /play/back/`],
    ['names no user', { src: '/s', dest: '/d', set_remote_user: false }, `${rsh} /s 192.0.2.7:/d`],
  ])('%s', async (_what, args, end) => {
    const { result, call } = await run(args);
    expect(call).toMatch(/^rsync --delay-updates -F --compress --archive --out-format=/);
    expect(call.endsWith(end)).toBe(true);
    expect(result).toMatchObject({ changed: true, rc: 0, stdout_lines: ['>f+++++++++ name'] });
  });

  it('becomes another user at the other side', async () => {
    const { call } = await run({ src: '/s', dest: '/d' }, { becomeUser: 'root' });
    expect(call).toContain('--rsync-path=sudo -n -u root rsync /s ');
  });

  it('needs no ssh for a host that is the controller', async () => {
    const { call } = await run({ src: '/s', dest: '/d' }, { vars: { ansible_connection: 'local' } });
    expect(call.endsWith('%i %n%L /s /d')).toBe(true);
  });

  it('runs where the task is delegated to', async () => {
    const { call, result } = await run({ src: 's', dest: '/d' }, { executor: 'host2' });
    expect(call.endsWith(`${rsh} s ann@192.0.2.7:/d`)).toBe(true);
    expect(result.changed).toBe(true);
  });

  it('tells when nothing changes, and what fails', async () => {
    expect((await run({ src: '/same', dest: '/d' })).result).toMatchObject({ changed: false, msg: '' });
    const { result } = await run({ src: '/fails', dest: '/d' });
    expect(result).toMatchObject({ failed: true, changed: false, rc: 23, msg: 'broken\n' });
  });
});
