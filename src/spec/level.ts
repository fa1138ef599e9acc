import { diagnostic } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import { didYouMean } from '../diag/suggest.js';
import { fromJs } from '../value/convert.js';
import { Dict, type Key, type Value } from '../value/types.js';
import { keySpan, valueSpan } from '../yaml/spans.js';
import { checkChoices } from './choices.js';
import { coerce, typeName } from './coerce.js';
import { checkExclusive, checkRequirements, type RuleFinding } from './rules.js';
import type { ArgOption, ArgOptions, ArgRules, ArgumentFinding, ArgumentSpec } from './types.js';

interface LevelContext {
  readonly spec: ArgumentSpec;
  readonly at: SourceSpan | undefined;
  /** Names of the enclosing options, for messages. */
  readonly names: readonly string[];
  /** The same with list indices. */
  readonly path: string;
  readonly nullIsGiven: boolean;
}

/** One level of options: the arguments themselves, or one dict of suboptions. */
export class Level {
  readonly findings: ArgumentFinding[] = [];
  /** Kept apart because Ansible names unsupported arguments last. */
  readonly unsupported: ArgumentFinding[] = [];
  private readonly values = new Map<string, Value>();
  /** Name in the source of each argument: an alias where one was used. */
  private readonly written = new Map<string, string>();
  private readonly extra: [string, Value][] = [];
  private readonly nested = new Map<string, unknown>();

  constructor(
    private readonly options: ArgOptions,
    private readonly rules: ArgRules,
    private readonly raw: Dict,
    private readonly context: LevelContext,
  ) {}

  check(): Record<string, unknown> {
    this.read();
    if (this.context.spec.kind === 'role' && this.context.names.length === 0) this.checkTexts();
    this.report(checkExclusive(this.rules, this.values));
    this.fillDefaults();
    this.checkRequired();
    for (const [name, option] of Object.entries(this.options)) this.convert(name, option);
    for (const [name, option] of Object.entries(this.options)) this.checkChoice(name, option);
    this.report(checkRequirements(this.rules, this.values));
    for (const [name, option] of Object.entries(this.options)) this.checkSuboptions(name, option);
    return this.result();
  }

  private read(): void {
    const names = new Map<string, string>();
    for (const [name, option] of Object.entries(this.options)) {
      names.set(name, name);
      for (const alias of option.aliases ?? []) names.set(alias, name);
    }
    const { spec, names: enclosing } = this.context;
    for (const [key, value] of this.raw) {
      const text = String(key);
      const name = names.get(text);
      // An alias wins over the name itself, whatever their order.
      if (name !== undefined && text === name && this.written.has(name)) continue;
      if (name !== undefined) {
        this.values.set(name, value);
        this.written.set(name, text);
      } else if (enclosing.length === 0 && (spec.anyArgs || (spec.freeForm && text === '_raw_params'))) {
        this.extra.push([text, value]);
      } else this.refuse(key, names);
    }
  }

  private refuse(key: Key, names: ReadonlyMap<string, string>): void {
    const { spec, at, names: enclosing, path } = this.context;
    const full = [...enclosing, key].join('.');
    const own = Object.keys(this.options).sort().join(', ');
    const aliases = [...names.keys()].filter((name) => names.get(name) !== name).sort();
    const supported = aliases.length === 0 ? own : `${own} (${aliases.join(', ')})`;
    const subject = spec.kind === 'role' ? '' : `Unsupported parameters for (${spec.name}) module: `;
    const finding = diagnostic(
      'unsupported-argument',
      `${subject}${full}. Supported parameters include: ${supported}.`,
      {
        span: keySpan(this.raw, key) ?? at,
        fix: didYouMean(String(key), names.keys()),
      },
    );
    this.unsupported.push({ path: join(path, String(key)), diagnostic: finding });
  }

  private fillDefaults(): void {
    for (const [name, option] of Object.entries(this.options)) {
      const given = this.values.get(name);
      const absent = given === undefined || (given === null && option.choices === undefined);
      if (absent && option.default !== undefined && option.default !== null)
        this.values.set(name, fromJs(option.default));
    }
  }

  /** The first text that is no mapping where suboptions are wanted: roles are told so beside the error of its type. */
  private checkTexts(): void {
    for (const [name, option] of Object.entries(this.options)) {
      if (option.options === undefined) continue;
      const texts = [this.values.get(name) ?? null].flat().filter((value) => typeof value === 'string');
      for (const text of texts) {
        try {
          coerce('dict', text);
        } catch (reason) {
          this.add('bad-argument', because(reason), name);
          return;
        }
      }
    }
  }

  private checkRequired(): void {
    const absent = Object.entries(this.options)
      .filter(([name, option]) => option.required === true && this.isMissing(name))
      .map(([name]) => name)
      .sort();
    if (absent.length === 0) return;
    const empty = absent.find((name) => this.values.has(name));
    const fix =
      empty === undefined ? undefined : `give "${this.written.get(empty)}" a value; it is empty (null)`;
    this.add(
      'missing-argument',
      `missing required arguments: ${absent.join(', ')}${this.foundIn()}`,
      empty,
      fix,
    );
  }

