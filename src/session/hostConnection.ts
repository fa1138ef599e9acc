import type { Connection } from '../connection/connection.js';

/** The connection of one session: opened on first use, opened again after a loss. */
export class HostConnection {
  private opened: Promise<Connection> | undefined;
  private closing = new AbortController();

  /** `open` may throw instead of rejecting: then nothing is remembered. The signal tells it to give up. */
  constructor(private readonly open: (signal: AbortSignal) => Promise<Connection>) {}

  async get(): Promise<Connection> {
    if (this.opened) return this.opened;
    const opened = this.open(this.closing.signal);
    this.opened = opened;
    const forget = () => {
      if (this.opened === opened) this.opened = undefined;
    };
    opened.then((connection) => void connection.lost.then(forget), forget);
    return opened;
  }

  /** Closes what is open and gives up what is still being made. */
  async close(): Promise<void> {
    const opened = this.opened;
    this.closing.abort();
    this.closing = new AbortController();
    this.opened = undefined;
    const connection = await opened?.catch(() => undefined);
    await connection?.close();
  }
}
