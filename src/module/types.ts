import type { Diagnostic } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import type { Diff, NetworkReport } from '../events/events.js';
import type { ExecResult, HostSession, RunOptions } from '../session/types.js';
import type { Sh } from '../shell/sh.js';
import type { ArgOptions, ArgRules, ArgsOf } from '../spec/types.js';
import type { Scope, Templar } from '../template/types.js';
import type { Dict, Key, Value } from '../value/types.js';
import type { ModuleJob } from './job.js';

/** The target as a module sees it: already the right user, with the task's environment; connects on first use. */
export interface ModuleHost {
  /** The user that commands run as, where it is another than the one who logs in. */
  readonly becomeUser?: string | undefined;
  /** One frame, one round trip. */
  run(script: Sh, options?: RunOptions): Promise<ExecResult>;
  /** Several probes in one round trip. */
  batch(scripts: readonly Sh[], options?: RunOptions): Promise<ExecResult[]>;
  /** The connection itself, for wait_for, wait_for_connection and meta. */
  session(): HostSession;
}

/** Files of the controller, found as Ansible finds them (role's folder first, then the play's). */
export interface ControllerFiles {
  /** Absolute path of `name` in the search path for `files`, `templates` or `vars`. Throws a DiagnosticError naming every place tried. */
  find(kind: 'files' | 'templates' | 'vars', name: string): Promise<string>;
  /** Content; vault-encrypted files are decrypted unless told otherwise. */
  read(path: string, options?: { decrypt?: boolean }): Promise<Buffer>;
  /** Directories for template includes. */
  templateSearchPath(): readonly string[];
  /** Directory that relative local paths (fetch's dest) refer to. */
  readonly basedir: string;
}

/** Settings of ansible.cfg that modules heed. */
export interface ModuleSettings {
  /** `ansible_managed`, its fields not filled in. */
  readonly managedText: string;
  /** Bytes of a file up to which its differences are shown; 0: any. */
  readonly maxDiffSize: number;
  /** Folder of the results of asynchronous tasks on the hosts. */
  readonly asyncDirectory: string;
  /** Nothing will be applied: modules say what they would do even where they would refuse to. Default false. */
  readonly survey?: boolean;
}

/** What holds where nothing is set. */
export const DEFAULT_MODULE_SETTINGS: ModuleSettings = {
  managedText: 'Ansible managed',
  maxDiffSize: 104_448,
  asyncDirectory: '~/.ansible_async',
};

/** Who runs this, at the terminal or not. */
export interface Person {
  /** Whether somebody can press a key: standard input is a terminal, and this program is in its foreground. */
  readonly interactive: boolean;
  /** Shows lines below all that was reported. */
  say(text: string): void;
  /** Shows what is typed; nothing where standard output is no terminal. */
  echo(text: string): void;
  /** The next key, not shown; undefined at the end of input. Only when interactive. */
  key(): Promise<string | undefined>;
}

export interface ModuleContext {
  readonly settings: ModuleSettings;
  readonly host: ModuleHost;
  /** Stands for the target throughout a run: the same for all tasks that reach it the same way. */
  readonly target?: object;
  readonly files: ControllerFiles;
  readonly templar: Templar;
  readonly scope: Scope;
  /** Variables of the host that is worked on: the delegate's under `delegate_to`. */
  readonly targetScope: Scope;
  /** The variables of this task as they would be for another host of the inventory. */
  scopeOf(host: string): Scope;
  readonly check: boolean;
  readonly diff: boolean;
  readonly noLog: boolean;
  /** inventory_hostname of the host whose task this is. */
  readonly inventoryHostname: string;
  readonly signal: AbortSignal;
  readonly span: SourceSpan | undefined;
  /** The arguments as written after templating, for modules with free keys (set_fact, add_host). */
  readonly rawArgs: Dict;
  /** What `module_defaults` gives another module, to which this one hands its task. Absent: nothing. */
  readonly defaultsOf?: (fullName: string) => Promise<Dict>;
  /** Live output of a running command. */
  readonly onOutput: ((stream: 'stdout' | 'stderr', chunk: Buffer) => void) | undefined;
  /** The module as the task calls it, for messages. Absent: its full name. */
  readonly action?: string;
  /** Name of the task as its heading shows it. */
  readonly taskName: string;
  /** Talks with the person who runs this; nothing else draws on the terminal meanwhile. */
  converse<T>(work: (person: Person) => Promise<T>): Promise<T>;
  warn(text: string): void;
  /** Registers key material that no output may show. */
  secret(text: string): void;
  /** A text as outputs may show it, for what a module says to the user itself. */
  masked(text: string): string;
}

/** Keys a module returns besides changed/failed; undefined ones are left out. */
export type Returned = Readonly<Record<string, Value | undefined>>;

