import { DiagnosticError } from '../diag/diagnostic.js';
import { isUndefinedVariable } from '../template/failure.js';
import type { Scope } from '../template/types.js';
import { Dict, type Key, Undefined, type Value } from '../value/types.js';

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
 * The variables of a scope: `vars`, and the entries of `hostvars`. What needs an undefined variable stays as written;
 * in the whole also what cannot be rendered for another reason.
 */
export class ScopeDict extends LazyDict {
  constructor(
    private readonly scope: Scope,
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
