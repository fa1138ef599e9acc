import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shellsUnderTest } from '../../../test/support/shellUnderTest.js';
import { userShell } from '../sh.js';
import { type HostJob, noteJob, readJob, removeJob, startJob } from './jobs.js';

const job = (script: string, more: Partial<HostJob> = {}): HostJob => ({
  script: userShell(script),
  head: '"changed": true, ',
  strip: true,
  ...more,
});

/** Waits until the job has written its result, at most ten seconds. */
async function finished(path: string): Promise<Record<string, unknown>> {
  for (let i = 0; i < 200; i++) {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value === 'object' && value !== null && !('started' in value)) return { ...value };
    await sleep(50);
  }
  throw new Error(`${path}: not finished`);
}

/** What runs on this machine. */
function commandLines(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      } catch {
        return ''; // ended meanwhile
      }
    });
}

describe.each(shellsUnderTest())('a job under $name', (host) => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'mw-jobs-'));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('leaves its output, status and times as JSON that only its user may read', async () => {
    const { jid, path } = await startJob(
      host,
      { directory, jid: 'j1' },
      job('echo out; echo err >&2; exit 3'),
      60,
    );
    expect(jid).toMatch(/^j1\.\d+$/);
    expect(await finished(path)).toEqual({
      changed: true,
      rc: 3,
      stdout: 'out',
      stderr: 'err',
      start: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/),
      end: expect.stringMatching(/^\d{4}-/),
      delta: expect.stringMatching(/^0:00:0\d\.\d{6}$/),
      failed: true,
      msg: 'non-zero return code',
    });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it.each<[string, string, string, Partial<HostJob>]>([
    ['quotes and backslashes', String.raw`printf '%s' '"a\b"'`, '"a\\b"', {}],
    ['tabs and control characters', String.raw`printf 'a\tb\033c\001'`, 'a\tb\u001bc\u0001', {}],
    ['inner and leading newlines', String.raw`printf '\na\n\nb\n\r\n\n'`, '\na\n\nb', {}],
    ['newlines at the end, when asked to', String.raw`printf 'a\r\n\n'`, 'a\r\n\n', { strip: false }],
    ['text beyond ASCII', "printf 'žluť'", 'žluť', {}],
    ['its standard input', 'cat', 'x\ny', { stdin: Buffer.from('x\ny') }],
  ])('keeps %s', async (_what, script, expected, more) => {
    const { path } = await startJob(host, { directory, jid: 'j2' }, job(script, more), 60);
    expect((await finished(path)).stdout).toBe(expected);
  });

  it('may write its result itself', async () => {
    const { path } = await startJob(
      host,
      { directory, jid: 'j3' },
      job(`echo '{"skipped": true}' >"$mw_done"`),
      60,
    );
    expect(await finished(path)).toEqual({ skipped: true });
  });

  it('is killed with everything it started when its time is over', async () => {
    const { path } = await startJob(host, { directory, jid: 'j4' }, job('sleep 987 & sleep 987'), -4);
    expect(await finished(path)).toEqual({
      msg: 'Timeout exceeded',
      failed: true,
      child_pid: expect.any(Number),
    });
    await expect.poll(commandLines, { timeout: 2000 }).not.toContain('sleep 987');
  });

  it('leaves no other files behind', async () => {
    await sleep(300);
    expect(readdirSync(directory).filter((name) => !/^j\d\.\d+$/.test(name))).toEqual([]);
  });

  it('is read, noted and removed by its number', async () => {
    const place = { directory, jid: 'j9.1' };
    expect(await readJob(host, place)).toEqual({ path: `${directory}/j9.1`, text: undefined });
    await noteJob(host, place, '{"a": 1}');
    expect((await readJob(host, place)).text).toBe('{"a": 1}');
    await removeJob(host, place);
    expect((await readJob(host, place)).text).toBeUndefined();
  });
});
