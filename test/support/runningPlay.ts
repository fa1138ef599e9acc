import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** How a run of the program ended. */
export interface PlayEnd {
  /** undefined when a signal ended it. */
  readonly status: number | undefined;
  readonly text: string;
  /** Times of the end, as Date.now() has it. */
  readonly at: number;
}

/** A run of the program that is under way. */
export class RunningPlay {
  readonly ended: Promise<PlayEnd>;
  private readonly child: ChildProcess;
  private said = '';

  constructor(words: readonly string[], env: NodeJS.ProcessEnv) {
    this.child = spawn(words[0]!, words.slice(1), { stdio: ['ignore', 'pipe', 'pipe'], env });
    const hear = (chunk: Buffer) => {
      this.said += chunk.toString('utf8');
    };
    this.child.stdout?.on('data', hear);
    this.child.stderr?.on('data', hear);
    this.ended = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('close', (code) =>
        resolve({ status: code ?? undefined, text: this.said, at: Date.now() }),
      );
    });
  }

  /** What it has printed so far. */
  get text(): string {
    return this.said;
  }

  get pid(): number {
    return this.child.pid!;
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Waits for a condition while the program runs. Rejects with what it printed when it ends before or after 30 s. */
  async until(condition: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 30_000;
    while (!(await condition())) {
      if (!this.running || Date.now() > deadline) throw new Error(`this never came about:\n${this.said}`);
      await sleep(20);
    }
  }
}
