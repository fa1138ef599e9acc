import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ShellHost } from '../../../../test/support/moduleContext.js';
import { privateRecords } from '../../../../test/support/privateRecords.js';
import { sh } from '../../../shell/sh.js';
import { exclusively, stillBusy, untilSettled } from './lock.js';

const root = mkdtempSync(join(tmpdir(), 'mw-lock-'));
const records = join(root, 'lib');
const work = join(records, 'meshwright/ledger/work');
const log = join(root, 'log');
afterAll(() => rmSync(root, { recursive: true }));
beforeEach(() => {
  rmSync(records, { recursive: true, force: true });
  rmSync(log, { force: true });
  mkdirSync(records);
});

/** A folder with these commands alone. */
function toolbox(name: string, tools: readonly string[]): string {
  const folder = join(root, name);
  mkdirSync(folder);
  for (const tool of tools) {
    const path = execFileSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim();
    symlinkSync(path, join(folder, tool));
  }
  return folder;
}

const without = ['mkdir', 'sleep', 'readlink', 'ln', 'mv', 'rm'];
const paths: readonly (readonly [string, string])[] = [
  ['flock', toolbox('flock', [...without, 'flock'])],
  ['nothing to lock files with', toolbox('bare', without)],
];
const shells: readonly (readonly string[])[] = [['dash'], ['bash', '--posix'], ['busybox', 'ash'], ['mksh']];
const hosts = shells
  .filter(([program]) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0)
  .flatMap((words) =>
    paths.map(([name, path]) => {
      const program = execFileSync('sh', ['-c', `command -v ${words[0]}`], { encoding: 'utf8' }).trim();
      const prefix = [...privateRecords(records), '/usr/bin/env', `PATH=${path}`, program, ...words.slice(1)];
      const [shell, ...before] = prefix.toReversed();
      return [
        `${words[0]} with ${name}`,
        new ShellHost({ prefix: before.toReversed(), shell: shell! }),
      ] as const;
    }),
  );

describe.runIf(process.getuid?.() === 0).each(hosts)('changes of a network, %s', (_name, host) => {
  const change = (seconds: number, patience?: number) =>
    host.run(exclusively(sh`echo in >>${log}; sleep ${seconds}; echo out >>${log}`, patience));

  it('come one at a time, and a reader waits until they are done', async () => {
    const changes = [1, 2, 3].map(() => change(0.3));
    await expect.poll(() => existsSync(work) && readFileSync(work, 'utf8')).toBe('busy\n');
    const reader = host.run(sh`${untilSettled}\necho read >>${log}`);
    const results = await Promise.all([...changes, reader]);
    expect(results.map(({ rc, stderr }) => [rc, stderr.toString()])).toEqual(results.map(() => [0, '']));
    const lines = readFileSync(log, 'utf8').trim().split('\n');
    expect(lines.filter((line) => line !== 'read')).toEqual(['in', 'out', 'in', 'out', 'in', 'out']);
    expect(lines.indexOf('read') % 2).toBe(0);
    expect(readFileSync(work, 'utf8')).toBe('');
  });

  it('give up when another one does not end', async () => {
    const long = change(1.6);
    await expect.poll(() => existsSync(log)).toBe(true);
    expect((await change(0, 1)).rc).toBe(stillBusy);
    expect((await long).rc).toBe(0);
  });

  it('do not wait for one that was killed', async () => {
    expect((await host.run(exclusively(sh`kill -KILL $$`))).rc).toBeGreaterThan(0);
    expect((await change(0)).rc).toBe(0);
    expect(readFileSync(work, 'utf8')).toBe('');
  });

  it('leave with the status of what failed in them', async () => {
    expect((await host.run(exclusively(sh`exit 75`))).rc).toBe(75);
    expect((await change(0)).rc).toBe(0);
  });
});

it.runIf(process.getuid?.() === 0)('a link of an owner that is gone is taken over', async () => {
  const [, host] = hosts[1]!;
  mkdirSync(join(records, 'meshwright/ledger'), { recursive: true });
  writeFileSync(work, 'busy\n');
  symlinkSync(`${process.pid}-1`, `${work}.lock`);
  expect((await host.run(untilSettled)).rc).toBe(0);
  expect((await host.run(exclusively(sh`:`, 1))).rc).toBe(0);
});
