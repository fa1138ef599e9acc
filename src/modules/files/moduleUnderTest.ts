import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DiagnosticError } from '../../diag/diagnostic.js';
import {
  DEFAULT_MODULE_SETTINGS,
  type Module,
  type ModuleContext,
  type ModuleHost,
  type ModuleOutcome,
} from '../../module/types.js';
import { openSession } from '../../session/openSession.js';
import type { HostSession, RunOptions } from '../../session/types.js';
import type { Sh } from '../../shell/sh.js';
import { createTemplar } from '../../template/templar.js';
import type { Scope } from '../../template/types.js';
import { fromJs } from '../../value/convert.js';
import { Dict } from '../../value/types.js';

/** A session with this machine, for tests of modules; counts frames. */
export interface ModuleLab {
  /** Frames sent since the last call of run. */
  readonly frames: () => number;
  run(module: Module, args: object, mode?: { check?: boolean; diff?: boolean }): Promise<ModuleOutcome>;
  close(): Promise<void>;
}

export function openModuleLab(basedir: string): ModuleLab {
  const session = openSession({
    host: 'here',
    transport: 'local',
    address: 'localhost',
    hostKeyChecking: 'no',
  });
  const templar = createTemplar();
  const scope: Scope = { get: () => undefined, has: () => false, names: () => [] };
  const counter = { frames: 0 };
  const host = countingHost(session, counter);
  return {
    frames: () => counter.frames,
    close: () => session.close(),
    async run(module, args, { check = false, diff = true } = {}) {
      counter.frames = 0;
      const raw = fromJs(args);
      if (!(raw instanceof Dict)) throw new TypeError('arguments are a mapping');
      const ctx: ModuleContext = {
        host,
        settings: DEFAULT_MODULE_SETTINGS,
        files: {
          basedir,
          find: async (_kind, name) => resolve(basedir, name),
          read: (path) => readFile(path),
          templateSearchPath: () => [],
        },
        templar,
        scope,
        targetScope: scope,
        scopeOf: () => scope,
        check,
        diff,
        noLog: false,
        inventoryHostname: 'localhost',
        signal: new AbortController().signal,
        span: undefined,
        rawArgs: raw,
        onOutput: undefined,
        warn: () => undefined,
        secret: () => undefined,
        masked: (text) => text,
        taskName: 'a task',
        converse: (work) =>
          work({
            interactive: false,
            say: () => undefined,
            echo: () => undefined,
            key: async () => undefined,
          }),
      };
      try {
        return await module.execute(raw, ctx);
      } catch (error) {
        // As the engine does: a finding about the input or the target is a failed task.
        if (!(error instanceof DiagnosticError)) throw error;
        const value = Dict.of({ changed: false, failed: true, msg: error.message });
        return { value, diffs: [], effects: [] };
      }
    },
  };
}

/** Path of a file beside the tests. */
export function testData(name: string): string {
  return fileURLToPath(new URL(`./testdata/${name}`, import.meta.url));
}

function countingHost(session: HostSession, counter: { frames: number }): ModuleHost {
  return {
    session: () => session,
    async run(script: Sh, options?: RunOptions) {
      counter.frames++;
      return (await session.shell()).run(script, options);
    },
    async batch(scripts: readonly Sh[], options?: RunOptions) {
      counter.frames++;
      return (await session.shell()).batch(scripts, options);
    },
  };
}
