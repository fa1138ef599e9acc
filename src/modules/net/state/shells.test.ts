import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runModule, ShellHost } from '../../../../test/support/moduleContext.js';
import { everyKind, netArguments } from '../../../../test/support/netDocument.js';
import { operations } from '../../../../test/support/networkBench.js';
import { privateRecords } from '../../../../test/support/privateRecords.js';
import { netState } from './state.js';

const netns = `mwt-shells-${process.pid}`;
const root = mkdtempSync(join(tmpdir(), 'mw-shells-'));
const installed = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
const shells = ['dash', 'bash', 'busybox', 'mksh'].filter(installed);
/** Tools that the frames call besides those of the network. */
const tools = ['mkdir', 'mv', 'rm', 'cat', 'grep', 'sleep', 'readlink', 'ln', 'unshare', 'mount', 'test'];

/** A folder to find things in first: `sh` is the shell, and with busybox the tools are its applets. */
function folderOf(shell: string): string {
  const folder = join(root, shell);
  mkdirSync(folder);
  const path = execFileSync('sh', ['-c', `command -v ${shell}`], { encoding: 'utf8' }).trim();
  symlinkSync(path, join(folder, 'sh'));
  const applets =
    shell === 'busybox' ? execFileSync(shell, ['--list'], { encoding: 'utf8' }).split('\n') : [];
  for (const tool of tools.filter((name) => applets.includes(name))) symlinkSync(path, join(folder, tool));
  return folder;
}

describe.runIf(process.getuid?.() === 0)('net_state on hosts whose shell is', () => {
  beforeAll(() => void execFileSync('ip', ['netns', 'add', netns]));
  afterAll(() => {
    execFileSync('ip', ['netns', 'del', netns]);
    rmSync(root, { recursive: true });
  });

  it.each(shells)('%s: makes objects of every kind, keeps them and takes them back', async (shell) => {
    const folder = folderOf(shell);
    const records = join(folder, 'lib');
    mkdirSync(records);
    const env = { PATH: `${folder}:${process.env.PATH}` };
    const host = new ShellHost({ prefix: privateRecords(records), shell: join(folder, 'sh'), env });
    const run = async (document: object) => {
      const args = {
        netns,
        owner: 'test',
        purge: 'owned',
        disruptive: 'allow',
        ...netArguments({ ...document }),
      };
      return operations((await runModule(netState, args, host)).value);
    };
    expect((await run(everyKind)).length).toBeGreaterThan(30);
    expect(await run(everyKind)).toEqual([]);
    expect((await run({})).length).toBeGreaterThan(20);
    expect(await run({})).toEqual([]);
  });
});