  private isMissing(name: string): boolean {
    return this.context.nullIsGiven ? !this.values.has(name) : (this.values.get(name) ?? null) === null;
  }

  private convert(name: string, option: ArgOption): void {
    const value = this.values.get(name) ?? null;
    if (value === null) return;
    const type = option.type ?? 'str';
    let converted: Value;
    try {
      converted = coerce(type, value);
    } catch (reason) {
      const message = `argument '${name}' is of type ${typeName(value)}${this.found('.')} and we were unable to convert to ${type}`;
      this.add('bad-argument', `${message}: ${because(reason)}`, name);
      return;
    }
    if (option.elements !== undefined && Array.isArray(converted)) {
      converted = this.convertElements(name, converted, option.elements);
    }
    this.values.set(name, converted);
  }

  private convertElements(
    name: string,
    list: readonly Value[],
    type: NonNullable<ArgOption['elements']>,
  ): Value[] {
    return list.flatMap((element, index) => {
      try {
        return [coerce(type, element)];
      } catch (reason) {
        const message = `Elements value for option '${name}'${this.found()} is of type ${typeName(element)} and we were unable to convert to ${type}`;
        this.add('bad-argument', `${message}: ${because(reason)}`, name, undefined, index);
        return [];
      }
    });
  }

  private checkChoice(name: string, option: ArgOption): void {
    const value = this.values.get(name);
    if (option.choices === undefined || value === undefined) return;
    const result = checkChoices(name, value, option.choices);
    if ('value' in result) this.values.set(name, result.value);
    else {
      const fix = typeof value === 'string' ? didYouMean(value, option.choices.map(String)) : undefined;
      this.add('bad-argument', result.problem + this.foundIn(), name, fix);
    }
  }

  private checkSuboptions(name: string, option: ArgOption): void {
    const isList = option.type === 'list' && option.elements === 'dict';
    if (option.options === undefined || !(isList || option.type === 'dict')) return;
    let value = this.values.get(name) ?? null;
    if (value === null) {
      if (option.apply_defaults !== true) return;
      value = new Dict();
    }
    const elements = Array.isArray(value) ? value : [value];
    const checked = elements.map((element, index) =>
      this.checkElement(name, option, element, isList ? index : undefined),
    );
    this.nested.set(name, isList ? checked : checked[0]);
  }

  private checkElement(name: string, option: ArgOption, element: Value, index: number | undefined): unknown {
    if (!(element instanceof Dict)) {
      this.add(
        'bad-argument',
        `value of '${name}' must be of type dict or list of dicts`,
        name,
        undefined,
        index,
      );
      return undefined;
    }
    const label = index === undefined ? name : `${name}[${index}]`;
    const level = new Level(option.options ?? {}, option, element, {
      ...this.context,
      at: this.place(name, index) ?? this.context.at,
      names: [...this.context.names, name],
      path: join(this.context.path, label),
    });
    const args = level.check();
    this.findings.push(...level.findings);
    this.unsupported.push(...level.unsupported);
    return args;
  }

  private result(): Record<string, unknown> {
    const args: Record<string, unknown> = Object.fromEntries(this.extra);
    for (const name of Object.keys(this.options)) {
      args[name] = this.nested.has(name) ? this.nested.get(name) : (this.values.get(name) ?? undefined);
    }
    return args;
  }

  private report(broken: readonly RuleFinding[]): void {
    for (const { code, message, at } of broken) this.add(code, message + this.foundIn(), at);
  }

  private add(code: string, message: string, name?: string, fix?: string, index?: number): void {
    const span = this.place(name, index) ?? this.context.at;
    const own = name === undefined || index === undefined ? name : `${name}[${index}]`;
    const path = own === undefined ? this.context.path : join(this.context.path, own);
    this.findings.push({ path, diagnostic: diagnostic(code, message, { span, fix }) });
  }

  /** Where an argument's value (or one of its elements) stands in the source. */
  private place(name: string | undefined, index?: number): SourceSpan | undefined {
    const key = name === undefined ? undefined : this.written.get(name);
    if (key === undefined) return undefined;
    const container = this.raw.get(key);
    const element = index !== undefined && Array.isArray(container) ? valueSpan(container, index) : undefined;
    return element ?? valueSpan(this.raw, key) ?? keySpan(this.raw, key);
  }

  private foundIn(): string {
    const { names } = this.context;
    return names.length === 0 ? '' : ` found in ${names.join(' -> ')}`;
  }

  private found(end = ''): string {
    const { names } = this.context;
    return names.length === 0 ? '' : ` found in '${names.join(' -> ')}'${end}`;
  }
}

function because(reason: unknown): string {
  if (reason instanceof TypeError || reason instanceof RangeError) return reason.message;
  throw reason;
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
