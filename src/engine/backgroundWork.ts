/** Work that plays do not wait for, but the run does. */
export class BackgroundWork {
  private readonly pending = new Set<Promise<void>>();

  /** Takes over work that never rejects. */
  add(work: Promise<void>): void {
    this.pending.add(work);
    void work.finally(() => this.pending.delete(work));
  }

  /** Resolves when everything is through. */
  async settled(): Promise<void> {
    await Promise.all(this.pending);
  }
}
