import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { runModule } from '../../../test/support/moduleContext.js';
import { SessionHost } from '../../../test/support/sessionHost.js';
import { fromJs, toJs } from '../../value/convert.js';
import type { Dict, Value } from '../../value/types.js';
import { archive } from './makeArchive.js';

const dir = mkdtempSync(join(tmpdir(), 'mwt-pack-'));
const session = new SessionHost();
const at = (...names: string[]) => join(dir, ...names);

beforeEach(() => {
  rmSync(dir, { recursive: true });
  mkdirSync(at('tree/sub'), { recursive: true });
  writeFileSync(at('tree/a file'), 'a');
  writeFileSync(at('tree/sub/b.log'), 'b');
  writeFileSync(at('c.txt'), 'c');
});
afterAll(async () => {
  await session.close();
  rmSync(dir, { recursive: true });
});

async function run(args: Record<string, unknown>, check = false): Promise<Record<string, unknown>> {
  const raw = Object.fromEntries(fromJs(args) as Dict) as Record<string, Value>;
  return toJs((await runModule(archive, raw, session, { check })).value) as Record<string, unknown>;
}

function names(file: string): string[] {
  return execFileSync('tar', ['-tf', at(file)], { encoding: 'utf8' })
    .trim()
    .split('\n');
}

describe('archive', () => {
  it('packs a folder once', async () => {
    const args = { path: at('tree'), dest: at('o.tgz') };
    expect(await run(args, true)).toMatchObject({ changed: true, dest_state: 'absent', archived: [] });
    expect(existsSync(at('o.tgz'))).toBe(false);
    expect(await run(args)).toMatchObject({ changed: true, dest_state: 'archive', arcroot: `${dir}/` });
    expect(names('o.tgz')).toEqual(['tree/a file', 'tree/sub/', 'tree/sub/b.log']);
    expect(await run(args)).toMatchObject({ changed: false, dest_state: 'archive' });
    writeFileSync(at('tree/a file'), 'other');
    expect(await run(args)).toMatchObject({ changed: true });
  });

  it.each<[string, Record<string, unknown>, string[]]>([
    ['a slash at the end leaves the folder itself out', { path: ['tree/'] }, ['a file', 'sub/', 'sub/b.log']],
    ['patterns', { path: ['tree/*', '*.txt'] }, ['c.txt', 'tree/a file', 'tree/sub/b.log']],
    ['paths that are left out', { path: ['*.txt', 'tree/a*'], exclude_path: ['tree/a*'] }, ['c.txt']],
    [
      'patterns of what is left out',
      { path: ['tree'], exclusion_patterns: ['*.log'] },
      ['tree/a file', 'tree/sub/'],
    ],
    ['one file in an archive', { path: ['c.txt'], force_archive: true }, ['c.txt']],
  ])('%s', async (_what, args, expected) => {
    const absolute = (list: unknown) => (list as string[]).map((path) => `${dir}/${path}`);
    await run({
      ...args,
      path: absolute(args.path),
      exclude_path: absolute(args.exclude_path ?? []),
      format: 'tar',
      dest: at('o.tar'),
    });
    expect(names('o.tar').sort()).toEqual(expected);
  });

  it.each([
    ['gz', 'gzip'],
    ['bz2', 'bzip2'],
    ['xz', 'xz'],
  ])('compresses a single file with %s', async (format, program) => {
    expect(await run({ path: at('c.txt'), format })).toMatchObject({ changed: true, dest_state: 'compress' });
    expect(execFileSync(program, ['-dc', at(`c.txt.${format}`)], { encoding: 'utf8' })).toBe('c');
    expect(await run({ path: at('c.txt'), format })).toMatchObject({ changed: false });
  });

  it('removes what it packed, and is content when that is gone', async () => {
    const args = { path: at('tree'), dest: at('o.tar.bz2'), format: 'bz2', remove: true, mode: '0600' };
    expect((await run(args)).changed).toBe(true);
    expect(existsSync(at('tree'))).toBe(false);
    expect(statSync(at('o.tar.bz2')).mode & 0o777).toBe(0o600);
    expect(await run(args)).toMatchObject({ changed: false, missing: [at('tree')], dest_state: 'archive' });
  });

  it('tells what is missing', async () => {
    const answer = await run({ path: [at('c.txt'), at('none'), at('no*')], dest: at('o.tgz') });
    expect(answer).toMatchObject({ changed: true, dest_state: 'incomplete', missing: [at('none')] });
  });

  it('wants a name for several files', async () => {
    expect(await run({ path: at('tree') })).toMatchObject({
      failed: true,
      msg: expect.stringMatching(/"dest"/),
    });
  });
});
