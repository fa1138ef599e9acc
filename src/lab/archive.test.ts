import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { packArchive, whiteout } from './archive.js';

function list(archive: Buffer): string[] {
  const text = execFileSync('tar', ['-tvf', '-', '--numeric-owner'], { input: archive, encoding: 'utf8' });
  return text
    .trim()
    .split('\n')
    .map((line) => line.replace(/ +\S+ \d\d:\d\d /, ' ').replace(/ +/g, ' '));
}

describe('an archive', () => {
  it('holds files, links, directories and whiteouts as tar understands them', () => {
    const archive = packArchive([
      { kind: 'directory', path: 'root', mode: 0o700, opaque: true },
      { kind: 'directory', path: 'home/carol', mode: 0o700, uid: 1000, gid: 1000 },
      { kind: 'file', path: 'etc/shadow', mode: 0o640, gid: 42, content: 'ünï\n' },
      { kind: 'link', path: 'bin/sh', target: 'dash' },
      whiteout('usr/bin/python3'),
    ]);
    expect(list(archive)).toEqual([
      'drwx------ 0/0 0 root/',
      'drwx------ 1000/1000 0 home/carol/',
      '-rw-r----- 0/42 6 etc/shadow',
      'lrwxrwxrwx 0/0 0 bin/sh -> dash',
      'c--------- 0/0 0,0 usr/bin/python3',
    ]);
  });

  it('gives back what was put in, whole blocks and long paths included', () => {
    const long = `${'d'.repeat(90)}/${'f'.repeat(90)}`;
    for (const content of ['', 'x'.repeat(512), 'y'.repeat(513)]) {
      const archive = packArchive([{ kind: 'file', path: long, content }]);
      expect(execFileSync('tar', ['-xOf', '-', long], { input: archive, encoding: 'utf8' })).toBe(content);
    }
  });

  it('marks opaque directories with the attribute of overlayfs', () => {
    const archive = packArchive([{ kind: 'directory', path: 'root', opaque: true }]).toString('latin1');
    expect(archive).toContain('41 SCHILY.xattr.trusted.overlay.opaque=y\n');
  });

  it('refuses names that the format cannot hold', () => {
    expect(() => packArchive([{ kind: 'file', path: 'n'.repeat(100), content: '' }])).toThrow(RangeError);
  });
});
