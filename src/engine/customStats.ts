import type { Effect } from '../module/types.js';
import { add } from '../value/arithmetic.js';
import { mergeDicts } from '../value/merge.js';
import { pyTypeName } from '../value/typeName.js';
import { Dict, type Value } from '../value/types.js';

type SetStats = Extract<Effect, { kind: 'set-stats' }>;

/** Data of `set_stats` for the end of the run: by host, and under `_run` what belongs to no host. */
export class CustomStats {
  readonly data = new Dict();

  /** Stores or, when it asks for that, adds data to what is there: numbers, texts and lists are joined, mappings merged. */
  apply(effect: SetStats, hosts: readonly string[]): void {
    for (const host of effect.perHost ? hosts : ['_run']) {
      const known = this.data.get(host);
      const stats = known instanceof Dict ? known : new Dict();
      this.data.set(host, stats);
      for (const [key, value] of effect.data) {
        const before = stats.get(key);
        if (before === undefined || !effect.aggregate) stats.set(key, value);
        // What is of another type than before is left out.
        else if (pyTypeName(before) === pyTypeName(value)) stats.set(key, joined(before, value));
      }
    }
  }
}

function joined(before: Value, value: Value): Value {
  return before instanceof Dict && value instanceof Dict ? mergeDicts(before, value) : add(before, value);
}
