import type { Connection } from '../connection/connection.js';

/** The connection of one session: opened on first use, opened again after a loss. */
export class HostConnection {
  private opened: Promise<Connection> | undefined;

  /** `open` may throw instead of rejecting: then nothing is remembered. */
  constructor(private readonly open: () => Promise<Connection>) {}

  async get(): Promise<Connection> {
    if (this.opened) return this.opened;
    const opened = this.open();
    this.opened = opened;
    const forget = () => {
      if (this.opened === opened) this.opened = undefined;
    };
    opened.then((connection) => void connection.lost.then(forget), forget);
    return opened;
  }

  /** Closes what is open; a connection that is still being made is closed when it is there. */
  async close(): Promise<void> {
    const opened = this.opened;
    this.opened = undefined;
    const connection = await opened?.catch(() => undefined);
    await connection?.close();
  }
}
