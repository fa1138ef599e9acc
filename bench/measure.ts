import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One timed run. `cpu` is user plus system time of the controller's processes, in seconds. */
export interface Sample {
  readonly wall: number;
  readonly cpu: number;
}

/** Runs a command line under GNU time. Throws with the end of its output when it fails. */
export async function measure(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Sample> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-'));
  const report = join(directory, 'time');
  try {
    await execute(['/usr/bin/time', '-q', '-f', '%e %U %S', '-o', report, ...words], env);
    const [wall, user, system] = (await readFile(report, 'utf8')).trim().split(' ').map(Number);
    return { wall: wall!, cpu: user! + system! };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Runs a command line and returns its standard output. Throws with the end of its output when it fails. */
export function execute(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(words[0]!, words.slice(1), {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (status) => {
      if (status === 0) return resolve(Buffer.concat(out));
      const text = Buffer.concat([...out, ...err])
        .toString()
        .slice(-2000);
      reject(new Error(`${words.join(' ')} ended with ${status}:\n${text}`));
    });
  });
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
