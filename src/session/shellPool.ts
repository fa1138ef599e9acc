import type { FrameShell } from './frameShell.js';

/** A frame waits this long (milliseconds) for a busy shell before another one is opened beside it. */
const PATIENCE_MS = 50;
interface Waiting {
  readonly take: (shell: FrameShell) => void;
  readonly refuse: (error: unknown) => void;
}

/**
 * The shells of one user on one target. Usually one; more when frames overlap, as they do on a host that many
 * others delegate to. Frames start in the order in which they were asked for.
 */
export class ShellPool {
  private readonly alive = new Set<FrameShell>();
  private readonly idle: FrameShell[] = [];
  private readonly waiting: Waiting[] = [];
  private opening = 0;

  constructor(
    private readonly open: () => Promise<FrameShell>,
    /** Shells at the same time. */
    private readonly limit: number,
  ) {}

  /** Resolves as soon as there is a shell, busy or not. Rejects when none can be opened. */
  async ready(): Promise<void> {
    if (this.alive.size === 0) await this.use(async () => {});
  }

  /** Lends a shell without a running frame. Rejects when none can be opened, or like `work`. */
  async use<T>(work: (shell: FrameShell) => Promise<T>): Promise<T> {
    const shell = await this.acquire();
    try {
      return await work(shell);
    } finally {
      this.idle.push(shell);
      this.dispatch();
    }
  }

  quit(): void {
    for (const shell of this.alive) shell.quit();
    this.alive.clear();
  }

  private acquire(): Promise<FrameShell> {
    return new Promise((take, refuse) => {
      this.waiting.push({ take, refuse });
      this.dispatch();
      if (this.waiting.length > 0) setTimeout(() => this.growIfNeeded(), PATIENCE_MS).unref();
    });
  }

  private dispatch(): void {
    while (this.waiting.length > 0) {
      const shell = this.idle.shift();
      if (!shell) break;
      if (shell.usable) this.waiting.shift()?.take(shell);
    }
    if (this.waiting.length > 0 && this.alive.size + this.opening === 0) this.grow();
  }

  private growIfNeeded(): void {
    if (this.waiting.length > this.opening && this.alive.size + this.opening < this.limit) this.grow();
  }

  private grow(): void {
    this.opening += 1;
    this.open().then(
      (shell) => {
        this.opening -= 1;
        this.alive.add(shell);
        void shell.gone.then(() => {
          this.alive.delete(shell);
          this.dispatch();
        });
        this.idle.push(shell);
        this.dispatch();
      },
      (error: unknown) => {
        this.opening -= 1;
        // A target that refuses one more session still serves us over those we have.
        if (this.alive.size + this.opening > 0) return;
        for (const { refuse } of this.waiting.splice(0)) refuse(error);
      },
    );
  }
}
