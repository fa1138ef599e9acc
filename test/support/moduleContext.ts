import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import {
  DEFAULT_MODULE_SETTINGS,
  type Module,
  type ModuleContext,
  type ModuleHost,
  type ModuleOutcome,
} from '../../src/module/types.js';
import type { ExecResult, HostSession, RunOptions } from '../../src/session/types.js';
import { type Sh, sh } from '../../src/shell/sh.js';
import type { Scope, Templar } from '../../src/template/types.js';
import { Dict, type Value } from '../../src/value/types.js';

interface ShellHostOptions {
  /** Words before the shell, such as `['ip', 'netns', 'exec', 'name']`. */
  readonly prefix?: readonly string[];
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A module host that runs every frame in a fresh local shell and remembers the scripts. */
export class ShellHost implements ModuleHost {
  readonly scripts: string[] = [];

  constructor(private readonly options: ShellHostOptions = {}) {}

  async run(script: Sh, options: RunOptions = {}): Promise<ExecResult> {
    this.scripts.push(script.text);
    const words = [...(this.options.prefix ?? []), this.options.shell ?? '/bin/sh', '-c', script.text];
    const env = { ...process.env, ...this.options.env, ...options.env };
    const child = spawn(words[0]!, words.slice(1), { env, cwd: options.cwd, signal: options.signal });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.stdin.on('error', () => {});
    child.stdin.end(options.stdin ?? '');
    const rc = await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve(code ?? 255));
    });
    return { rc, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) };
  }

  async batch(scripts: readonly Sh[], options?: RunOptions): Promise<ExecResult[]> {
    const results: ExecResult[] = [];
    for (const script of scripts) results.push(await this.run(sh`(${script})`, options));
    return results;
  }

  session(): HostSession {
    throw new Error('this test host has no session');
  }
}

/** A scope over plain values. */
export function scopeOf(variables: Readonly<Record<string, Value>> = {}): Scope {
  return {
    get: (name) => variables[name],
    has: (name) => name in variables,
    names: () => Object.keys(variables),
  };
}

/** A module context for tests; `overrides` replace single members. */
export function moduleContext(
  host: ModuleHost,
  overrides: Partial<ModuleContext> = {},
): ModuleContext & { warnings: string[] } {
  const warnings: string[] = [];
  return {
    host,
    settings: DEFAULT_MODULE_SETTINGS,
    files: {
      find: async (_kind, name) => name,
      read: (path) => readFile(path),
      templateSearchPath: () => [],
      basedir: process.cwd(),
    },
    templar: undefined as unknown as Templar,
    scope: scopeOf(),
    targetScope: scopeOf(),
    scopeOf: () => scopeOf(),
    check: false,
    diff: false,
    noLog: false,
    inventoryHostname: 'host1',
    signal: new AbortController().signal,
    span: undefined,
    rawArgs: new Dict(),
    onOutput: undefined,
    warn: (text) => warnings.push(text),
    secret: () => undefined,
    masked: (text) => text,
    taskName: 'a task',
    converse: (work) =>
      work({ interactive: false, say: () => undefined, echo: () => undefined, key: async () => undefined }),
    ...overrides,
    warnings,
  };
}

/** Runs a module as the engine does: arguments as a Dict, also as rawArgs. */
export function runModule(
  module: Module,
  args: Readonly<Record<string, Value>>,
  host: ModuleHost,
  overrides: Partial<ModuleContext> = {},
): Promise<ModuleOutcome> {
  const raw = Dict.of(args);
  return module.execute(raw, moduleContext(host, { rawArgs: raw, ...overrides }));
}
