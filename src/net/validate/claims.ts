import type { Entry } from './entry.js';

/** Things that may be there only once, on one host or on all of a play. */
export class Claims {
  private readonly holders = new Map<string, { host: string; path: string }>();

  /** `what`: how a message names them, such as `MAC address`. */
  constructor(
    private readonly what: string,
    private readonly fix?: string,
  ) {}

  /** Takes one for a key of an entry, or reports who has it. */
  claim(value: string, entry: Entry, key: string): void {
    const holder = this.holders.get(value);
    const path = `${entry.path}.${key}`;
    if (holder === undefined) {
      this.holders.set(value, { host: entry.host, path });
      return;
    }
    const where = holder.host === entry.host ? holder.path : `${holder.path} of ${holder.host}`;
    entry.wrong(key, `${this.what} ${value} is taken by ${where}`, this.fix);
  }
}
