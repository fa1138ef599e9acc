import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runModule } from '../../../test/support/moduleContext.js';
import { SessionHost } from '../../../test/support/sessionHost.js';
import { fromJs, toJs } from '../../value/convert.js';
import type { Dict, Value } from '../../value/types.js';
import { git } from './git.js';
import { revisionOf } from './revision.js';

const dir = mkdtempSync(join(tmpdir(), 'mwt-git-'));
const upstream = join(dir, 'upstream');
const repo = `file://${upstream}`;
const session = new SessionHost();
const commits: string[] = [];

function run(cwd: string, ...words: string[]): string {
  const identity = [
    '-c',
    'user.name=n',
    '-c',
    'user.email=n@example.org',
    '-c',
    'protocol.file.allow=always',
  ];
  return execFileSync('git', [...identity, ...words], { cwd, encoding: 'utf8', stdio: 'pipe' }).trim();
}

function commit(text: string): void {
  writeFileSync(join(upstream, 'file'), text);
  run(upstream, 'add', 'file');
  run(upstream, 'commit', '-qm', text);
  commits.push(run(upstream, 'rev-parse', 'HEAD'));
}

async function apply(args: Record<string, unknown>, check = false): Promise<Record<string, unknown>> {
  const raw = Object.fromEntries(fromJs({ repo, ...args }) as Dict) as Record<string, Value>;
  return toJs((await runModule(git, raw, session, { check })).value) as Record<string, unknown>;
}

beforeAll(() => {
  mkdirSync(upstream);
  run(upstream, 'init', '-q', '-b', 'main');
  commit('one');
  run(upstream, 'tag', '-a', '-m', 'first', 'v1');
  run(upstream, 'branch', 'dev');
  commit('two');
});
afterAll(async () => {
  await session.close();
  rmSync(dir, { recursive: true });
});

describe('git', () => {
  const dest = join(dir, 'deep/checkout');
  const file = join(dest, 'file');

  it('clones once, and only looks in check mode', async () => {
    const cloned = { changed: true, before: null, after: commits[1] };
    expect(await apply({ dest }, true)).toMatchObject(cloned);
    expect(existsSync(dest)).toBe(false);
    expect(await apply({ dest })).toMatchObject(cloned);
    expect(await apply({ dest })).toMatchObject({ changed: false, before: commits[1], after: commits[1] });
  });

  it.each<[string, number, string]>([
    ['v1', 0, 'one'],
    ['dev', 0, 'one'],
    ['main', 1, 'two'],
  ])('goes to %s', async (version, index, text) => {
    expect((await apply({ dest, version })).after).toBe(commits[index]);
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(await apply({ dest, version })).toMatchObject({ changed: false });
  });

  it('goes to a commit, also by its first digits', async () => {
    expect((await apply({ dest, version: commits[0] })).changed).toBe(true);
    expect((await apply({ dest, version: commits[0]!.slice(0, 10) })).changed).toBe(false);
  });

  it('follows a branch that moved', async () => {
    await apply({ dest });
    commit('three');
    expect(await apply({ dest, update: false })).toMatchObject({ changed: false, after: commits[1] });
    expect(await apply({ dest }, true)).toMatchObject({ changed: true, after: commits[2] });
    expect(await apply({ dest })).toMatchObject({ changed: true, before: commits[1], after: commits[2] });
    expect(readFileSync(file, 'utf8')).toBe('three');
  });

  it('keeps local changes unless it is forced', async () => {
    writeFileSync(file, 'mine');
    expect(await apply({ dest })).toMatchObject({
      failed: true,
      msg: `Local modifications exist in the destination: ${dest} (force=no).`,
    });
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(await apply({ dest, force: true })).toMatchObject({ changed: true, after: commits[2] });
    expect(readFileSync(file, 'utf8')).toBe('three');
  });

  it('changes the URL of the remote', async () => {
    expect(await apply({ dest, repo: upstream })).toMatchObject({ changed: true, remote_url_changed: true });
    expect(run(dest, 'config', 'remote.origin.url')).toBe(upstream);
    expect(await apply({ dest })).toMatchObject({ changed: true, remote_url_changed: true });
  });

  it('says what cannot be checked out or reached', async () => {
    expect(await apply({ dest, version: 'nonesuch' })).toMatchObject({ failed: true, changed: false });
    expect((await apply({ dest, version: 'nonesuch' })).msg).toMatch(/^Failed to checkout nonesuch: /);
    expect((await apply({ dest: join(dir, 'x'), repo: `${repo}x` })).msg).toMatch(
      /does not appear to be a git/,
    );
  });

  it('does not clone into a folder that holds something else', async () => {
    mkdirSync(join(dir, 'full/sub'), { recursive: true });
    expect((await apply({ dest: join(dir, 'full') })).msg).toMatch(
      /is not empty and holds no git repository/,
    );
  });

  it('makes bare and shallow repositories', async () => {
    const [bare, shallow] = [join(dir, 'bare'), join(dir, 'shallow')];
    expect(await apply({ dest: bare, bare: true })).toMatchObject({ changed: true, after: commits[2] });
    expect(await apply({ dest: bare, bare: true })).toMatchObject({ changed: false });
    await apply({ dest: shallow, depth: 1, version: 'dev' });
    expect(run(shallow, 'rev-list', '--count', 'HEAD')).toBe('1');
    expect(await apply({ dest: shallow, depth: 1 })).toMatchObject({ changed: true, after: commits[2] });
    expect(await apply({ dest: shallow })).toMatchObject({ changed: false });
  });

  it('makes an archive when it differs', async () => {
    const archive = join(dir, 'out.tar.gz');
    expect(await apply({ dest, archive, archive_prefix: 'tool/' })).toMatchObject({ changed: true });
    expect(execFileSync('tar', ['-tzf', archive], { encoding: 'utf8' })).toContain('tool/file');
    expect(await apply({ dest, archive, archive_prefix: 'tool/' })).toMatchObject({ changed: false });
  });

  it('asks about the remote only, without a checkout', async () => {
    expect(await apply({ clone: false })).toMatchObject({ before: null, after: commits[2] });
  });
});

describe('what a revision is', () => {
  const none = {
    kind: 'absent',
    head: undefined,
    branch: undefined,
    url: undefined,
    resolved: undefined,
  } as const;
  const repository = { ...none, modified: false, staleSubmodules: false, archived: false };
  const refs = new Map([
    ['HEAD', 'c1'],
    ['refs/heads/both', 'c2'],
    ['refs/tags/both', 'c3'],
    ['refs/tags/signed', 'object'],
    ['refs/tags/signed^{}', 'c4'],
  ]);
  const remote = { refs, defaultBranch: 'main', error: undefined };

  it.each([
    ['HEAD', { kind: 'branch', name: 'main', commit: 'c1' }],
    ['both', { kind: 'branch', name: 'both', commit: 'c2' }],
    ['signed', { kind: 'tag', name: 'signed', commit: 'c4' }],
    ['a'.repeat(40), { kind: 'commit', name: 'a'.repeat(40), commit: 'a'.repeat(40) }],
    ['v1~1', { kind: 'commit', name: 'v1~1', commit: undefined }],
  ])('%s', (version, revision) => {
    expect(revisionOf(version, remote, repository)).toEqual(revision);
  });
});
