import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Module, ModuleHost, ModuleOutcome } from '../../src/module/types.js';
import { fromJs, toJs } from '../../src/value/convert.js';
import type { Dict, Value } from '../../src/value/types.js';
import { runModule } from './moduleContext.js';
import { SessionHost } from './sessionHost.js';

type Args = Record<string, unknown>;

/** Modules tried over a session with this machine, with a folder for their files. */
export class ModuleTrial {
  readonly session = new SessionHost();
  readonly folder = mkdtempSync(join(tmpdir(), 'mw-trial-'));

  readonly run = async (
    module: Module,
    args: Args,
    host: ModuleHost = this.session,
    check = false,
  ): Promise<Omit<ModuleOutcome, 'value'> & { readonly value: Args }> => {
    const raw = Object.fromEntries(fromJs(args) as Dict) as Record<string, Value>;
    const outcome = await runModule(module, raw, host, { check });
    return { ...outcome, value: toJs(outcome.value) as Args };
  };

  /** Expects that check mode tells of a change, the run makes it, and a second run makes none. */
  readonly converges = async (module: Module, args: Args, host: ModuleHost = this.session): Promise<void> => {
    expect((await this.run(module, args, host, true)).value.changed).toBe(true);
    expect((await this.run(module, args, host)).value).toMatchObject({ changed: true });
    expect((await this.run(module, args, host)).value).toMatchObject({ changed: false });
  };

  async close(): Promise<void> {
    await this.session.close();
    rmSync(this.folder, { recursive: true });
  }
}
