import type { HostStats } from '../events/events.js';

/** The counters behind the PLAY RECAP. */
export class Stats {
  readonly hosts = new Map<string, HostStats>();

  /** The counters of a host, created at zero. */
  of(host: string): HostStats {
    let stats = this.hosts.get(host);
    if (!stats) {
      stats = { ok: 0, changed: 0, unreachable: 0, failed: 0, skipped: 0, rescued: 0, ignored: 0 };
      this.hosts.set(host, stats);
    }
    return stats;
  }
}
