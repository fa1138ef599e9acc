import { fail } from '../diag/diagnostic.js';
import type { Scope, Templar } from '../template/types.js';
import { mergeDicts } from '../value/merge.js';
import { Dict, PyObject, type Value } from '../value/types.js';
import { valueSpan } from '../yaml/spans.js';
import type { Layer } from './layer.js';

/** Values the engine computes when asked: `hostvars`, `groups`, `ansible_play_hosts`, … */
export type MagicVars = Pick<ReadonlyMap<string, () => Value>, 'get' | 'has' | 'keys'>;

/** Magic variables that hold what hosts sent. */
const ofHosts: ReadonlySet<string> = new Set(['ansible_facts', 'hostvars', 'vars']);

/**
 * The variables of one host at one task, read lazily: nothing is merged or rendered until a name is asked for,
 * and then once.
 */
export class VariableScope implements Scope {
  // Made when they are needed: a run makes several scopes for every host and task.
  private resolved: Map<string, Value> | undefined;
  private resolving: Set<string> | undefined;

  /**
   * `layers`: highest precedence first. `local`: loop variables and results in flight, above everything. `defaults`:
   * below everything, and not among the names.
   */
  constructor(
    private readonly templar: Templar,
    private readonly layers: readonly Layer[],
    private readonly magic: MagicVars,
    private readonly mergeHashes: boolean,
    private readonly local?: Dict,
    private readonly defaults?: () => MagicVars,
    /** What the local ones stem from, where they come from the project's own text. */
    private readonly localWritten?: Dict,
  ) {}

  /** The same variables with loop variables (or the result in flight) on top; `written`: see Scope. */
  with(local: Dict, written?: Dict): VariableScope {
    const merged = this.local ? new Dict([...this.local, ...local]) : local;
    if (!this.localWritten) return this.derived(merged, this.defaults, written);
    const kept = [...this.localWritten].filter(([name]) => !local.has(name));
    return this.derived(merged, this.defaults, new Dict([...kept, ...(written ?? [])]));
  }

  /** The same variables with values for names that nothing sets. */
  withDefaults(defaults: () => MagicVars): VariableScope {
    return this.derived(this.local, defaults, this.localWritten);
  }

  /** The same variables, only those that something sets. */
  withoutDefaults(): VariableScope {
    return this.defaults ? this.derived(this.local, undefined, this.localWritten) : this;
  }

  /** The same variables, the local ones of unknown origin. */
  withoutWritten(): VariableScope {
    return this.derived(this.local, this.defaults, undefined);
  }

  private derived(
    local: Dict | undefined,
    defaults: (() => MagicVars) | undefined,
    written: Dict | undefined,
  ): VariableScope {
    const { templar, layers, magic, mergeHashes } = this;
    return new VariableScope(templar, layers, magic, mergeHashes, local, defaults, written);
  }

  get(name: string): Value | undefined {
    const known = this.resolved?.get(name);
    if (known !== undefined) return known;
    const value = this.read(name);
    if (value === undefined) return undefined;
    this.resolved ??= new Map();
    this.resolved.set(name, value);
    return value;
  }

  has(name: string): boolean {
    return (
      this.local?.has(name) ||
      this.magic.has(name) ||
      this.layers.some((layer) => layer.vars.has(name)) ||
      this.defaults?.().has(name) === true
    );
  }

  *names(): Iterable<string> {
    const seen = new Set<string>();
    for (const source of [
      this.local?.keys() ?? [],
      this.magic.keys(),
      ...this.layers.map((layer) => layer.vars.keys()),
    ]) {
      for (const key of source) {
        const name = String(key);
        if (!seen.has(name)) yield name;
        seen.add(name);
      }
    }
  }

  setAmong(names: ReadonlySet<string>): ReadonlySet<string> {
    const found = new Set<string>();
    const ask = (vars: Pick<Dict, 'has' | 'keys' | 'size'>): void => {
      if (vars.size > names.size) {
        for (const name of names) if (vars.has(name)) found.add(name);
      } else for (const key of vars.keys()) if (typeof key === 'string' && names.has(key)) found.add(key);
    };
    if (this.local) ask(this.local);
    for (const { vars } of this.layers) if (vars.size > 0) ask(vars);
    const defaults = this.defaults?.();
    if (defaults) for (const name of names) if (defaults.has(name)) found.add(name);
    return found;
  }

  source(name: string): Value | undefined {
    if (this.local?.has(name) || this.magic.has(name)) return undefined;
    const layer = this.layers.find((each) => each.vars.has(name));
    return layer && !layer.data ? layer.vars.get(name) : undefined;
  }

  written(name: string): Value | undefined {
    if (this.local?.has(name)) return this.localWritten?.get(name);
    const magic = this.magic.get(name);
    if (magic) return ofHosts.has(name) ? undefined : magic();
    return this.layers.find((each) => each.vars.has(name))?.written?.get(name);
  }

  private read(name: string): Value | undefined {
    const local = this.local?.get(name);
    if (local !== undefined) return local;
    const magic = this.magic.get(name);
    if (magic) return magic();
    const value = this.readLayers(name);
    return value === undefined ? this.defaults?.().get(name)?.() : value;
  }

  private readLayers(name: string): Value | undefined {
    if (this.mergeHashes) return this.readMerged(name);
    for (const layer of this.layers) {
      const value = layer.vars.get(name);
      if (value !== undefined) return layer.data ? value : this.resolve(name, value, layer);
    }
    return undefined;
  }

  /** `hash_behaviour = merge`: dicts of all layers are merged, lower ones first. */
  private readMerged(name: string): Value | undefined {
    let merged: Value | undefined;
    for (const layer of this.layers.toReversed()) {
      const value = layer.vars.get(name);
      if (value === undefined) continue;
      const resolved = layer.data ? value : this.resolve(name, value, layer);
      merged = merged instanceof Dict && resolved instanceof Dict ? mergeDicts(merged, resolved) : resolved;
    }
    return merged;
  }

  private resolve(name: string, value: Value, layer: Layer): Value {
    if (typeof value !== 'string' && !(value instanceof PyObject) && !Array.isArray(value)) return value;
    this.resolving ??= new Set();
    const { resolving } = this;
    if (resolving.has(name)) {
      fail('recursive-variable', `recursive loop detected in template string: ${String(value)}`, {
        span: valueSpan(layer.vars, name),
        fix: `"${name}" is defined by itself; give one of the two another name`,
      });
    }
    resolving.add(name);
    try {
      return this.templar.resolve(value, this, { at: valueSpan(layer.vars, name) });
    } finally {
      resolving.delete(name);
    }
  }
}
