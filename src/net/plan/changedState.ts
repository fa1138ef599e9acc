import type { NetObject, NetState } from '../object/types.js';
import type { Effect } from './effects.js';

/** A state as it is after some effects, seen without a copy of the whole: thousands of these are made for one plan. */
export class ChangedState implements NetState {
  private readonly changes = new Map<string, NetObject | undefined>();

  constructor(
    private readonly base: NetState,
    effects: readonly Effect[],
  ) {
    for (const { key, after } of effects) this.changes.set(key, after);
  }

  get(key: string): NetObject | undefined {
    return this.changes.has(key) ? this.changes.get(key) : this.base.get(key);
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  get size(): number {
    return [...this.keys()].length;
  }

  *entries(): MapIterator<[string, NetObject]> {
    for (const [key, object] of this.base) {
      const now = this.changes.has(key) ? this.changes.get(key) : object;
      if (now) yield [key, now];
    }
    for (const [key, object] of this.changes) if (object && !this.base.has(key)) yield [key, object];
  }

  *keys(): MapIterator<string> {
    for (const [key] of this.entries()) yield key;
  }

  *values(): MapIterator<NetObject> {
    for (const [, object] of this.entries()) yield object;
  }

  [Symbol.iterator](): MapIterator<[string, NetObject]> {
    return this.entries();
  }

  forEach(visit: (object: NetObject, key: string, state: NetState) => void): void {
    for (const [key, object] of this.entries()) visit(object, key, this);
  }
}
