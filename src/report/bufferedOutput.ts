/** So many characters, or text that is so many milliseconds old, do not wait for the end of the turn. */
const ENOUGH = 1 << 15;
const OLD = 50;

/** The part of a stream (`process.stdout`) that the output needs. */
interface OutputStream {
  readonly isTTY?: boolean;
  readonly writableNeedDrain: boolean;
  write(text: string): boolean;
  once(event: 'drain', listener: () => void): unknown;
}

/**
 * Text on its way to a stream: what is written in one turn of the event loop leaves in one piece, for a run prints
 * hundreds of thousands of lines. A terminal gets every text at once.
 */
export class BufferedOutput {
  private pending = '';
  private since = 0;
  private drained: Promise<void> | undefined;

  constructor(private readonly stream: OutputStream) {}

  write(text: string): void {
    const now = performance.now();
    if (this.pending === '') {
      this.since = now;
      if (!this.stream.isTTY) setImmediate(() => this.flush());
    }
    this.pending += text;
    if (this.stream.isTTY || this.pending.length >= ENOUGH || now - this.since > OLD) this.flush();
  }

  /** Hands over what has been written, before something else is said elsewhere (on standard error, in a prompt). */
  flush(): void {
    const text = this.pending;
    this.pending = '';
    if (text !== '') this.stream.write(text);
  }

  /** undefined, or a promise for the reader to have caught up: whoever can wait does not fill the memory meanwhile. */
  behind(): Promise<void> | undefined {
    if (!this.stream.writableNeedDrain) return undefined;
    this.drained ??= new Promise((resolve) => {
      this.stream.once('drain', () => {
        this.drained = undefined;
        resolve();
      });
    });
    return this.drained;
  }
}
