import { DiagnosticError, fail } from '../../diag/diagnostic.js';
import { requireDefined } from '../../value/defined.js';
import { DictView } from '../../value/dictView.js';
import { toList } from '../../value/iterate.js';
import { Markup, withoutMarkup } from '../../value/markup.js';
import { pyStr } from '../../value/repr.js';
import { Dict, type Kwargs, Unsafe, type Value, Vaulted } from '../../value/types.js';
import { copyContainers } from '../copy.js';
import type { Environment } from '../environment.js';
import { isUndefinedVariable, leavingVariable } from '../failure.js';
import type { TextPlace } from '../syntax/textPlace.js';
import type { CallContext, Scope, Templar } from '../types.js';
import { BlockTable, SelfReference } from './blocks.js';
import { finalize, nativeValue, PlainText, type Printed, typedValue } from './concat.js';
import { DeferredUndefined } from './deferred.js';
import { faultAt } from './fault.js';
import { globalValue } from './globals.js';
import { importModule, includeFirst, type Parent, parentOf, type TemplateModule } from './inclusion.js';
import { Missing } from './missing.js';
import { looksLikeLiteral, printsPlainText } from './plainText.js';
import { Range } from './range.js';
import { ClassedText, textClass } from './textClass.js';
import type { Unit } from './unit.js';

/** Tests that tell Markup from text. */
const seesMarkup: ReadonlySet<string> = new Set(['escaped', 'sameas']);

const empty: Scope = { get: () => undefined, has: () => false, names: () => [] };

/** What stays the same for a template and all that it includes. */
export interface RenderSettings {
  readonly environment: Environment;
  readonly templar: Templar;
  readonly scope: Scope;
  readonly searchPath: readonly string[];
  /** `text`: everything prints as text. `typed`, `native`: Ansible's result types. */
  readonly result: 'text' | 'typed' | 'native';
}

/** The names and services of one template while it is rendered; generated code calls it as `c`. */
export class RenderContext implements CallContext {
  private readonly variables = new Map<string, Value>();
  private readonly seen = new Map<string, Value>();
  readonly blocks: BlockTable;
  readonly scope: Scope;
  readonly templar: Templar;
  /** Inside an `autoescape` block with a true value; generated code sets it. */
  escaping = false;
  /** Lists and dicts of the scope are copied: the template calls methods that change them. */
  private copying = false;

  constructor(
    readonly settings: RenderSettings,
    /** Local variables of the template that includes this one. */
    private readonly inherited?: ReadonlyMap<string, Value | undefined>,
    blocks?: BlockTable,
    /** How many includes and imports lie above. */
    readonly depth = 0,
  ) {
    this.scope = settings.scope;
    this.templar = settings.templar;
    this.blocks = blocks ?? new BlockTable();
  }

  /** The value of a name: variables of the template, then of the scope, then global functions. */
  get(name: string, position: number, unit: Unit): Value {
    for (const names of [this.variables, this.inherited, this.seen]) {
      const known = names?.get(name);
      if (known !== undefined) return known;
    }
    const found = this.resolveName(name);
    const value = found === undefined ? new Missing(name, undefined, position, unit) : found;
    this.seen.set(name, value);
    return value;
  }

  /** Text of a variable with its class in ansible-core; other values unchanged. */
  classed(value: Value, place: TextPlace): Value {
    if (typeof value !== 'string' || this.isLocal(place.name)) return value;
    return new ClassedText(textClass(place, this.settings));
  }

  /** The `!vault` value that a variable was given, still encrypted. */
  envelope(name: string): Vaulted | undefined {
    if (this.isLocal(name)) return undefined;
    const source = this.scope.source?.(name) ?? this.scope.written?.(name);
    return source instanceof Vaulted ? source : undefined;
  }

  private isLocal(name: string): boolean {
    return this.variables.has(name) || this.inherited?.has(name) === true;
  }

  /** The value of a template that stands as text in another. */
  embedded(text: string): Value {
    return this.templar.resolve(text, this.scope);
  }

  /** The value of a name that is assigned further on. */
  missing(name: string, position: number, unit: Unit): Value {
    return new Missing(name, undefined, position, unit);
  }

  private resolveName(name: string): Value | undefined {
    if (name === 'self') return new SelfReference(this);
    try {
      const value = this.scope.get(name);
      if (value !== undefined) return this.copying ? copyContainers(value) : value;
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      const source = this.sourceText(name);
      const endless = error.diagnostics[0]?.code === 'recursive-variable';
      if (isUndefinedVariable(error)) return new DeferredUndefined(name, error, source);
      throw source === undefined || endless ? error : leavingVariable(error, source);
    }
    return globalValue(name, this);
  }

  /** A variable's source as Python prints it, where it is known and no secret. */
  private sourceText(name: string): string | undefined {
    const source = this.scope.source?.(name);
    return source === undefined || holdsMarked(source) ? undefined : pyStr(source);
  }

  /** Renders a template (or one that includes or extends it) with these names. */
  run(unit: Unit): Value {
    this.prepare(unit);
    return unit.program.root(this, unit);
  }

  /** Makes the blocks of a template known. */
  prepare(unit: Unit): void {
    this.blocks.add(unit);
    if (unit.program.mutates) this.copying = true;
  }

