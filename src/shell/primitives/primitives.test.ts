import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { userInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { awkwardNames, primitiveFolder, sha1 } from '../../../test/support/primitiveFolder.js';
import { shellsUnderTest } from '../../../test/support/shellUnderTest.js';
import { sh } from '../sh.js';
import { accountScript, parseAccounts } from './accounts.js';
import { setAttributes } from './attributes.js';
import { CHECKSUM_ALGORITHMS, checksumFiles } from './checksum.js';
import { backupFile } from './copy.js';
import { makeDirectories } from './directory.js';
import { makeHardLink, makeSymlink, makeTemporary, removePaths, touchFile } from './entries.js';
import { listTree } from './find.js';
import { targetPath } from './path.js';
import { readFile } from './read.js';
import { commandWords, gatedScript, readVerdict } from './run.js';
import { probeFile, statFiles } from './stat.js';

const { at, staged, home } = primitiveFolder();

describe.each(shellsUnderTest({ env: { MW_SET: '/set to', HOME: '/home of/me' } }))(
  'primitives on $name',
  (host) => {
    it('tells type, mode, size, times, links and digests of many paths at once', async () => {
      for (const name of awkwardNames) writeFileSync(at(name), name);
      chmodSync(at('plain'), 0o4750);
      utimesSync(at('plain'), 1000.25, 2000.5);
      mkdirSync(at('sub'));
      symlinkSync('sub', at('link'));
      symlinkSync('nowhere', at('dangling'));
      const paths = [...awkwardNames, 'sub', 'missing', 'link', 'dangling'].map(at);
      const stats = await statFiles(host, paths, { checksum: 'sha1', resolve: true });
      expect(stats.map((stat) => stat.path)).toEqual(paths);
      awkwardNames.forEach((name, i) => {
        expect(stats[i]).toMatchObject({
          exists: true,
          type: 'file',
          size: Buffer.byteLength(name),
          hasData: true,
          checksum: sha1(name),
        });
      });
      const real = lstatSync(at('plain'));
      expect(stats[0]).toMatchObject({
        mode: 0o4750,
        uid: real.uid,
        gid: real.gid,
        inode: real.ino,
        nlink: 1,
        device: real.dev,
      });
      expect(stats[0]).toMatchObject({
        atime: 1000.25,
        mtime: 2000.5,
        owner: userInfo().username,
        isLink: false,
      });
      const [sub, missing, link, dangling] = stats.slice(awkwardNames.length);
      expect(sub).toMatchObject({ type: 'directory', executable: true, hasData: false });
      expect(missing).toMatchObject({ exists: false, isLink: false, type: undefined });
      expect(link).toMatchObject({ type: 'link', isLink: true, link: 'sub', real: at('sub') });
      expect(dangling).toMatchObject({ exists: true, type: 'link', link: 'nowhere' });
      const followed = await statFiles(host, [at('link'), at('dangling')], { follow: true });
      expect(followed.map((stat) => [stat.exists, stat.isLink, stat.type])).toEqual([
        [true, true, 'directory'],
        [false, true, undefined],
      ]);
    });

    it('reads facts and raw bytes in one go', async () => {
      const bytes = Buffer.from([...Array(256).keys()]);
      writeFileSync(at('raw'), bytes);
      symlinkSync('raw', at('via'));
      expect((await probeFile(host, at('via'))).content).toEqual(bytes);
      expect((await probeFile(host, at('via'), { limit: 7 })).content).toEqual(bytes.subarray(0, 7));
      expect((await probeFile(host, at('none'))).content).toBeUndefined();
      expect((await probeFile(host, home())).content).toBeUndefined();
      expect(await readFile(host, at('raw'))).toEqual(bytes);
      await expect(readFile(host, at('none'))).rejects.toThrow(/could not read/);
    });

    it('creates missing folders with their attributes and reports them', async () => {
      const made = await makeDirectories(host, [at('a/b c/d'), at('a/e'), home()], { mode: 0o2750 });
      expect(made.sort()).toEqual([at('a'), at('a/b c'), at('a/b c/d'), at('a/e')]);
      for (const path of made) expect(statSync(path).mode & 0o7777).toBe(0o2750);
      expect(await makeDirectories(host, [at('a')])).toEqual([]);
      writeFileSync(at('file'), '');
      await expect(makeDirectories(host, [at('file/x')])).rejects.toThrow(/could not create/);
    });

    it('replaces links without a gap, also links to folders', async () => {
      mkdirSync(at('one'));
      await makeSymlink(host, 'one', at('l'));
      await makeSymlink(host, 'two words', at('l'));
      expect(readlinkSync(at('l'))).toBe('two words');
      await makeSymlink(host, 'one', at('l'));
      await makeSymlink(host, 'one/../one', at('l'));
      expect(readlinkSync(at('l'))).toBe('one/../one');
      writeFileSync(at('src'), 'x');
      await makeHardLink(host, at('src'), at('hard'));
      expect(statSync(at('hard')).ino).toBe(statSync(at('src')).ino);
      expect(staged()).toEqual([]);
      expect(readdirSync(at('one'))).toEqual([]);
    });

    it('changes attributes, touches, copies, backs up and removes', async () => {
      writeFileSync(at('f'), 'data');
      await setAttributes(host, [at('f')], {
        mode: 0o1604,
        owner: String(process.getuid?.()),
        group: undefined,
      });
      expect(statSync(at('f')).mode & 0o7777).toBe(0o1604);
      await touchFile(host, at('f'), { access: '200001020304.05', modification: '200101020304.05' });
      expect(statSync(at('f')).mtime.getFullYear()).toBe(2001);
      expect(statSync(at('f')).atime.getFullYear()).toBe(2000);
      await touchFile(host, at('t'), { access: 'now', modification: 'now' });
      expect(existsSync(at('t'))).toBe(true);
      expect(readFileSync(await backupFile(host, at('f')), 'utf8')).toBe('data');
      mkdirSync(at('tree'));
      symlinkSync('x', at('tree/l'));
      cpSync(at('tree'), at('copy'), { recursive: true });
      await removePaths(host, [at('tree'), at('copy'), at('missing')]);
      expect(existsSync(at('copy'))).toBe(false);
      await expect(setAttributes(host, [at('missing')], { mode: 0o600 })).rejects.toThrow(
        /could not set attributes/,
      );
    });

    it('lists a tree with facts', async () => {
      for (const name of awkwardNames) writeFileSync(at(name), 'x');
      mkdirSync(at('sub/deep'), { recursive: true });
      writeFileSync(at('sub/deep/new\nline'), 'y');
      const all = await listTree(host, home());
      expect(all.complaint).toBe('');
      expect(all.entries.map((entry) => entry.path).sort()).toEqual(
        [...awkwardNames, 'sub', 'sub/deep', 'sub/deep/new\nline'].map(at).sort(),
      );
      const top = await listTree(host, home(), { depth: 1 });
      expect(top.entries.length).toBe(awkwardNames.length + 1);
      expect(top.entries.find((entry) => entry.path === at('sub'))?.type).toBe('directory');
      expect((await listTree(host, at('none'))).complaint).toContain('none');
    });

    it.each(CHECKSUM_ALGORITHMS.filter((name) => !/224|384/.test(name)))(
      'computes %s digests',
      async (algorithm) => {
        writeFileSync(at('a b'), 'one');
        writeFileSync(at('c\\d'), 'two');
        const expected = ['one', 'two'].map((text) => createHash(algorithm).update(text).digest('hex'));
        expect(await checksumFiles(host, [at('a b'), at('c\\d')], algorithm)).toEqual(expected);
      },
    );

    it.each([
      ['~', '/home of/me'],
      ['~/x y', '/home of/me/x y'],
      ['~root/z', '/root/z'],
      ['~nosuchuser/z', '~nosuchuser/z'],
      ['$MW_SET/a', '/set to/a'],
      ['/p/\x24{MW_SET}$MW_UNSET/\x24{MW_UNSET}', '/p//set to$MW_UNSET/\x24{MW_UNSET}'],
      ['/a/~', '/a/~'],
      ['cost $5 `id` $(id)', 'cost $5 `id` $(id)'],
    ])('expands %s to %s', async (path, expected) => {
      const result = await host.run(sh`mw_put ${targetPath(path)}`);
      expect(result.stdout.toString()).toBe(expected);
      expect(result.stderr.toString()).toBe('');
    });

    it('resolves accounts and temporary places', async () => {
      const accounts = async (owner: string, group?: string) =>
        parseAccounts(await host.run(accountScript(owner, group)));
      expect(await accounts('root', 'root')).toEqual({ uid: 0, gid: 0 });
      expect(await accounts('1234')).toEqual({ uid: 1234, gid: undefined });
      expect(await accounts('no such', 'nor this')).toEqual({ uid: undefined, gid: undefined });
      const file = await makeTemporary(host, 'file', { folder: home(), prefix: 'p.', suffix: '.s' });
      expect(file).toMatch(/\/p\.\w+\.s$/);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      const folder = await makeTemporary(host, 'directory', { folder: home() });
      expect(statSync(folder).mode & 0o777).toBe(0o700);
    });

    it('runs a command only when its gate is open', async () => {
      writeFileSync(at('a b.conf'), '');
      const verdictOf = async (gate: Parameters<typeof gatedScript>[0]) => {
        const result = await host.run(
          gatedScript(gate, commandWords(['sh', '-c', 'pwd; echo err >&2; exit 3'])),
        );
        return { ...readVerdict(result.stderr), rc: result.rc, out: result.stdout.toString().trim() };
      };
      const ran = await verdictOf({ directory: home(), creates: 'none*', removes: '*.conf' });
      expect([ran.verdict, ran.rc, ran.out, ran.stderr.toString()]).toEqual(['run', 3, home(), 'err\n']);
      expect((await verdictOf({ creates: at('a b.c*') })).verdict).toBe('creates');
      expect((await verdictOf({ removes: at('x*') })).verdict).toBe('removes');
      expect((await verdictOf({ directory: at('x') })).verdict).toBe('no-directory');
      expect((await verdictOf({ executable: 'sh' })).verdict).toBe('run');
      expect((await verdictOf({ executable: 'no-such-command' })).verdict).toBe('not-found');
      expect((await verdictOf({ executable: at('no-such') })).verdict).toBe('not-found');
      expect((await verdictOf({ executable: at('a b.conf') })).verdict).toBe('not-executable');
    });
  },
);
