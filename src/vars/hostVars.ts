import { DiagnosticError } from '../diag/diagnostic.js';
import { isUndefinedVariable } from '../template/failure.js';
import type { Scope } from '../template/types.js';
import { Dict, Float, type Key, Undefined, type Value } from '../value/types.js';

/** A dictionary whose entries are worked out when they are asked for. */
abstract class LazyDict extends Dict {
  /** The keys, in order. */
  protected abstract names(): Iterable<string>;
  abstract override get(key: Key): Value | undefined;
  abstract override has(key: Key): boolean;

  /** An entry among all others; unlike `get` it must not fail. */
  protected entry(name: string): Value {
    return this.get(name) ?? null;
  }

  override get size(): number {
    return [...this.names()].length;
  }
  override keys(): MapIterator<Key> {
    return new Set<Key>(this.names()).keys();
  }
  override values(): MapIterator<Value> {
    return this.whole().values();
  }
  override entries(): MapIterator<[Key, Value]> {
    return this.whole().entries();
  }
  override [Symbol.iterator](): MapIterator<[Key, Value]> {
    return this.entries();
  }
  override copy(): Dict {
    return new Dict(this.whole());
  }
  override pyTruth(): boolean {
    return this.size > 0;
  }
  override pyIterate(): Iterable<Value> {
    return this.keys();
  }
  override pyLength(): number {
    return this.size;
  }

  private whole(): Map<Key, Value> {
    return new Map([...this.names()].map((name) => [name, this.entry(name)]));
  }
}

/** `hostvars`: from host names to the variables of each host. The implicit localhost is there, though it is not listed. */
export class HostVars extends LazyDict {
  private readonly seen = new Map<string, Dict>();

  constructor(
    private readonly hosts: () => Iterable<string>,
    private readonly scopeOf: (host: string) => Scope | undefined,
  ) {
    super();
  }

  override has(key: Key): boolean {
    return typeof key === 'string' && this.scopeOf(key) !== undefined;
  }

  override get(key: Key): Value | undefined {
    if (typeof key !== 'string') return undefined;
    const known = this.seen.get(key);
    if (known) return known;
    const scope = this.scopeOf(key);
    if (!scope) return new Undefined(key, `"hostvars['${key}']" is undefined`);
    const variables = new ScopeDict(scope, ['hostvars', 'vars']);
    this.seen.set(key, variables);
    return variables;
  }

  protected override names(): Iterable<string> {
    return this.hosts();
  }
}

/**
 * The variables of a scope, as the entries of `hostvars` show them. What needs an undefined variable stays as written;
 * in the whole also what cannot be rendered for another reason.
 */
export class ScopeDict extends LazyDict {
  constructor(
    protected readonly scope: Scope,
    /** Names that only the scope itself has. */
    private readonly without: readonly string[],
  ) {
    super();
  }

  override has(key: Key): boolean {
    return typeof key === 'string' && !this.without.includes(key) && this.scope.has(key);
  }

  override get(key: Key): Value | undefined {
    if (typeof key !== 'string' || this.without.includes(key)) return undefined;
    try {
      return this.scope.get(key);
    } catch (error) {
      const source = isUndefinedVariable(error) ? this.scope.source?.(key) : undefined;
      if (source === undefined) throw error;
      return source;
    }
  }

  protected override names(): Iterable<string> {
    return [...this.scope.names()].filter((name) => !this.without.includes(name));
  }

  protected override entry(name: string): Value {
    try {
      return this.get(name) ?? null;
    } catch (error) {
      const encrypted =
        error instanceof DiagnosticError && error.diagnostics.some(({ code }) => code.startsWith('vault-'));
      if (encrypted || !(error instanceof DiagnosticError)) throw error;
      return this.scope.source?.(name) ?? null;
    }
  }
}

/** `vars`: what the project's files say stays as it is written there, templates and all. */
export class WrittenDict extends ScopeDict {
  override get(key: Key): Value | undefined {
    const source = typeof key === 'string' && this.has(key) ? this.scope.source?.(key) : undefined;
    return source !== undefined && isPlain(source) ? source : super.get(key);
  }
}

/** Neither `!unsafe` nor `!vault` anywhere. */
function isPlain(value: Value): boolean {
  if (Array.isArray(value)) return value.every(isPlain);
  if (value instanceof Dict) return [...value.values()].every(isPlain);
  return value === null || typeof value !== 'object' || value instanceof Float;
}
