import type { Duplex } from 'node:stream';
import pLimit, { type LimitFunction } from 'p-limit';
import { connect } from '../connection/connect.js';
import { ConnectionError } from '../connection/connection.js';
import { hostPrelude } from '../shell/prelude.js';
import { primitivesPrelude } from '../shell/primitives/prelude.js';
import { HostConnection } from './hostConnection.js';
import { openShell } from './openShell.js';
import { PooledShell } from './pooledShell.js';
import { retrying } from './retrying.js';
import { ShellPool } from './shellPool.js';
import {
  type Become,
  type ConnectionSettings,
  type HostSession,
  type HostShell,
  UnreachableError,
} from './types.js';

/** Key exchanges are work for the processor: this many hosts at a time, whatever the number of forks. */
const MAX_HANDSHAKES = 20;
/** sshd allows ten sessions a connection, which leaves room for two users at their busiest. */
const MAX_SHELLS = 5;
const MAX_LOCAL_SHELLS = 64;
const sharedHandshakes = pLimit(MAX_HANDSHAKES);

interface SessionOptions {
  /** Limits concurrent handshakes; default: one limit of 20 for the process. */
  readonly handshakes?: LimitFunction;
}

/** A session with a target; nothing is connected before the first shell or forward is asked for. */
export function openSession(settings: ConnectionSettings, options: SessionOptions = {}): HostSession {
  return new PooledSession(settings, options.handshakes ?? sharedHandshakes);
}

class PooledSession implements HostSession {
  readonly host: string;
  private readonly connection: HostConnection;
  private readonly pools = new Map<string, { pool: ShellPool; shell: HostShell }>();
  private closed = false;
  private readonly prelude = hostPrelude(primitivesPrelude);

  constructor(
    private readonly settings: ConnectionSettings,
    handshakes: LimitFunction,
  ) {
    this.host = settings.host;
    this.connection = new HostConnection((signal) => {
      if (this.closed) throw new ConnectionError('the session is closed');
      return retrying(settings.retries ?? 0, signal, () => handshakes(() => connect(settings, signal)));
    });
  }

  async shell(become?: Become): Promise<HostShell> {
    const key = become ? JSON.stringify([become.method, become.user, become.flags, become.executable]) : '';
    let entry = this.pools.get(key);
    if (!entry) {
      entry = this.createPool(become);
      this.pools.set(key, entry);
    }
    try {
      await entry.pool.ready();
      return entry.shell;
    } catch (error) {
      // A corrected password deserves a new attempt.
      if (this.pools.get(key) === entry) this.pools.delete(key);
      throw this.unreachable(error);
    }
  }

  async forward(host: string, port: number): Promise<Duplex> {
    try {
      return await (await this.connection.get()).forward(host, port);
    } catch (error) {
      throw this.unreachable(error);
    }
  }

  async reset(): Promise<void> {
    for (const { pool } of this.pools.values()) pool.quit();
    await this.connection.close();
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.reset();
    this.pools.clear();
  }

  private createPool(become: Become | undefined): { pool: ShellPool; shell: HostShell } {
    const executable = this.settings.executable ?? '/bin/sh';
    const open = async () =>
      openShell(await this.connection.get(), { executable, prelude: this.prelude, become });
    const pool = new ShellPool(open, this.settings.transport === 'local' ? MAX_LOCAL_SHELLS : MAX_SHELLS);
    const shell = new PooledShell(this, become, pool, open, (error) => this.unreachable(error));
    return { pool, shell };
  }

  private unreachable(error: unknown): unknown {
    if (!(error instanceof ConnectionError)) return error;
    const how = this.settings.transport === 'local' ? '' : 'Failed to connect to the host via ssh: ';
    return new UnreachableError(this.host, `${how}${error.message}`, { cause: error });
  }
}
