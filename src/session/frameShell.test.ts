import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { ByteChannel } from '../connection/connection.js';
import { connectLocal } from '../connection/local/local.js';
import { encodePing } from '../shell/frame.js';
import { bootstrapScript, hostPrelude } from '../shell/prelude.js';
import { quote } from '../shell/sh.js';
import { FrameShell } from './frameShell.js';
import { FrameTimeout, type RunOptions } from './types.js';

const shells = ['dash', 'bash', 'busybox ash', 'mksh', 'bash --posix'];
const opened: FrameShell[] = [];

async function open(shell: string, before = ''): Promise<FrameShell> {
  return start(await openChannel(shell, before));
}

function openChannel(shell: string, before = ''): Promise<ByteChannel> {
  return connectLocal().open(`${before}exec ${shell} -c ${quote(bootstrapScript)}`);
}

async function start(channel: ByteChannel): Promise<FrameShell> {
  const frames = new FrameShell(channel);
  opened.push(frames);
  await frames.start(hostPrelude('mw_hello() { echo "hello $1"; }\n'));
  return frames;
}

async function one(frames: FrameShell, script: string, stdin?: Buffer, options: RunOptions = {}) {
  const [result] = await frames.run([script], stdin, options);
  return {
    rc: result!.rc,
    out: result!.stdout.toString('latin1'),
    err: result!.stderr.toString('latin1'),
  };
}

/** Processes of this machine whose command line holds the word. */
function processesWith(word: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(word);
      } catch {
        return false;
      }
    });
}

/** A `sleep` duration that nobody else uses, so that its process can be found. */
function uniqueSleep(): string {
  return `${100 + Math.floor(Math.random() * 800)}.${Math.floor(Math.random() * 1e9)}`;
}

afterEach(() => {
  for (const frames of opened.splice(0)) frames.quit();
});