/** What a module asks of the engine besides its result. */
export type Effect =
  | {
      readonly kind: 'set-facts';
      readonly facts: Dict;
      readonly cacheable: boolean;
      /** Those that are rendered again when they are read; the engine knows. */
      readonly templates?: ReadonlySet<Key>;
    }
  | { readonly kind: 'gathered-facts'; readonly facts: Dict }
  /** Facts about the host that was worked on: the delegate's own under `delegate_to`, whatever `delegate_facts` says. */
  | { readonly kind: 'target-facts'; readonly facts: Dict }
  | { readonly kind: 'include-vars'; readonly vars: Dict }
  | {
      readonly kind: 'add-host';
      readonly name: string;
      readonly groups: readonly string[];
      readonly vars: Dict;
    }
  | { readonly kind: 'group-by'; readonly groups: readonly string[]; readonly parents: readonly string[] }
  | {
      readonly kind: 'set-stats';
      readonly data: Dict;
      readonly perHost: boolean;
      readonly aggregate: boolean;
    };

/** The outcome of `decide`: what would change, and what apply needs to do it. */
export interface Decision<W = undefined> {
  readonly changed: boolean;
  readonly diff?: readonly Diff[];
  readonly result?: Returned;
  /** Input of apply; only read when `changed` (or `always`) and not in check mode. */
  readonly work: W;
  /** A refusal: the task fails with this message and apply is not called. */
  readonly failed?: string;
  /** The module cannot say in check mode (a command): the task is reported as skipped. */
  readonly skipped?: string;
  readonly network?: NetworkReport;
}

/** What apply (or a controller module) returns. `changed` overrides the decision's. */
export interface Applied {
  readonly result?: Returned;
  readonly changed?: boolean;
  readonly failed?: string;
  readonly diff?: readonly Diff[];
  readonly effects?: readonly Effect[];
  /** Places behind a failure. */
  readonly diagnostics?: readonly Diagnostic[];
}

export interface ModuleDoc {
  readonly short: string;
  readonly description?: string | readonly string[];
  /** YAML tasks. */
  readonly examples: string;
  /** Return values: name → one sentence. */
  readonly returns?: Readonly<Record<string, string>>;
  readonly notes?: readonly string[];
}

interface ModuleBase<S extends ArgOptions> {
  /** Fully qualified: `ansible.builtin.copy`, `meshwright.net.net_link`. */
  readonly name: string;
  /** Other names; the short name (last part) is always one. */
  readonly aliases?: readonly string[];
  readonly doc: ModuleDoc;
  readonly args: S;
  readonly rules?: ArgRules;
  /** The module takes a free-form string, found as `_raw_params`. */
  readonly freeForm?: boolean;
  /** Arguments beyond `args` are allowed (set_fact, add_host). */
  readonly anyArgs?: boolean;
  /** What it was given for hidden arguments stays in its result, as that is what it is called for. */
  readonly returnsHidden?: boolean;
}

/** How a decision will be used. */
interface DecideMode {
  readonly check: boolean;
  readonly diff: boolean;
  /** See ModuleSettings. */
  readonly survey: boolean;
}

/** A module that changes a target: probe (read only) → decide (pure) → apply. */
export interface TargetModule<S extends ArgOptions, P, W> extends ModuleBase<S> {
  readonly kind: 'target';
  readonly check: 'full' | 'partial' | 'none';
  probe(args: ArgsOf<S>, ctx: ModuleContext): Promise<P>;
  decide(args: ArgsOf<S>, current: P, mode: DecideMode): Decision<W>;
  /** The whole work as one script that can go on without us (`async`); undefined when it is not that simple. */
  job?(args: ArgsOf<S>, ctx: ModuleContext): ModuleJob | undefined;
  /** Called when the decision says changed and the run is not a check. */
  apply(args: ArgsOf<S>, work: W, ctx: ModuleContext): Promise<Applied>;
}

/** A module that runs on the controller (debug, set_fact, assert) or only reads (stat, slurp, setup). */
export interface PlainModule<S extends ArgOptions> extends ModuleBase<S> {
  readonly kind: 'controller' | 'read';
  /** true: one run for the whole batch (pause, add_host). */
  readonly oncePerBatch?: boolean;
  run(args: ArgsOf<S>, ctx: ModuleContext): Promise<Applied>;
}

/** A module with its argument types erased, as the index and the engine hold it. */
export interface Module extends ModuleBase<ArgOptions> {
  readonly kind: 'target' | 'controller' | 'read';
  readonly check: 'full' | 'partial' | 'none';
  readonly oncePerBatch: boolean;
  /** The work as a script for `async`, where the module knows one. */
  job?(args: Dict, ctx: ModuleContext): ModuleJob | undefined;
  execute(args: Dict, ctx: ModuleContext): Promise<ModuleOutcome>;
}

/** The whole outcome of one module run, before changed_when and failed_when. */
export interface ModuleOutcome {
  /** What is registered, with changed, and failed/skipped/msg where they apply. */
  readonly value: Dict;
  readonly diffs: readonly Diff[];
  readonly effects: readonly Effect[];
  readonly network?: NetworkReport;
  readonly diagnostics?: readonly Diagnostic[];
}
