import type { ExecResult, RunOptions } from './types.js';

type StreamName = 'stdout' | 'stderr';

interface Part {
  readonly chunks: Buffer[];
  rc: number;
}

/** Collects what a frame writes until its end marker has come on both streams. */
export class RunningFrame {
  readonly results: Promise<ExecResult[]>;
  private readonly parts: Readonly<Record<StreamName, Part[]>> = { stdout: [], stderr: [] };
  private readonly finished: Record<StreamName, boolean> = { stdout: false, stderr: false };
  private open: Record<StreamName, Buffer[]> = { stdout: [], stderr: [] };
  private resolve: (results: ExecResult[]) => void = () => {};
  private reject: (error: Error) => void = () => {};

  constructor(
    readonly seq: number,
    private readonly count: number,
    private readonly onOutput: RunOptions['onOutput'],
  ) {
    this.results = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // Whoever asked for the frame sees the rejection; supervising code may look at it earlier.
    this.results.catch(() => {});
  }

  addOutput(name: StreamName, data: Buffer): void {
    if (this.finished[name]) return;
    this.open[name].push(data);
    this.onOutput?.(name, data);
  }

  /** A part has ended; the last end of a frame that died early stands for all its missing parts. */
  addEnd(name: StreamName, last: boolean, rc: number): void {
    if (this.finished[name]) return;
    const parts = this.parts[name];
    do {
      parts.push({ chunks: this.open[name], rc });
      this.open[name] = [];
    } while (last && parts.length < this.count);
    this.finished[name] = last;
    if (this.finished.stdout && this.finished.stderr) this.resolve(this.collect());
  }

  fail(error: Error): void {
    this.reject(error);
  }

  private collect(): ExecResult[] {
    return this.parts.stdout.map(({ chunks, rc }, i) => ({
      rc,
      stdout: Buffer.concat(chunks),
      stderr: Buffer.concat(this.parts.stderr[i]?.chunks ?? []),
    }));
  }
}
