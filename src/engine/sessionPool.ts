import { openSession } from '../session/openSession.js';
import type { ConnectionSettings, HostSession } from '../session/types.js';

/** The connections of a run: one per host and way of reaching it, kept open until the end. */
export class SessionPool {
  private readonly sessions = new Map<string, HostSession>();

  /** The session for these settings; it connects when it is first used. */
  get(settings: ConnectionSettings): HostSession {
    const key = JSON.stringify(settings);
    let session = this.sessions.get(key);
    if (!session) {
      session = openSession(settings);
      this.sessions.set(key, session);
    }
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
  }
}
