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
  private readonly resolved = new Map<string, Value | undefined>();
  private readonly resolving = new Set<string>();

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
    const kept = [...(this.localWritten ?? [])].filter(([name]) => !local.has(name));
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
    if (this.resolved.has(name)) return this.resolved.get(name);
    const value = this.read(name);
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
    if (this.resolving.has(name)) {
      fail('recursive-variable', `recursive loop detected in template string: ${String(value)}`, {
        span: valueSpan(layer.vars, name),
        fix: `"${name}" is defined by itself; give one of the two another name`,
      });
    }
    this.resolving.add(name);
    try {
      return this.templar.resolve(value, this, { at: valueSpan(layer.vars, name) });
    } finally {
      this.resolving.delete(name);
    }
  }
}
