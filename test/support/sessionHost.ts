import type { ModuleHost } from '../../src/module/types.js';
import { openSession } from '../../src/session/openSession.js';
import type { ExecResult, HostSession, RunOptions } from '../../src/session/types.js';
import type { Sh } from '../../src/shell/sh.js';

/** A module host over a real local session, with the host prelude; counts its frames. */
export class SessionHost implements ModuleHost {
  frames = 0;
  private readonly opened: HostSession = openSession({
    host: 'here',
    transport: 'local',
    address: 'localhost',
    hostKeyChecking: 'yes',
  });

  async run(script: Sh, options?: RunOptions): Promise<ExecResult> {
    this.frames++;
    return (await this.opened.shell()).run(script, options);
  }

  async batch(scripts: readonly Sh[], options?: RunOptions): Promise<ExecResult[]> {
    this.frames++;
    return (await this.opened.shell()).batch(scripts, options);
  }

  session(): HostSession {
    return this.opened;
  }

  close(): Promise<void> {
    return this.opened.close();
  }
}
