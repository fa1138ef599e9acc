import type { EventEmitter } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { vi } from 'vitest';
import { main } from '../../src/cli/main.js';

/** What a command printed, and how it ended. */
export interface CommandResult {
  readonly out: string;
  readonly err: string;
  /** Both streams, in the order in which they were written. */
  readonly text: string;
  readonly exit: number;
}

/** A folder of its own, in which the program runs within this process as it does in a shell. */
export class CommandLine {
  readonly folder = mkdtempSync(join(tmpdir(), 'command-'));
  private readonly home = process.cwd();

  constructor() {
    process.chdir(this.folder);
  }

  write(path: string, text: string, mode = 0o644): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    chmodSync(file, mode);
  }

  async run(program: Parameters<typeof main>[0], ...words: string[]): Promise<CommandResult> {
    const printed = { out: '', err: '', text: '' };
    const capture = (stream: 'out' | 'err') => (chunk: string | Uint8Array) => {
      const text = Buffer.from(chunk).toString('utf8');
      printed[stream] += text;
      printed.text += text;
      return true;
    };
    const forget = listening();
    const spies = [
      vi.spyOn(process.stdout, 'write').mockImplementation(capture('out')),
      vi.spyOn(process.stderr, 'write').mockImplementation(capture('err')),
    ];
    process.exitCode = 0;
    try {
      await main(program, ['node', program, ...words]);
    } finally {
      for (const spy of spies) spy.mockRestore();
      forget();
    }
    return { ...printed, exit: Number(process.exitCode) };
  }

  remove(): void {
    process.chdir(this.home);
    process.exitCode = undefined;
    rmSync(this.folder, { recursive: true });
  }
}

/** Remembers who listens to the process, which the program does as long as it lives; the function returned ends the rest. */
function listening(): () => void {
  const heard: readonly (readonly [EventEmitter, string])[] = [
    [process, 'SIGINT'],
    [process, 'SIGTERM'],
    [process, 'uncaughtException'],
    [process.stdout, 'error'],
    [process.stderr, 'error'],
  ];
  const before = heard.map(([from, event]) => from.listeners(event));
  return () => {
    for (const [i, [from, event]] of heard.entries())
      for (const listener of from.listeners(event))
        if (!before[i]!.includes(listener)) from.off(event, listener as () => void);
  };
}
