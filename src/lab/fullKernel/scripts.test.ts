import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { quote } from '../../shell/sh.js';
import { fullStart } from './scripts.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'full-start-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Starts a shell script in the kernel's place, in a mount namespace with further mounts; what it prints. */
function started(mounts: string, inside: string): string {
  writeFileSync(join(folder, 'start.sh'), fullStart);
  mkdirSync(join(folder, 'full'), { recursive: true });
  writeFileSync(join(folder, 'full/command'), `exec sh -c ${quote(inside)}`);
  const outside = `set -e; mount -t tmpfs tmpfs /run; ${mounts}; exec sh start.sh`;
  return execFileSync('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', outside], {
    cwd: folder,
    encoding: 'utf8',
  }).replace(/^pid \d+\n/, '');
}

describe.runIf(process.getuid?.() === 0)('what runs as the full kernel', () => {
  it.each([
    ['a file of the machine', '/etc/passwd'],
    ['a file of the lab', '/run/lab/start.sh'],
    ['a mount with a blank and digits in its name', '"/run/a 12/written"'],
    ['a mount with a backslash in its name', String.raw`"/run/b\\101/written"`],
    ['a setting of the machine’s kernel', '/proc/sys/kernel/core_pattern'],
  ])('cannot write %s', (_, path) => {
    const mounts = String.raw`for place in "/run/a 12" "/run/b\\101"; do mkdir "$place"; mount -t tmpfs tmpfs "$place"; done`;
    // opened, not written: a test that fails leaves the machine as it is
    expect(
      started(mounts, `if (exec 3<>${path}) 2>/dev/null; then echo written; else echo refused; fi`),
    ).toBe('refused\n');
  });

  it('can write its memory', () => {
    expect(started(':', 'touch "$TMPDIR/memory" && echo written')).toBe('written\n');
  });
});
