import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runModule } from '../../../test/support/moduleContext.js';
import { SessionHost } from '../../../test/support/sessionHost.js';
import { fromJs, toJs } from '../../value/convert.js';
import type { Dict, Value } from '../../value/types.js';
import { readRepository, writeRepository } from './repositoryFile.js';
import { yumRepository } from './yumRepository.js';

const reposdir = mkdtempSync(join(tmpdir(), 'mwt-yum-'));
const session = new SessionHost();
afterAll(async () => {
  await session.close();
  rmSync(reposdir, { recursive: true });
});

async function run(args: Record<string, unknown>, check = false): Promise<Record<string, unknown>> {
  const raw = Object.fromEntries(fromJs({ reposdir, ...args }) as Dict) as Record<string, Value>;
  return toJs((await runModule(yumRepository, raw, session, { check })).value) as Record<string, unknown>;
}

describe('yum_repository', () => {
  const tools = {
    name: 'tools',
    description: 'Tools',
    baseurl: ['https://a.example/', 'https://b.example/'],
  };
  const text =
    '[tools]\nbaseurl = https://a.example/\n\thttps://b.example/\nenabled = 0\nexclude = x y\nname = Tools\n\n';

  it('writes a repository once', async () => {
    const args = { ...tools, enabled: false, exclude: ['x', 'y'] };
    expect((await run(args, true)).changed).toBe(true);
    expect(readdirSync(reposdir)).toEqual([]);
    expect(await run(args)).toEqual({ changed: true, repo: 'tools', state: 'present' });
    expect(readFileSync(join(reposdir, 'tools.repo'), 'utf8')).toBe(text);
    expect((await run(args)).changed).toBe(false);
  });

  it('keeps several in one file, which goes with the last of them', async () => {
    const other = { name: 'other', file: 'tools', description: 'Other', mirrorlist: 'https://m.example/' };
    expect((await run({ ...other, mode: '0600' })).changed).toBe(true);
    const path = join(reposdir, 'tools.repo');
    expect(readFileSync(path, 'utf8')).toBe(
      `${text}[other]\nmirrorlist = https://m.example/\nname = Other\n\n`,
    );
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect((await run({ name: 'tools', state: 'absent' })).changed).toBe(true);
    expect((await run({ name: 'other', file: 'tools', state: 'absent' })).changed).toBe(true);
    expect(readdirSync(reposdir)).toEqual([]);
    expect((await run({ name: 'other', state: 'absent' })).changed).toBe(false);
  });

  it.each([
    [{ name: 'x', description: 'X' }, /'baseurl', 'metalink' or 'mirrorlist' is required/],
    [{ name: 'x', baseurl: 'https://a.example/' }, /'description' is required/],
    [{ ...tools, reposdir: '/nonexistent' }, /Repo directory '\/nonexistent' does not exist/],
  ])('refuses %j', async (args, message) => {
    expect(await run(args)).toMatchObject({ failed: true, msg: expect.stringMatching(message) });
  });
});

describe('files of repositories', () => {
  const text = '# head\n[a]\nname=A\n; note\nbaseurl: one\n  two\n\n[b]\nname = B\n';

  it('reads options, continued lines too', () => {
    expect([...(readRepository(text, 'a') ?? [])]).toEqual([
      ['name', 'A'],
      ['baseurl', 'one\ntwo'],
    ]);
    expect(readRepository(text, 'c')).toBeUndefined();
  });

  it('changes one section and leaves the others alone', () => {
    const changed = writeRepository(text, 'b', new Map([['name', 'New']]));
    expect(changed).toBe('# head\n[a]\nname=A\n; note\nbaseurl: one\n  two\n\n[b]\nname = New\n\n');
    expect(writeRepository(text, 'a', undefined)).toBe('# head\n[b]\nname = B\n\n');
  });
});
