import type { SourceSpan } from '../diag/span.js';
import type { Kwargs, Value } from '../value/types.js';

/** The variables a template sees: one host, task and loop item. Names are looked up lazily. */
export interface Scope {
  /** The value of a name, already resolved; undefined when there is none. Throws DiagnosticError on a template error inside it. */
  get(name: string): Value | undefined;
  has(name: string): boolean;
  names(): Iterable<string>;
  /**
   * Those of some names that are set, magic variables apart: one look at what there is instead of one for every name.
   * Absent: nothing is known.
   */
  setAmong?(names: ReadonlySet<string>): ReadonlySet<string>;
  /**
   * The source of a variable that the project's own files define (play, role, inventory, `-e`), before it is
   * resolved; undefined for facts, registered results and other data of hosts. Decides whether text may be
   * evaluated as a condition, and whether JSON made by `to_json` stays text. Absent: nothing is known.
   */
  source?(name: string): Value | undefined;
  /**
   * What a variable that the run computed stems from, before it was resolved: the argument of `set_fact`, the loop's
   * item as it is written, the value of a magic variable. Undefined for what hosts sent and for `source`'s variables.
   */
  written?(name: string): Value | undefined;
}

/** What filters, tests, lookups and global functions may use besides their arguments. */
export interface CallContext {
  readonly scope: Scope;
  readonly templar: Templar;
  /** true within `{% autoescape true %}`. Absent: false. */
  readonly escaping?: boolean;
  /** Applies a filter by name (for `map`, `select`, …). Throws for an unknown name. */
  filter(name: string, input: Value, args: Value[], kwargs: Kwargs): Value;
  /** Applies a test by name. */
  test(name: string, input: Value, args: Value[], kwargs: Kwargs): boolean;
  /** Runs a lookup by name; the list of results. A slow one suspends the whole render (see Templar.settle). */
  lookup(name: string, terms: Value[], kwargs: Kwargs): Value[];
  /** Tells the user something once; rendering goes on. */
  warn(text: string): void;
  /** The value of a setting of ansible.cfg by ansible-config's name; undefined when there is none of that name. */
  setting(name: string): Value | undefined;
}

export type Filter = (input: Value, args: Value[], kwargs: Kwargs, ctx: CallContext) => Value;
export type Test = (input: Value, args: Value[], kwargs: Kwargs, ctx: CallContext) => boolean;
/** A lookup returns its results, or a promise of them when it has to wait (pipe, url). */
export type Lookup = (terms: Value[], kwargs: Kwargs, ctx: CallContext) => Value[] | Promise<Value[]>;

/** Options of a template file; defaults are those of Ansible's template module. */
export interface RenderOptions {
  /** Path shown in errors; relative includes are found beside it too. */
  readonly file: string;
  /** Directories for `include`, `import` and `extends`, in order. */
  readonly searchPath?: readonly string[];
  readonly trimBlocks?: boolean; // default true
  readonly lstripBlocks?: boolean; // default false
  readonly keepTrailingNewline?: boolean; // default true
  readonly newlineSequence?: '\n' | '\r' | '\r\n'; // default '\n'
  readonly blockStart?: string;
  readonly blockEnd?: string;
  readonly variableStart?: string;
  readonly variableEnd?: string;
  readonly commentStart?: string;
  readonly commentEnd?: string;
}

export interface ResolveOptions {
  /** Where the value stands, when it has no container that knows (see yaml/spans.ts). */
  readonly at?: SourceSpan | undefined;
  /** false: an undefined result is returned as an Undefined instead of thrown. Default true. */
  readonly failOnUndefined?: boolean;
}

/** Renders templates against scopes. One instance serves a whole run; compiled text is cached by content. */
export interface Templar {
  /** Whether expressions keep Python's types (`jinja2_native`). */
  readonly native: boolean;
  /** Renders the text of a template file. Throws DiagnosticError with the place inside that file. */
  renderFile(source: string, scope: Scope, options: RenderOptions): string;
  /**
   * Resolves a source value deeply: strings with `{{`/`{%` are rendered with ansible-core 2.14's result types,
   * `!unsafe` is unwrapped, `!vault` decrypted, `omit` removed from dicts and lists of dicts.
   */
  resolve(value: Value, scope: Scope, options?: ResolveOptions): Value;
  /** Evaluates a bare expression (the inside of `{{ }}`); may return an Undefined. */
  evaluate(expression: string, scope: Scope, at?: SourceSpan): Value;
  /**
   * Runs a lookup as a `with_<lookup>` loop does: its own error messages, no joining of results. Throws
   * DiagnosticError.
   */
  lookup(name: string, terms: Value[], kwargs: Kwargs, scope: Scope, at?: SourceSpan): Value[];
  /** Evaluates one `when`-like clause (string expression or boolean) to its truth. */
  condition(clause: Value, scope: Scope, at?: SourceSpan): boolean;
  /**
   * true when what a template renders to stems from the project's own files alone, and may be evaluated in its turn.
   * `besides`: names that are trusted whatever they hold.
   */
  isTrusted(text: string, scope: Scope, besides?: Iterable<string>): boolean;
  /** true when the text holds template markers. */
  isTemplate(text: string): boolean;
  /** Syntax check only: the findings of a template text or a bare expression. */
  check(
    text: string,
    kind: 'template' | 'expression',
    at: SourceSpan,
  ): import('../diag/diagnostic.js').Diagnostic[];
  /** Runs `work`; when a lookup inside it has to wait, awaits it and runs `work` again with its result known. */
  settle<T>(work: () => T): Promise<T>;
}

/** What the Templar needs from outside. */
export interface TemplarOptions {
  /** Decrypts a `!vault` envelope or a vault-encrypted file's text. Absent: a clear error when one is met. */
  readonly decrypt?: (envelope: string) => string;
  /** `jinja2_native` of the configuration. Default false. */
  readonly native?: boolean;
  /** `jinja2_extensions` of the configuration: `jinja2.ext.do` and `jinja2.ext.loopcontrols`. Default none. */
  readonly extensions?: readonly string[];
  /** false: a text with an undefined variable stays as it is (`error_on_undefined_vars`). Default true. */
  readonly failOnUndefined?: boolean;
  /** Receives warnings of lookups and filters. Absent: they are dropped. */
  readonly warn?: (text: string) => void;
  /** Settings by ansible-config's name, for the lookup `config`; undefined for names it has not. */
  readonly setting?: (name: string) => Value | undefined;
  /** true: None prints as `None`, as in plain Jinja2. Default false: as nothing, as in Ansible. */
  readonly printNone?: boolean;
}
