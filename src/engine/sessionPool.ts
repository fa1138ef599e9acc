import { openSession } from '../session/openSession.js';
import type { ConnectionSettings, HostSession } from '../session/types.js';

interface Way {
  readonly settings: ConnectionSettings;
  readonly session: HostSession;
}

/** The connections of a run: one per host and way of reaching it, kept open until the end. */
export class SessionPool {
  private readonly sessions = new Map<string, HostSession>();
  /** What each host was reached by last: nearly always what it is reached by next. */
  private readonly latest = new Map<string, Way>();

  /** The session for these settings; it connects when it is first used. */
  get(settings: ConnectionSettings): HostSession {
    const last = this.latest.get(settings.host);
    if (last && same(last.settings, settings)) return last.session;
    const key = JSON.stringify(settings);
    let session = this.sessions.get(key);
    if (!session) {
      session = openSession(settings);
      this.sessions.set(key, session);
    }
    this.latest.set(settings.host, { settings, session });
    return session;
  }

  /** Drops the connections to a host; the next task opens new ones. */
  async reset(host: string): Promise<void> {
    await Promise.all(
      [...this.sessions.values()]
        .filter((session) => session.host === host)
        .map((session) => session.reset()),
    );
  }

  /** Closes everything. Never throws: a connection that is already gone is closed. */
  async close(): Promise<void> {
    await Promise.allSettled([...this.sessions.values()].map((session) => session.close()));
    this.sessions.clear();
    this.latest.clear();
  }
}

/** The same keys with the same values; lists count as different, which costs no more than the exact comparison. */
function same(a: ConnectionSettings, b: ConnectionSettings): boolean {
  if (a === b) return true;
  const keys = Object.keys(a) as (keyof ConnectionSettings)[];
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
