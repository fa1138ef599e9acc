import { DiagnosticError, diagnostic } from '../diag/diagnostic.js';
import { placed } from '../diag/placed.js';
import type { SourceSpan } from '../diag/span.js';
import { Dict, Float, Tuple, Undefined, Unsafe, type Value, Vaulted } from '../value/types.js';
import { shareSpans, spanOf, valueSpan } from '../yaml/spans.js';
import type { Environment } from './environment.js';
import { compileText, isUndefinedVariable, renderText } from './failure.js';
import { readHeader } from './header.js';
import { RenderContext } from './runtime/context.js';
import { DeferredUndefined } from './runtime/deferred.js';
import type { Unit } from './runtime/unit.js';
import { restoreNewlines } from './trailingNewlines.js';
import type { ResolveOptions, Scope, Templar } from './types.js';

const loneVariable = /^\{\{\s*(\w*)\s*\}\}\n?$/;

/** true when a text holds a delimiter of Jinja2's. */
export function hasMarker(text: string): boolean {
  return text.includes('{') && (text.includes('{{') || text.includes('{%') || text.includes('{#'));
}

/** What a text with an undefined variable becomes: an error, itself, or an Undefined. */
type OnUndefined = 'fail' | 'stay' | 'defer';

/** Resolves source values: the strings in them are templates, their results are data. */
export class Resolver {
  /** Containers known to hold nothing to resolve. Sources do not change once they are loaded. */
  private readonly plain = new WeakMap<object, boolean>();

  constructor(
    private readonly environment: Environment,
    private readonly templar: Templar,
  ) {}

  /** See Templar.resolve. */
  resolve(value: Value, scope: Scope, options: ResolveOptions = {}): Value {
    const at = options.at ?? spanOf(value);
    return this.walk(value, scope, at, this.onUndefined(options.failOnUndefined));
  }

  /** What is asked for wins over the setting. */
  private onUndefined(fail: boolean | undefined): OnUndefined {
    if (fail !== undefined) return fail ? 'fail' : 'defer';
    return this.environment.options.failOnUndefined === false ? 'stay' : 'fail';
  }

  private walk(value: Value, scope: Scope, at: SourceSpan | undefined, otherwise: OnUndefined): Value {
    if (typeof value === 'string') {
      if (!hasMarker(value)) return value;
      return this.renderText(value, scope, at, otherwise);
    }
    if (value instanceof Unsafe) return value.value;
    if (value instanceof Vaulted) return this.decrypt(value, at);
    if (this.isPlain(value)) return value;
    if (Array.isArray(value))
      return shareSpans(
        value,
        value.map((item, i) => this.walk(item, scope, valueSpan(value, i) ?? at, otherwise)),
      );
    if (value instanceof Dict) return this.walkDict(value, scope, at, otherwise);
    if (value instanceof Tuple) return value.items.map((item) => this.walk(item, scope, at, otherwise));
    return value;
  }

  private walkDict(dict: Dict, scope: Scope, at: SourceSpan | undefined, otherwise: OnUndefined): Dict {
    const resolved = shareSpans(dict, new Dict());
    for (const [key, item] of dict) {
      const value = this.walk(item, scope, valueSpan(dict, key) ?? at, otherwise);
      if (typeof value === 'string' && value !== '' && value !== item && value === scope.get('omit'))
        continue;
      resolved.set(key, value);
    }
    return resolved;
  }

  private isPlain(value: Value): boolean {
    if (typeof value === 'string') return !hasMarker(value);
    if (typeof value !== 'object' || value === null) return true;
    if (value instanceof Unsafe || value instanceof Vaulted) return false;
    if (value instanceof Tuple) return false;
    if (!Array.isArray(value) && !(value instanceof Dict)) return true;
    let known = this.plain.get(value);
    if (known === undefined) {
      const items = Array.isArray(value) ? value : [...value.values()];
      known = items.every((item) => this.isPlain(item));
      this.plain.set(value, known);
    }
    return known;
  }

  private decrypt(value: Vaulted, at: SourceSpan | undefined): string {
    const { decrypt } = this.environment.options;
    if (decrypt) return placed(at, () => decrypt(value.envelope));
    throw new DiagnosticError(
      diagnostic(
        'vault-no-secret',
        'Attempting to decrypt but no vault secrets found: a value is encrypted and no vault password was given',
        {
          span: at,
          fix: 'give one with --vault-password-file or --ask-vault-pass',
        },
      ),
    );
  }

  private renderText(text: string, scope: Scope, at: SourceSpan | undefined, otherwise: OnUndefined): Value {
    try {
      return this.renderInline(text, scope, at);
    } catch (error) {
      if (otherwise === 'fail' || !isUndefinedVariable(error)) throw error;
      if (otherwise === 'stay') return text;
      return new DeferredUndefined(/'(\w+)' is undefined/.exec(error.message)?.[1] ?? text, error);
    }
  }

  /** Renders one string of a YAML file to a value. */
  private renderInline(text: string, scope: Scope, at: SourceSpan | undefined): Value {
    const name = loneVariable.exec(text)?.[1];
    if (name !== undefined && scope.has(name)) {
      const value = lone(name, scope);
      if (value !== undefined) return value;
    }
    const { native } = this.environment.options;
    const unit = this.inlineUnit(text, at);
    const context = new RenderContext({
      environment: this.environment,
      templar: this.templar,
      scope,
      searchPath: [],
      result: native ? 'native' : 'typed',
    });
    const value = renderText(text, () => context.run(unit));
    return typeof value === 'string' ? restoreNewlines(value, text, unit.syntax.newlineSequence) : value;
  }

  private inlineUnit(text: string, at: SourceSpan | undefined): Unit {
    if (!text.startsWith('#jinja2:')) return compileText(text, () => this.environment.inlineUnit(text, at));
    const header = readHeader(text, at);
    const syntax = { ...this.environment.inline, ...header.overrides };
    const place = header.at ?? { file: '<text>', line: 1, col: 1 };
    return compileText(header.body, () => this.environment.fileUnit(header.body, place, syntax, 'values'));
  }
}

/** The values that a lone variable passes on without printing them: numbers, bools and None. */
function lone(name: string, scope: Scope): Value | undefined {
  let value: Value | undefined;
  try {
    value = scope.get(name);
  } catch (error) {
    if (error instanceof DiagnosticError) return undefined;
    throw error;
  }
  if (value === null || value instanceof Float || value instanceof Undefined) return value ?? null;
  return typeof value === 'boolean' || typeof value === 'number' || typeof value === 'bigint'
    ? value
    : undefined;
}
