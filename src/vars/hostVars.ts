import type { Scope } from '../template/types.js';
import { PyObject, Undefined, type Value } from '../value/types.js';

/** `hostvars`: a lazy mapping from host names to the variables of each host. */
export class HostVars extends PyObject {
  readonly pyType = 'HostVars';
  private readonly seen = new Map<string, ScopeMapping>();

  constructor(
    private readonly hosts: () => Iterable<string>,
    private readonly scopeOf: (host: string) => Scope | undefined,
  ) {
    super();
  }

  pyRepr(): string {
    return `{${[...this.hosts()].map((host) => `'${host}': ...`).join(', ')}}`;
  }
  override pyIterate(): Iterable<Value> {
    return this.hosts();
  }
  override pyLength(): number {
    return [...this.hosts()].length;
  }
  /** The implicit localhost is there, though it is not listed. */
  override pyContains(item: Value): boolean {
    return typeof item === 'string' && this.scopeOf(item) !== undefined;
  }
  override pyAttribute(name: string): Value | undefined {
    return this.pyItem(name);
  }
  override pyItem(key: Value): Value | undefined {
    if (typeof key !== 'string') return undefined;
    const known = this.seen.get(key);
    if (known) return known;
    const scope = this.scopeOf(key);
    if (!scope) return new Undefined(key, `"hostvars['${key}']" is undefined`);
    const mapping = new ScopeMapping(scope);
    this.seen.set(key, mapping);
    return mapping;
  }
}

/** A scope as a mapping: `vars`, and the entries of `hostvars`. */
export class ScopeMapping extends PyObject {
  readonly pyType = 'dict';

  constructor(private readonly scope: Scope) {
    super();
  }

  pyRepr(): string {
    return `{${[...this.scope.names()].map((name) => `'${name}': ...`).join(', ')}}`;
  }
  override pyIterate(): Iterable<Value> {
    return this.scope.names();
  }
  override pyLength(): number {
    return [...this.scope.names()].length;
  }
  override pyAttribute(name: string): Value | undefined {
    return this.scope.get(name);
  }
  override pyItem(key: Value): Value | undefined {
    return typeof key === 'string' ? this.scope.get(key) : undefined;
  }
}