describe.each(shells)('frames in %s', (shell) => {
  it('reports status and both streams', async () => {
    const frames = await open(shell);
    expect(await one(frames, 'echo out; echo err >&2; exit 3')).toEqual({
      rc: 3,
      out: 'out\n',
      err: 'err\n',
    });
    expect(await one(frames, 'printf x')).toEqual({ rc: 0, out: 'x', err: '' });
  });

  it('calls functions of the prelude and keeps frames apart', async () => {
    const frames = await open(shell);
    expect((await one(frames, 'cd /; v=1; mw_hello you')).out).toBe('hello you\n');
    expect((await one(frames, 'pwd; echo "[$v]"')).out).toBe(`${process.cwd()}\n[]\n`);
  });

  it('survives scripts that end their shell in every way', async () => {
    const frames = await open(shell);
    expect((await one(frames, 'echo (')).rc).not.toBe(0);
    expect((await one(frames, 'set -e; false; echo no')).rc).toBe(1);
    expect((await one(frames, '. /nonexistent/file && echo no')).out).toBe('');
    expect((await one(frames, 'exec sh -c "exit 7"')).rc).toBe(7);
    expect((await one(frames, "trap 'echo bye' EXIT; exit 4")).out).toBe('bye\n');
    expect((await one(frames, 'e=exe; e="$e"c; eval "$e true"')).rc).toBe(0);
    expect((await one(frames, 'read p x </proc/self/stat; kill -9 $p')).rc).toBe(137);
    expect((await one(frames, 'kill -15 0; sleep 5')).rc).toBeGreaterThan(0);
    expect((await one(frames, 'echo still here')).out).toBe('still here\n');
  });

  it('runs several scripts as one frame, isolated, with results in order', async () => {
    const frames = await open(shell);
    const results = await frames.run(
      ['x=1; echo a; exit 5', 'echo "b$x" >&2; cd /', 'oops (', "echo 'd'; exit 6"],
      undefined,
      {},
    );
    expect(results.map(({ rc }) => (rc === 1 || rc === 2 ? 'syntax' : rc))).toEqual([5, 0, 'syntax', 6]);
    expect(results.map(({ stdout }) => stdout.toString())).toEqual(['a\n', '', '', 'd\n']);
    expect(results[1]!.stderr.toString()).toBe('b\n');
  });

  it('gives commands no input of ours', async () => {
    const frames = await open(shell);
    expect((await one(frames, 'cat; echo end')).out).toBe('end\n');
    expect((await one(frames, 'wc -c', Buffer.alloc(0))).out.trim()).toBe('0');
  });

  it.each([
    ['a short text', Buffer.from('secret\\n\n\n')],
    ['every byte but NUL, below the block size', Buffer.from(Array.from({ length: 255 }, (_, i) => i + 1))],
    ['every byte', Buffer.from(Array.from({ length: 256 }, (_, i) => i))],
    ['64 KB of text', Buffer.from('äöü %s \\0000 x\n'.repeat(4096))],
    ['100 KB of random bytes', randomBytes(100_000)],
  ])('passes %s as standard input', async (_, payload) => {
    const frames = await open(shell);
    const { out, rc } = await one(frames, 'sha256sum', payload);
    expect(rc).toBe(0);
    expect(out.split(' ')[0]).toBe(createHash('sha256').update(payload).digest('hex'));
    expect((await one(frames, 'echo in step')).out).toBe('in step\n');
  });

  it('stays in step when a command does not read its input', async () => {
    const frames = await open(shell);
    expect((await one(frames, 'exit 9', Buffer.alloc(200_000, 'x'))).rc).toBe(9);
    expect((await one(frames, 'echo in step')).out).toBe('in step\n');
  });

  it('streams 10 MB to the last frame of a channel', async () => {
    const frames = await open(shell);
    const payload = randomBytes(10_000_000);
    const [result] = await frames.runLast(['sha256sum; exit 3'], payload, {});
    expect(result!.stdout.toString()).toContain(createHash('sha256').update(payload).digest('hex'));
    expect(result!.rc).toBe(3);
  });

  it('is binary safe in its output', async () => {
    const frames = await open(shell);
    const { out } = await one(frames, 'cat', randomBytes(50_000));
    expect(out.length).toBe(50_000);
    const [result] = await frames.run(["head -c 3000000 /dev/zero; printf '\\036'"], undefined, {});
    expect(result!.stdout.length).toBe(3_000_001);
  });

  it('kills all processes of a frame at its deadline and goes on', async () => {
    const frames = await open(shell);
    const t = uniqueSleep();
    const script = `sleep ${t} & (sleep ${t} | cat) & sh -c 'trap "" TERM; sleep ${t}; sleep ${t}'`;
    await expect(one(frames, script, undefined, { timeoutMs: 300 })).rejects.toBeInstanceOf(FrameTimeout);
    expect((await one(frames, 'echo next')).out).toBe('next\n');
    await expect.poll(() => processesWith(t)).toEqual([]);
  });

  it('kills what is started while it kills', async () => {
    const frames = await open(shell);
    const t = uniqueSleep();
    const more = `trap "" TERM; n=0; while [ $n -lt 600 ]; do sleep ${t} & n=$((n + 1)); done; wait`;
    await expect(one(frames, `sh -c '${more}'`, undefined, { timeoutMs: 100 })).rejects.toThrow('within');
    await one(frames, ':');
    await expect.poll(() => processesWith(t)).toEqual([]);
  });

  it('cancels by signal with the reason given', async () => {
    const frames = await open(shell);
    const t = uniqueSleep();
    const stop = new AbortController();
    const running = one(frames, `sleep ${t}`, undefined, { signal: stop.signal });
    await sleep(100);
    stop.abort(new Error('interrupted'));
    await expect(running).rejects.toThrow('interrupted');
    await expect.poll(() => processesWith(t)).toEqual([]);
  });

  it('leaves what an earlier frame put into the background', async () => {
    const frames = await open(shell);
    const [t, u] = [uniqueSleep(), uniqueSleep()];
    await one(frames, `sleep ${t} >/dev/null 2>&1 &`);
    // Process start times have a resolution of 10 ms.
    await sleep(30);
    await expect(one(frames, `sleep ${u}`, undefined, { timeoutMs: 100 })).rejects.toThrow('0.1 seconds');
    expect(processesWith(u)).toEqual([]);
    const [pid] = processesWith(t);
    expect(pid).toBeDefined();
    process.kill(Number(pid));
  });

  it('ends the running frame within two seconds when stdin closes', async () => {
    const frames = await open(shell);
    const t = uniqueSleep();
    const running = one(frames, `sleep ${t} & sh -c 'trap "" TERM; sleep ${t}; sleep ${t}'`);
    await sleep(150);
    expect(processesWith(t).length).toBeGreaterThan(0);
    frames.abandon('gone');
    await expect(running).rejects.toThrow('gone');
    await sleep(1800);
    await expect.poll(() => processesWith(t)).toEqual([]);
  });

  it('ends the running frame when a question reaches it and nobody hears the answer', async () => {
    const channel = await openChannel(shell);
    const frames = await start(channel);
    const t = uniqueSleep();
    const running = one(frames, `sh -c 'trap "" TERM; sleep ${t}; sleep ${t}'`);
    await sleep(150);
    expect(processesWith(t).length).toBeGreaterThan(0);
    channel.stdout.destroy();
    channel.stderr.destroy();
    channel.stdin.end(encodePing(1, { nonce: frames.nonce, dd: true }));
    await expect(running).rejects.toThrow('the remote shell ended');
    await expect.poll(() => processesWith(t), { timeout: 2000 }).toEqual([]);
  });

  it('ignores what login files print', async () => {
    const frames = await open(shell, 'echo "Welcome to $(date)"; echo oops >&2; ');
    expect(await one(frames, 'echo a')).toEqual({ rc: 0, out: 'a\n', err: '' });
    expect(frames.loginOutput).toContain('Welcome');
  });

  it('works where dd cannot take whole blocks', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mw-dd-'));
    writeFileSync(join(folder, 'dd'), "#!/bin/sh\necho 'unknown operand iflag' >&2\nexit 1\n", {
      mode: 0o755,
    });
    try {
      const frames = await open(shell, `PATH=${folder}:$PATH; `);
      const { out } = await one(frames, `wc -c; : ${'x'.repeat(5000)}`, Buffer.alloc(30_000, 'y'));
      expect(out.trim()).toBe('30000');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('takes long scripts', async () => {
    const frames = await open(shell);
    const script = `${Array.from({ length: 4000 }, (_, i) => `v=${i} # 'quoted' äöü`).join('\n')}\necho $v`;
    expect((await one(frames, script)).out).toBe('3999\n');
  });
});
