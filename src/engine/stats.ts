import type { HostStats, TaskResult } from '../events/events.js';

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

  /** Counts a task that let the host go on. */
  passed(host: string, result: TaskResult): void {
    const count = this.of(host);
    if (result.status === 'skipped') count.skipped += 1;
    else count.ok += 1;
    if (result.status === 'failed') count.ignored += 1;
    if (result.value.get('changed') === true) count.changed += 1;
  }

  /** Counts a host that could not be reached; with `ignore_unreachable` as ok and ignored. */
  unreachable(host: string, ignored: boolean): void {
    const count = this.of(host);
    if (ignored) {
      count.ok += 1;
      count.ignored += 1;
    } else count.unreachable += 1;
  }
}
