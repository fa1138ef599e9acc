import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagnostic, fail } from '../diag/diagnostic.js';
import type { SourceSpan } from '../diag/span.js';
import { didYouMean } from '../diag/suggest.js';
import type { Flavor } from './compile/outputCompiler.js';
import { compileCondition, compileExpression, compileTemplate, type Program } from './compile/program.js';
import { TemplateFailure } from './failure.js';
import { filters } from './filters/index.js';
import { lookups } from './lookups/index.js';
import { notLoaded, requirePlugins } from './plugins.js';
import { syntaxError } from './runtime/fault.js';
import type { Unit } from './runtime/unit.js';
import { Settler } from './settle.js';
import { shortName } from './shortName.js';
import { SyntaxFault } from './syntax/syntaxFault.js';
import { inlineSyntax, type Syntax } from './syntax/token.js';
import { tests } from './tests/index.js';
import type { Filter, Lookup, TemplarOptions, Test } from './types.js';

const most = 10_000;

/** The plugins and compiled templates of one Templar. */
export class Environment {
  readonly settler = new Settler();
  /** How strings of YAML files are read. */
  readonly inline: Syntax;
  private readonly warned = new Set<string>();
  private readonly inlineCache = new Map<string, Program | SyntaxFault>();
  private readonly expressionCache = new Map<string, Program | SyntaxFault>();
  private readonly conditionCache = new Map<string, Program | SyntaxFault>();
  private readonly fileCache = new Map<string, Program | SyntaxFault>();

  constructor(readonly options: TemplarOptions) {
    this.inline = { ...inlineSyntax, extensions: options.extensions ?? [] };
  }

  /** Passes a warning on, once. */
  warn(text: string): void {
    if (this.warned.has(text)) return;
    this.warned.add(text);
    this.options.warn?.(text);
  }

  /** A filter by name. Throws `unknown-filter`. */
  filter(name: string): Filter {
    return find('filter', name, filters);
  }
  /** A test by name. Throws `unknown-test`. */
  test(name: string): Test {
    return find('test', name, tests);
  }
  /** A lookup by name. Throws `unknown-lookup`. */
  lookup(name: string): Lookup {
    return find('lookup', name, lookups);
  }

  /** The compiled form of a string of a YAML file. Throws `template-syntax` at the place of the mistake. */
  inlineUnit(text: string, at: SourceSpan | undefined): Unit {
    const program = this.remember(this.inlineCache, text, () => compileTemplate(text, this.inline, 'values'));
    return unit(program, at, this.inline);
  }

  /** As inlineUnit, but undefined where the text has a mistake. */
  inlineProgram(text: string): Program | undefined {
    const program = this.remember(this.inlineCache, text, () => compileTemplate(text, this.inline, 'values'));
    return program instanceof SyntaxFault ? undefined : program;
  }

  /** The compiled form of a bare expression. */
  expressionUnit(text: string, at: SourceSpan | undefined): Unit {
    const program = this.remember(this.expressionCache, text, () => compileExpression(text, this.inline));
    return unit(program, at, this.inline);
  }

  /** The compiled form of the condition of the `if` statement that is the whole text; backslashes in it are escapes. */
  conditionUnit(text: string, at: SourceSpan | undefined): Unit {
    const syntax = { ...this.inline, literalBackslashes: false };
    return unit(
      this.remember(this.conditionCache, text, () => compileCondition(text, syntax)),
      at,
      syntax,
    );
  }

  /** The compiled form of a template file's text. */
  fileUnit(text: string, at: SourceSpan, syntax: Syntax, flavor: Flavor): Unit {
    const key = JSON.stringify([flavor, syntax]) + text;
    return unit(
      this.remember(this.fileCache, key, () => compileTemplate(text, syntax, flavor)),
      at,
      syntax,
    );
  }

  private remember(
    cache: Map<string, Program | SyntaxFault>,
    key: string,
    compile: () => Program,
  ): Program | SyntaxFault {
    let known = cache.get(key);
    if (known) return known;
    try {
      known = compile();
      requirePlugins(known.tree, filters, tests);
    } catch (error) {
      if (!(error instanceof SyntaxFault)) throw error;
      known = error;
    }
    if (cache.size >= most) cache.clear();
    cache.set(key, known);
    return known;
  }

  /** Reads and compiles the template `name` of the first directory that has it; undefined when none has. */
  loadTemplate(name: string, directories: readonly string[], from: Unit, flavor: Flavor): Unit | undefined {
    const segments = name.split('/').filter((segment) => segment !== '' && segment !== '.');
    if (segments.includes('..')) return undefined;
    for (const directory of directories) {
      const file = join(directory, ...segments);
      const text = readText(file);
      if (text === undefined) continue;
      const syntax = { ...from.syntax, literalBackslashes: false };
      return this.fileUnit(text, { file, line: 1, col: 1 }, syntax, flavor);
    }
    return undefined;
  }
}

function find<T>(kind: string, name: string, registry: ReadonlyMap<string, T>): T {
  const found = registry.get(name) ?? registry.get(shortName(name));
  if (found !== undefined) return found;
  const fix = didYouMean(shortName(name), registry.keys());
  const finding = diagnostic(`unknown-${kind}`, `unknown ${kind} '${name}'`, { fix });
  const [pyType, said] =
    kind === 'lookup'
      ? ['AnsibleError', `lookup plugin (${name}) not found`]
      : ['TemplateSyntaxError', `${notLoaded(name)}\n  line 0`];
  throw new TemplateFailure([finding], pyType, said);
}

function unit(program: Program | SyntaxFault, at: SourceSpan | undefined, syntax: Syntax): Unit {
  if (program instanceof SyntaxFault) throw syntaxError(program, at);
  return { program, at, syntax };
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
    return fail('template-error', `cannot read the template ${file}: ${String(code ?? error)}`);
  }
}