  /** Sets a variable of the template. */
  set(name: string, value: Value): void {
    this.variables.set(name, value);
  }

  /** The variables an importer may use. */
  exported(): Map<string, Value> {
    return new Map([...this.variables].filter(([name]) => !name.startsWith('_')));
  }

  /** The text of a printed value. None is empty, unless the environment prints it as Jinja2 does. */
  text(value: Value): string {
    if (typeof value === 'string') return value;
    if (value === null) return this.settings.environment.options.printNone ? 'None' : '';
    return typeof value === 'object' ? pyStr(finalize(value)) : pyStr(value);
  }

  /** A value as it is printed where result types matter. */
  printed(value: Printed): Printed {
    if (value instanceof PlainText) {
      requireDefined(value.text);
      return value;
    }
    if (value === null) return this.settings.result === 'native' ? null : '';
    return finalize(value);
  }

  /** A printed value whose text is never read back as a literal; unless `always`, only under native types. */
  keptText(value: Value, always: boolean): Printed {
    return always || (this.settings.result === 'native' && typeof value === 'string')
      ? new PlainText(value)
      : value;
  }

  /** The value of a name that is printed alone: text that came from a string filter is not read back. */
  variable(name: string, position: number, unit: Unit): Printed {
    const value = this.get(name, position, unit);
    if (typeof value !== 'string') return value;
    if (this.settings.result !== 'native' && !looksLikeLiteral(value)) return value;
    return printsPlainText(name, this.settings) ? new PlainText(value) : value;
  }

  /** Captured output: Markup inside `autoescape`. */
  marked(value: Value): Value {
    return this.escaping ? new Markup(pyStr(value)) : value;
  }

  /** The result of an output made of several printed values. */
  concat(parts: Printed[]): Value {
    return this.settings.result === 'native' ? nativeValue(parts) : typedValue(parts);
  }

  filter(name: string, input: Value, args: Value[], kwargs: Kwargs): Value {
    const value = this.settings.environment.filter(name)(input, args, kwargs, this);
    // Ansible makes lists of the views and ranges that filters return.
    return value instanceof DictView || value instanceof Range ? toList(value) : value;
  }

  test(name: string, input: Value, args: Value[], kwargs: Kwargs): boolean {
    const test = this.settings.environment.test(name);
    if (seesMarkup.has(name)) return test(input, args, kwargs, this);
    return test(withoutMarkup(input), args.map(withoutMarkup), kwargs, this);
  }

  lookup(name: string, terms: Value[], kwargs: Kwargs): Value[] {
    const { environment } = this.settings;
    const run = environment.lookup(name);
    return environment.settler.results(name, terms, kwargs, () => run(terms, kwargs, this));
  }

  warn(text: string): void {
    this.settings.environment.warn(text);
  }

  setting(name: string): Value | undefined {
    return this.settings.environment.options.setting?.(name);
  }

  /** Output of an included template. */
  include(template: Value, unit: Unit, ignoreMissing: boolean, locals: Map<string, Value> | null): Value {
    return includeFirst(
      this,
      withoutMarkup(template),
      unit,
      ignoreMissing,
      locals && this.withLocals(locals),
    );
  }

  importTemplate(template: Value, unit: Unit, locals: Map<string, Value> | null): TemplateModule {
    return importModule(this, withoutMarkup(template), unit, locals && this.withLocals(locals));
  }

  extend(template: Value, unit: Unit, parent: Parent | null): Parent {
    return parentOf(this, withoutMarkup(template), unit, parent);
  }

  block(name: string, locals: Map<string, Value> | null): Value {
    return this.blocks.run(name, 0, locals ? this.derive(this.withLocals(locals)) : this);
  }

  superBlock(name: string, depth: number): Value {
    return this.blocks.super(name, depth + 1, this);
  }

  /** A context of the same template that sees further variables. */
  private derive(inherited: ReadonlyMap<string, Value | undefined>): RenderContext {
    return new RenderContext(this.settings, inherited, this.blocks, this.depth);
  }

  /**
   * The context of a template that this one includes or imports: it sees the scope and `locals`, or with null
   * (`without context`) neither. Throws DiagnosticError for templates that include each other endlessly.
   */
  nested(unit: Unit, locals: ReadonlyMap<string, Value | undefined> | null): RenderContext {
    const depth = this.depth + 1;
    if (depth > 100)
      fail('template-error', `the template "${unit.at?.file ?? ''}" includes itself endlessly`);
    if (locals) return new RenderContext(this.settings, locals, undefined, depth);
    return new RenderContext({ ...this.settings, scope: empty }, undefined, undefined, depth);
  }

  private withLocals(locals: ReadonlyMap<string, Value | undefined>): Map<string, Value | undefined> {
    const all = new Map<string, Value | undefined>([...(this.inherited ?? []), ...this.variables]);
    for (const [name, value] of locals) if (value !== undefined) all.set(name, value);
    return all;
  }

  fault(error: unknown, unit: Unit, position: number): unknown {
    return faultAt(error, unit, position, this.scope);
  }
}

/** true when `!unsafe` or `!vault` stands somewhere in a source. */
function holdsMarked(source: Value): boolean {
  if (Array.isArray(source)) return source.some(holdsMarked);
  if (source instanceof Dict) return [...source.values()].some(holdsMarked);
  return source instanceof Unsafe || source instanceof Vaulted;
}
